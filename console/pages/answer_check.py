"""All answers that staff took down, once more; then they are stored, changed, or dropped.

They are stored as `answer` stores them, so the alert rules read them like any others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.answers_in_words import in_words as answer_in_words
from bot.question import asked_text
from bot.surroundings import Surroundings
from console.pages.answer_standing import NONE, Standing, around_of, kept, standing_of
from console.pages.answer_start import SPEAKERS, WAYS, given_in, in_words
from console.pages.moments import short
from console.pages.taken_down import Sheet, carried, ended, key_of
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Answer as Value
from domain import Entry, EntryKind, Fault
from questionnaires.instrument import Item
from questionnaires.notices import at_the_end
from scheduler.instants import local_date
from storage import answer_drafts
from storage.database import Tx
from storage.faults import StorageFault

Rows = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Checking:
    """All that was taken down. `stuck`: nothing can be stored as it is. `left`: how many wait."""

    patient: str
    where: str
    home: str
    step: int
    given: tuple[tuple[str, str, str], ...]
    parts: tuple[tuple[str, Rows], ...] = field(repr=False)
    left: int
    onward: str
    remarks: tuple[str, ...]
    advice: tuple[str, ...]
    is_empty: bool
    fault: str | None
    stuck: bool


@dataclass(frozen=True, slots=True)
class Changing:
    """How the answers came, to be changed."""

    patient: str
    where: str
    home: str
    step: int
    ways: tuple[Choice, ...]
    speakers: tuple[Choice, ...]
    typed: Mapping[str, str]
    faults: Mapping[str, str]


def show_check(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    now = standing_of(tx, desk, visit)
    return NOT_THERE if now is None else _checking(tx, desk, visit, now, now.fault)


def _checking(tx: Tx, desk: Desk, visit: Visit, now: Standing, fault: str | None) -> Page:
    around = around_of(tx, desk, visit)
    made = now.made or ()
    parts = tuple(
        (sheet.pending.instrument.title, tuple(_rows(around, now, place, sheet)))
        for place, sheet in enumerate(made)
    )
    advice = [at_the_end(each.pending.instrument, each.state) for each in made]
    view = Checking(
        patient=now.patient.code,
        where=now.where,
        home=now.at("").removesuffix("/"),
        step=now.draft.step,
        given=(("How they came", in_words(now.draft.given), now.at("how")),),
        parts=parts or _apart(tx, desk, around, now),
        left=sum(sheet.left for sheet in made),
        onward=now.at("next"),
        remarks=now.waiting.remarks,
        advice=tuple(around.fill(each) for told in advice for each in told),
        is_empty=now.draft.is_empty,
        fault=fault,
        stuck=now.made is None,
    )
    return Page("answers_check.html.j2", view, status=422 if visit.form and fault else 200)


def _rows(around: Surroundings, now: Standing, place: int, sheet: Sheet) -> list[tuple[str, str, str]]:
    state = sheet.state
    return [
        (
            asked_text(item, around),
            _said(around, item, state.settled.get(item.link_id), state.values.get(item.link_id, ())),
            now.at(key_of(place, item)),
        )
        for item in sheet.questions
    ]


def _said(around: Surroundings, item: Item, kind: EntryKind | None, values: tuple[Value, ...]) -> str:
    if kind is None:
        return "Not asked yet"
    return NONE.get(kind) or answer_in_words(around.texts, item, values)


def _apart(tx: Tx, desk: Desk, around: Surroundings, now: Standing) -> tuple[tuple[str, Rows], ...]:
    """What was taken down for questionnaires that wait no more as they did: so that nothing is lost."""
    library = desk.reach.library(tx)
    found = []
    for part in now.draft.parts:
        instrument = library.get(part.instrument, part.version)
        last: dict[str, Entry] = {e.link_id: e for e in part.entries if e.kind is not EntryKind.WENT_BACK}
        lines = ((instrument.item(link_id), entry) for link_id, entry in last.items())
        rows = [(asked_text(i, around), _said(around, i, e.kind, e.values), "") for i, e in lines]
        found.append((instrument.title, tuple(rows)))
    return tuple(found)


async def save(desk: Desk, visit: Visit) -> Answer:
    """Store all of it, or say why not; then nothing is changed."""
    try:
        return await desk.database.within(lambda tx: _save(tx, desk, visit))
    except StorageFault:
        raise
    except Fault as fault:
        said = str(fault)
        return await desk.database.seeing(lambda tx: _told(tx, desk, visit, said))


def _save(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    now = standing_of(tx, desk, visit)
    if now is None:
        return NOT_THERE
    if now.made is None:
        raise Fault(now.fault or "")
    parts = ended(now.made, visit.as_of)
    fault = kept(tx, visit, now, now.draft.given, parts)
    if fault is not None:
        raise Fault(fault)
    assessment_id = desk.reach.answering.store(tx, visit.act, replace(now.draft, parts=parts))
    answer_drafts.finish(tx, visit.act, now.draft.id)
    return Go(f"/patients/{now.patient.code}/answers/done/{assessment_id}")


def _told(tx: Tx, desk: Desk, visit: Visit, fault: str) -> Answer:
    now = standing_of(tx, desk, visit)
    return NOT_THERE if now is None else _checking(tx, desk, visit, now, fault)


def go_again(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """What was taken down goes on with what waits now: the patient's own answers stand."""
    now = standing_of(tx, desk, visit)
    if now is None:
        return NOT_THERE
    if now.waiting.parts:
        fault = kept(tx, visit, now, now.draft.given, carried(now.waiting.parts, now.draft.parts))
        if fault is not None:
            return _checking(tx, desk, visit, now, fault)
    return Go(now.at("check"))


def drop(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    now = standing_of(tx, desk, visit)
    if now is None:
        return NOT_THERE
    answer_drafts.drop(tx, visit.act, now.draft.id)
    return Go(f"/patients/{now.patient.code}?said=answers-dropped")


def show_how(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    now = standing_of(tx, desk, visit)
    return NOT_THERE if now is None else _changing(now, visit, {})


def _changing(now: Standing, visit: Visit, faults: Mapping[str, str]) -> Page:
    given = now.draft.given
    known = {"via": str(given.via), "who": "proxy" if given.proxy else "patient", "on": short(given.on)}
    view = Changing(
        now.patient.code,
        now.where,
        now.at("how"),
        now.draft.step,
        WAYS,
        SPEAKERS,
        {**known, **visit.form},
        faults,
    )
    return Page("answers_how.html.j2", view, status=422 if faults else 200)


def change_how(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Another way or day; of a day on which such answers may be given."""
    now = standing_of(tx, desk, visit)
    if now is None:
        return NOT_THERE
    given, faults = given_in(desk, visit, local_date(visit.as_of, now.patient.zone))
    if given is None:
        return _changing(now, visit, faults)
    try:
        desk.reach.answering.waiting(tx, visit.act, now.episode, now.draft.time_point, given)
    except Fault as fault:
        return _changing(now, visit, {"on": str(fault)})
    told = kept(tx, visit, now, given, now.draft.parts)
    return _changing(now, visit, {"on": told}) if told else Go(now.at("check"))
