"""Something done for several patients at once: what would happen, and to whom, is seen before it is done.

Nobody is withdrawn here. Each patient carries a mark of how they stood on the page; whoever was changed since
is left out and named.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from urllib.parse import urlencode

from console.pages.changing import stamp
from console.pages.chosen_undo import Done, Line, done_of, iso, kept, rows_of
from console.pages.chosen_words import CHANGED, REASONS, WAYS, Way, Words, hindrance
from console.pages.inviting import Sheet, sheet
from console.pages.leaving import standing
from console.pages.moments import paused_until
from console.pages.patients import grid_page, searched
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import Answer, Go, Page, Visit
from domain import Fault, Patient
from scheduler.instants import local_date
from storage import contacts, patients, sites, trail
from storage.database import Tx
from storage.words import Owner

WHO = "who-"
NO_BOT = "The bot's name could not be read, so no links can be printed now. Nothing was made."
NOBODY = "Choose at least one patient, and what to do."


@dataclass(frozen=True, slots=True)
class Checking:
    """What would be done, for whom, and for whom not. `kept`: the filters of the grid; `back`: to it."""

    way: Way
    words: Words
    lines: tuple[Line, ...]
    left: tuple[Line, ...]
    reasons: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    back: str
    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        return rows_of(self.lines)

    @property
    def left_rows(self) -> tuple[tuple[str, str], ...]:
        return rows_of(self.left)


@dataclass(frozen=True, slots=True)
class Printed:
    """Two stacks to print, and what was done: known only now."""

    done: Done
    sheets: tuple[Sheet, ...] = field(repr=False)


def _chosen(tx: Tx, visit: Visit) -> tuple[Patient, ...]:
    """Those who were chosen, of the own hospital, by code."""
    codes = sorted(name.removeprefix(WHO) for name in visit.form if name.startswith(WHO))
    found = (patients.by_code(tx, code) for code in codes)
    return tuple(each for each in found if each is not None and each.site_id == visit.who.site_id)


def _line(tx: Tx, visit: Visit, way: Way, patient: Patient) -> tuple[Line, bool]:
    """How somebody stands, and whether it can be done for them."""
    channel = contacts.channel(tx, Owner.PATIENT, patient.id).state
    mark = stamp(patient.status, patient.status_at, patient.paused_until_on, channel)
    why = hindrance(way, patient, channel, is_paused=paused_until(patient, visit.as_of) is not None)
    return Line(patient.code, standing(patient, visit.as_of) if why is None else why, mark), why is None


async def choose(desk: Desk, visit: Visit) -> Answer:
    """What would happen to whom; and once that was seen, do it."""
    if visit.form.get("sure") != "yes":
        return await desk.database.seeing(lambda tx: _check(tx, desk, visit, {}))
    way = _way(visit)
    bot = await desk.reach.bot_name() if way is Way.LETTERS else None  # no transaction waits for the network
    if way is Way.LETTERS and bot is None:
        return await desk.database.seeing(lambda tx: _check(tx, desk, visit, {"who": NO_BOT}))
    return await desk.database.within(partial(_do, desk=desk, visit=visit, bot=bot))


def _way(visit: Visit) -> Way | None:
    given = visit.form.get("act", "")
    return Way(given) if given in set(Way) else None


def _check(tx: Tx, desk: Desk, visit: Visit, faults: dict[str, str]) -> Answer:
    way, chosen = _way(visit), _chosen(tx, visit)
    if way is None or not chosen:
        return grid_page(tx, desk, replace(visit, query=dict(kept(visit))), fault=NOBODY)
    told = [_line(tx, visit, way, each) for each in chosen]
    view = Checking(
        way=way,
        words=WAYS[way],
        lines=tuple(line for line, may in told if may),
        left=tuple(line for line, may in told if not may),
        reasons=REASONS,
        kept=kept(visit),
        back=searched(kept(visit)),
        typed={name: visit.form.get(name, "") for name in ("until", "reason")},
        faults=faults,
    )
    return Page("chosen.html.j2", view, status=422 if faults else 200)


def _do(tx: Tx, desk: Desk, visit: Visit, bot: str | None) -> Answer:
    way, chosen = _way(visit), _chosen(tx, visit)
    until, faults = _until(tx, desk, visit) if way is Way.PAUSE else (None, {})
    if way is None or not chosen or faults:
        return _check(tx, desk, visit, faults)
    number = trail.head(tx) + 1
    left: list[tuple[str, str]] = []
    done: list[tuple[int, str | None]] = []
    sheets: list[Sheet] = []
    for each in chosen:
        try:
            sheets += _deed(tx, desk, visit, way, each, until, bot)
        except Fault as fault:  # nothing was done for this one
            left.append((each.code, str(fault)))
        else:
            done.append((each.id, iso(each.paused_until_on)))
    if not done:
        return _check(tx, desk, visit, {"who": "It can be done for nobody who was chosen. Nothing was done."})
    told = {
        "site": visit.who.site_id,
        "patients": done,
        "left": left,
        "until": iso(until),
        "reason": visit.form.get("reason") if way is Way.PAUSE else None,
        "expires": sheets[0].until.isoformat() if sheets else None,
    }
    trail.record(tx, visit.act, f"chosen.{way}", f"chosen:{number}", told)
    if way is Way.LETTERS:
        return Page("letters.html.j2", Printed(done_of(tx, desk, visit, number), tuple(sheets)))
    return Go(f"/patients/chosen/{number}?{urlencode(kept(visit))}")


def _deed(
    tx: Tx, desk: Desk, visit: Visit, way: Way, patient: Patient, until: date | None, bot: str | None
) -> tuple[Sheet, ...]:
    """Do it for one, and what is to be printed; a Fault says why not."""
    line, may = _line(tx, visit, way, patient)
    if not may:
        raise Fault(line.said)
    if line.mark != visit.form[WHO + patient.code]:
        raise Fault(CHANGED)
    if way is Way.LETTERS:
        return (sheet(tx, desk, visit, patient, bot),)
    desk.reach.care.pause(tx, visit.act, patient.code, until)
    return ()


def _until(tx: Tx, desk: Desk, visit: Visit) -> tuple[date | None, dict[str, str]]:
    """The last day of a pause, and what is wrong with what was typed."""
    faults: dict[str, str] = {}
    until = desk.reach.care.day(visit.form.get("until", ""))
    today = local_date(visit.as_of, sites.get(tx, visit.who.site_id).zone)
    if isinstance(until, str):
        faults["until"] = until
    elif until < today:
        faults["until"] = "The day has passed already. Enter a later one."
    if visit.form.get("reason") not in {each.value for each in REASONS}:
        faults["reason"] = "Choose why."
    return (None if isinstance(until, str) else until), faults
