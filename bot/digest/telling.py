"""The words of a digest, from its templates: plain lines for Telegram and mail, and a page for mail."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from bot.digest.digest import Digest, shortened
from bot.late import beside_days
from bot.mail.mail import Chart, by_name
from bot.paper import templates
from bot.screen import LIMIT, length
from bot.texts import Texts
from domain import both_days

_MOST = (15, 10, 6, 3, 1)
"""Entries of a section in one message: the first of these with which it holds all."""


def as_message(texts: Texts, told: Digest, *, repeat: bool = False) -> str:
    """Plain lines that one message of Telegram holds."""
    for most in _MOST:
        text = as_text(texts, shortened(told, most), repeat=repeat)
        if length(text) <= LIMIT:
            break
    return text


def as_text(texts: Texts, told: Digest, *, repeat: bool = False) -> str:
    """Plain lines, however many."""
    return _rendered("digest.txt.j2", texts, told, repeat=repeat).strip() + "\n"


def as_page(
    texts: Texts,
    told: Digest,
    charts: Sequence[Chart] = (),
    *,
    repeat: bool = False,
    source: Callable[[Chart], str] = by_name,
) -> str:
    """An HTML page. `source` says where it finds a chart: inside the mail, unless told otherwise."""
    return _rendered("digest.html.j2", texts, told, repeat=repeat, charts=charts, source=source)


def _rendered(template: str, texts: Texts, told: Digest, **more: object) -> str:
    zone = ZoneInfo(told.site.zone)
    given = {
        "digest": told,
        "title": texts.rule,
        "day": texts.day,
        "moment": lambda at: texts.moment(at.astimezone(zone)),
        "late": partial(_late, texts),
        "beside_days": beside_days,
        "today": told.as_of.astimezone(zone).date(),
        **more,
    }
    return templates("bot.digest").get_template(template).render(given)


def _late(texts: Texts, inputs: Mapping[str, object]) -> str:
    """What is added to a line where staff entered the answers later than they were given."""
    days = both_days(inputs)
    if days is None:
        return ""
    given_on, entered_on = map(texts.full_date, days)
    return f", answers of {given_on}, entered {entered_on}"
