"""A test drive: a whole plan lived through as its patient, as fast as one likes, and nothing of it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.texts.wording import Texts
from console.pages.brought import standing
from console.pages.moments import moment, short
from console.pages.questionnaires import LANGUAGES, MOST_TYPED
from console.reach import Driven, Said
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import Answer, Go, Page, Visit
from domain import Fault, Site
from scheduler.instants import local_date
from scheduler.publishing import check
from storage import protocols, sites
from storage.access_words import DraftKind
from storage.database import Tx

HOME, NEWEST = "/test-drive", "/test-drive#newest"
IN_USE = "in-use"
SHOWN = 6
"""Messages of the chat; the earlier ones are not needed any more."""
MOST_DAYS = 84
"""That pass by themselves, in 12 minutes: a page that is left alone must not keep its session for ever."""
CHOOSE = "Choose a schedule. One in which something is wrong cannot be driven."
WINDOWS = ("Time point", "Opens", "Closes", "How it stands")


@dataclass(frozen=True, slots=True)
class Start:
    """What can be driven: the schedule in use, and drafts in which nothing is wrong."""

    schedules: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    chosen: Mapping[str, str]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Going:
    """`pin`: while the chat asks for it. `said`: the newest messages, and when they came. `runs`: for
    how many days time goes on by itself. `mark`: how much was said, so that it stops once there is something
    to read."""

    name: str
    language: str
    now: str
    day: str
    pin: str | None
    said: tuple[tuple[Said, str], ...]
    told: tuple[tuple[str, str, str], ...]
    cases: tuple[tuple[str, str], ...]
    windows: tuple[tuple[str, str, str, str], ...]
    has_alerts: bool
    is_over: bool
    runs: int
    mark: str
    head: tuple[str, ...] = WINDOWS


async def show(desk: Desk, visit: Visit) -> Answer:
    found = await desk.reach.driving.look(visit.who.id, visit.as_of)
    if found is None:
        return await desk.database.seeing(lambda tx: _start(tx, desk, visit, {}))
    site = await desk.database.seeing(lambda tx: sites.get(tx, visit.who.site_id))
    return Page("driving.html.j2", _going(desk.speech.staff, site, visit, found))


def _start(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    languages = tuple(Choice(key, words) for key, words in LANGUAGES.items())
    schedules = tuple(Choice(key, words) for key, (words, _) in _schedules(tx, desk, visit).items())
    chosen = {name: visit.form.get(name, usual) for name, usual in (("which", IN_USE), ("language", "en"))}
    status = 422 if faults else 200
    return Page("drive_start.html.j2", Start(schedules, languages, chosen, faults), status)


def _schedules(tx: Tx, desk: Desk, visit: Visit) -> dict[str, tuple[str, str]]:
    """By what the form sends: its words, and its text."""
    current, known = protocols.current(tx), frozenset(desk.reach.library(tx).ids)
    found = {} if current is None else {IN_USE: ("The schedule in use", protocols.body(tx, current))}
    for draft in standing(tx, visit, DraftKind.PROTOCOL):
        if not check(draft.body, known):
            found[str(draft.id)] = f"Draft {draft.id}", draft.body
    return found


async def begin(desk: Desk, visit: Visit) -> Answer:
    language = visit.form.get("language", "en")

    def setting(tx: Tx) -> object:
        found = _schedules(tx, desk, visit).get(visit.form.get("which", ""))
        if found is None or language not in LANGUAGES:
            return None
        return desk.reach.driving.setting(tx, visit.who.site_id, found[1], language, visit.as_of)

    given = await desk.database.seeing(setting)
    fault = None if given is not None else CHOOSE
    if given is not None:
        try:
            await desk.reach.driving.begin(visit.who.id, given, visit.as_of)
        except Fault as refused:
            fault = str(refused)
    if fault is None:
        return Go(HOME)
    return await desk.database.seeing(lambda tx: _start(tx, desk, visit, {"which": fault}))


async def step(desk: Desk, visit: Visit) -> Answer:
    """A tap, words, or time; while it runs a day passes, until there is something to read."""
    press, typed = visit.form.get("press", ""), visit.form.get("typed", "").strip()[:MOST_TYPED]
    done = press or (f"say {typed}" if typed else "")
    if done == "run":
        return Go(_running(MOST_DAYS))
    await desk.reach.driving.step(visit.who.id, done, visit.as_of)
    if "mark" not in visit.form:
        return Go(NEWEST)
    found = await desk.reach.driving.look(visit.who.id, visit.as_of)
    left = _days(visit.form.get("runs", "")) - 1
    goes_on = found is not None and _mark(found) == visit.form["mark"] and not found.is_over
    return Go(_running(left) if goes_on and left > 0 else NEWEST)


async def end(desk: Desk, visit: Visit) -> Answer:
    await desk.reach.driving.end(visit.who.id)
    return Go(HOME)


def _running(days: int) -> str:
    return f"{HOME}?runs={days}#newest"


def _days(text: str) -> int:
    """For how many days time still goes on by itself."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 4
    return min(int(text), MOST_DAYS) if is_number else 0


def _mark(found: Driven) -> str:
    return f"{len(found.said)} {len(found.told)}"


def _going(texts: Texts, site: Site, visit: Visit, found: Driven) -> Going:
    day = (local_date(found.now, site.zone) - found.tmr_on).days
    before = f"{-day} day{'' if day == -1 else 's'} before the operation"
    joined = any(each.by_bot for each in found.said[3:])
    return Going(
        name=found.name,
        language=found.language,
        now=moment(texts, site, found.now),
        day=before if day < 0 else f"day {day} after the operation" if day else "the day of the operation",
        pin=None if joined else found.pin,
        said=tuple((each, moment(texts, site, each.at)) for each in found.said[-SHOWN:]),
        told=tuple((moment(texts, site, at), who, what) for at, who, what in found.told),
        cases=tuple((moment(texts, site, at), f"{rule}: {texts.rule(rule)}") for at, rule in found.cases),
        windows=tuple(_windows(found)),
        has_alerts=found.has_alerts,
        is_over=found.is_over,
        runs=0 if found.is_over else _days(visit.query.get("runs", "")),
        mark=_mark(found),
    )


def _windows(found: Driven) -> Iterator[tuple[str, str, str, str]]:
    for code, opens_on, closes_on, state in found.windows:
        yield code, short(opens_on), short(closes_on), state
