"""Dates and moments as people write them, in the local time of a site. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.texts.wording import Texts
from domain import Site


def moment(texts: Texts, site: Site, at: datetime) -> str:
    """An instant at that site: 3 June 2025, 09:00."""
    local = at.astimezone(ZoneInfo(site.zone))
    return f"{texts.full_date(local.date())}, {local:%H:%M}"


def short(on: date) -> str:
    """A date where there is little room: 3 Jun 2025."""
    return f"{on.day} {on:%b} {on.year}"


def capital(text: str) -> str:
    """A text that stands alone begins with a capital letter."""
    return text[:1].upper() + text[1:]
