"""What was done for several patients at once, as the trail has it; and its undoing, another line there.

Only what nobody has changed since is taken back, once, within a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from console.pages.chosen_words import CHANGED, UNDO_WITHIN, WAYS, Way, Words, hindrance
from console.pages.moments import moment, short
from console.pages.patients import filters_in, searched
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit, number_in
from domain import Fault, Patient
from scheduler.instants import local_date
from storage import contacts, patients, sites, trail
from storage.database import Tx
from storage.words import Owner


@dataclass(frozen=True, slots=True)
class Line:
    """One patient: how they stand now, or why nothing is done for them. `mark`: that in few characters."""

    code: str
    said: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. `until`: how long it can be undone; `undone`: by whom and when it was, for whom not."""

    number: int
    words: Words
    by: str
    at: str
    told: str
    codes: tuple[str, ...]
    left: tuple[Line, ...]
    until: str | None
    undone: str | None
    kept_codes: tuple[Line, ...]
    kept: tuple[tuple[str, str], ...]
    back: str

    @property
    def left_rows(self) -> tuple[tuple[str, str], ...]:
        return rows_of(self.left)

    @property
    def kept_rows(self) -> tuple[tuple[str, str], ...]:
        return rows_of(self.kept_codes)


def rows_of(lines: tuple[Line, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((each.code, each.said) for each in lines)


def kept(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The filters of the grid, as they came along."""
    return filters_in({**visit.query, **visit.form})


def iso(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _lines(tx: Tx, visit: Visit) -> tuple[trail.TrailRow, ...]:
    """What the trail says of it: that it was done, and undone; nothing of another hospital."""
    number = number_in(visit.path["number"])
    told = trail.read(tx, f"chosen:{number}") if number is not None else ()
    return told if told and told[0].detail["site"] == visit.who.site_id else ()


def show_done(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    told = _lines(tx, visit)
    if not told:
        return NOT_THERE
    return Page("chosen_done.html.j2", done_of(tx, desk, visit, int(visit.path["number"])))


def done_of(tx: Tx, desk: Desk, visit: Visit, number: int) -> Done:
    first, *rest = trail.read(tx, f"chosen:{number}")
    way, site, texts = Way(first.verb.partition(".")[2]), sites.get(tx, visit.who.site_id), desk.speech.staff
    ends = first.at + UNDO_WITHIN
    undone = rest[0] if rest else None
    told = first.detail["until"]
    return Done(
        number=number,
        words=WAYS[way],
        by=first.by.partition(":")[2],
        at=moment(texts, site, first.at),
        told=f"until {short(date.fromisoformat(told))}" if told else "",
        codes=tuple(patients.get(tx, one).code for one, _ in first.detail["patients"]),
        left=tuple(Line(code, why) for code, why in first.detail["left"]),
        until=moment(texts, site, ends) if undone is None and visit.as_of < ends else None,
        undone=None if undone is None else f"{undone.by.partition(':')[2]}, {moment(texts, site, undone.at)}",
        kept_codes=() if undone is None else tuple(Line(code, CHANGED) for code in undone.detail["left"]),
        kept=kept(visit),
        back=searched(kept(visit)),
    )


def undo(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Take back what nobody has changed since, once, within the time."""
    told = _lines(tx, visit)
    if not told:
        return NOT_THERE
    first, number = told[0], visit.path["number"]
    if len(told) == 1 and visit.as_of < first.at + UNDO_WITHIN:
        left = list(_undone(tx, desk, visit, first))
        trail.record(tx, visit.act, "chosen.undo", first.subject, {"left": left})
    return Go(f"/patients/chosen/{number}?{urlencode(kept(visit))}")


def _undone(tx: Tx, desk: Desk, visit: Visit, first: trail.TrailRow) -> Iterator[str]:
    """Take it back for each; the codes of those who have been changed since."""
    way = Way(first.verb.partition(".")[2])
    after, told = first.detail["until"], first.detail["expires"]
    for one, before in first.detail["patients"]:
        patient = patients.get(tx, one)
        if way is Way.LETTERS:
            expires = datetime.fromisoformat(told)
            is_back = contacts.withdraw_offer(tx, visit.act, Owner.PATIENT, one, expires)
        else:
            is_back = _pause_as_before(tx, desk, visit, patient, after, before)
        if not is_back:
            yield patient.code


def _pause_as_before(
    tx: Tx, desk: Desk, visit: Visit, patient: Patient, after: str | None, before: str | None
) -> bool:
    """Have the pause be what it was; false where it, or whether they are followed, was changed since."""
    is_here = patient.site_id == visit.who.site_id
    if not is_here or iso(patient.paused_until_on) != after:
        return False
    channel = contacts.channel(tx, Owner.PATIENT, patient.id).state
    if hindrance(Way.PAUSE, patient, channel, is_paused=True) is not None:
        return False
    until = None if before is None else date.fromisoformat(before)
    over = until is not None and until < local_date(visit.as_of, patient.zone)
    try:
        desk.reach.care.pause(tx, visit.act, patient.code, None if over else until)
    except Fault:
        return False
    return True
