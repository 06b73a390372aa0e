"""Staff: who is there and whom messages reach, who is on call, and who gets the digest when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from markupsafe import Markup

from console.pages.changing import MEANWHILE, stamp, trying
from console.pages.moments import wall_time
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import Answer, Go, Page, Visit, number_in
from domain import Cadence, DigestWish, Fault, Site
from storage import contacts, digest_wishes, mailboxes, rota, sites, staff
from storage.access_words import Post
from storage.database import Tx
from storage.words import ChannelState, Owner, Staff

BASES = {"rota": "by the rota", "owner": "as owner", "out-of-hours": "as out-of-hours contact", "nobody": ""}
TELEGRAM = {
    ChannelState.LINKED: "Telegram: linked",
    ChannelState.BLOCKED: "Telegram: has blocked the bot",
    ChannelState.STOPPED: "Telegram: wants no messages",
    ChannelState.UNLINKED: "Telegram: not linked",
}
NEVER, DAILY = "never", "daily"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OFTEN = (Choice(DAILY, "Every day"), *(Choice(day, f"Every {day}") for day in DAYS), Choice(NEVER, "Never"))
WHEN_EMPTY = (Choice("one-line", "Say so in one line"), Choice("nothing", "Send nothing"))
NO_TIME = "Write date and time, as 3 June 2025 17:00 or 2025-06-03 17:00."


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One turn of the rota. `is_lost`: nothing reaches that person, so the next one up would be told."""

    number: int
    code: str
    starts: str
    ends: str
    is_lost: bool


@dataclass(frozen=True, slots=True)
class People:
    """`manages`: whether the reader may add people. `on_call`: who is told first, and until when, from now
    on. `people`: the cells of the table, a row each. `stamp`: what the digests were when this page was shown.
    """

    site: str
    zone: str
    manages: bool
    on_call: tuple[str, ...]
    turns: tuple[TurnLine, ...]
    people: tuple[tuple[str | Markup, ...], ...]
    names: tuple[Choice, ...]
    often: tuple[Choice, ...]
    when_empty: tuple[Choice, ...]
    stamp: str
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return page(tx, desk, visit, {})


def page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    site = sites.get(tx, visit.who.site_id)
    there = [each for each in staff.of_site(tx, site.id) if each.active]
    lost = staff.out_of_reach(tx, site.id)
    manages = visit.who.post is Post.ADMINISTRATOR
    view = People(
        site=site.name,
        zone=site.zone,
        manages=manages,
        on_call=_on_call(tx, desk, site, visit),
        turns=_turns(tx, desk, site, visit, lost),
        people=tuple(_person(tx, each, is_lost=each.id in lost, is_linked=manages) for each in there),
        names=(Choice("", "Choose somebody"), *(Choice(each.code, each.code) for each in there)),
        often=OFTEN,
        when_empty=WHEN_EMPTY,
        stamp=_digests(tx, there),
        faults=faults,
        typed=visit.form,
    )
    return Page("people.html.j2", view, status=422 if faults else 200)


def _digests(tx: Tx, there: list[Staff]) -> str:
    return stamp(*(f"{each.code} {_digest(digest_wishes.get(tx, each.id))}" for each in there))


def _on_call(tx: Tx, desk: Desk, site: Site, visit: Visit) -> tuple[str, ...]:
    texts, zone, codes = desk.speech.staff, ZoneInfo(site.zone), staff.codes(tx)
    return tuple(
        f"{codes[each.staff_id]} {BASES[each.basis]}, until {texts.moment(each.ends_at.astimezone(zone))}"
        if each.staff_id is not None
        else f"Nobody before {texts.moment(each.ends_at.astimezone(zone))}: a RED case waits until then"
        for each in desk.speech.duties.on_call(tx, site, visit.as_of)
    )


def _turns(tx: Tx, desk: Desk, site: Site, visit: Visit, lost: frozenset[int]) -> tuple[TurnLine, ...]:
    texts, zone, codes = desk.speech.staff, ZoneInfo(site.zone), staff.codes(tx)
    return tuple(
        TurnLine(
            each.id,
            codes[each.staff_id],
            texts.moment(each.starts_at.astimezone(zone)),
            texts.moment(each.ends_at.astimezone(zone)),
            each.staff_id in lost,
        )
        for each in rota.since(tx, site.id, visit.as_of)
    )


def _person(tx: Tx, person: Staff, *, is_lost: bool, is_linked: bool) -> tuple[str | Markup, ...]:
    """How they are reached, without where."""
    mail = "E-mail: none"
    if mailboxes.address(tx, person.id) is not None:
        mail = (
            "E-mail: refused by the mail server" if mailboxes.refused_at(tx, person.id) else "E-mail: known"
        )
    channels = f"{TELEGRAM[contacts.channel(tx, Owner.STAFF, person.id).state]}. {mail}."
    digest = _digest(digest_wishes.get(tx, person.id))
    named = Markup('<a href="/staff/people/{0}">{0}</a>').format(person.code) if is_linked else person.code
    return named, person.role.value, "no" if is_lost else "yes", channels, digest


def _digest(wish: DigestWish | None) -> str:
    if wish is None:
        return "none"
    day = "every day" if wish.cadence is Cadence.DAILY else f"every {DAYS[wish.weekday or 0]}"
    return f"{day}, {wish.at:%H:%M}; with nothing to say {wish.when_empty}"


async def add_turn(desk: Desk, visit: Visit) -> Answer:
    """Put somebody on the rota."""
    form = visit.form
    starts, ends = (wall_time(form.get(name, "")) for name in ("starts", "ends"))
    wrong = {name: NO_TIME for name, told in (("starts", starts), ("ends", ends)) if told is None}
    if not form.get("who"):
        wrong["who"] = "Choose who is on call."

    def work(tx: Tx) -> Answer:
        site = sites.get(tx, visit.who.site_id)
        desk.reach.running.add_turn(tx, visit.act, site.code, form.get("who", ""), starts or "", ends or "")
        return Go("/staff?said=turn-added")

    return await trying(desk, visit, work, wrong, lambda _: "starts", page)


async def remove_turn(desk: Desk, visit: Visit) -> Answer:
    """Take a turn off the rota, or end it now."""

    def work(tx: Tx) -> Answer:
        site = sites.get(tx, visit.who.site_id)
        number = number_in(visit.path["number"]) or 0
        desk.reach.running.remove_turn(tx, visit.act, site.code, number)
        return Go("/staff?said=turn-removed")

    return await trying(desk, visit, work, {}, lambda _: "rota", page)


async def set_digest(desk: Desk, visit: Visit) -> Answer:
    """Say when somebody gets the digest, unless somebody else said it meanwhile."""
    return await trying(desk, visit, partial(_set_digest, desk, visit), {}, lambda _: "reader", page)


def _set_digest(desk: Desk, visit: Visit, tx: Tx) -> Answer:
    form = visit.form
    there = [each for each in staff.of_site(tx, visit.who.site_id) if each.active]
    reader, often = form.get("reader", ""), form.get("often", "")
    if reader not in {each.code for each in there}:
        raise Fault("Choose who gets the digest.")
    if often not in {each.value for each in OFTEN}:
        raise Fault("Choose how often.")
    if form.get("seen") != _digests(tx, there):
        raise Fault(MEANWHILE)
    day = {NEVER: None, DAILY: ""}.get(often, often)
    at, when_empty = form.get("at", "").strip(), form.get("when-empty", "")
    desk.reach.running.set_digest(tx, visit.act, reader, day, at, when_empty)
    return Go("/staff?said=digest-set")
