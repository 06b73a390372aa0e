"""Answers that staff take down, one question a page, as the patient would be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.question import asked_text
from console.pages.answer_fields import Fields, fields_of, stands, taken
from console.pages.answer_standing import NONE, Standing, around_of, kept, standing_of
from console.pages.taken_down import CHECK, Asked, Sheet, answered, next_key, order
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import EntryKind
from questionnaires.notices import before
from storage.database import Tx

PRESSED: Mapping[str, EntryKind] = {"decline": EntryKind.DECLINED, "skip": EntryKind.SKIPPED}
REQUIRED = "This question may not be passed over. The patient may prefer not to say."


@dataclass(frozen=True, slots=True)
class Asking:
    """One question. `advice`: what the patient is to be told before. `title`: of its questionnaire."""

    patient: str
    here: str
    step: int
    title: str
    where: str
    question: str
    fields: Fields
    stands: Mapping[str, str] = field(repr=False)
    ticked: tuple[str, ...] = field(repr=False)
    advice: tuple[str, ...]
    may_skip: bool
    settled: str
    check: str
    fault: str | None


def go_on(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """The first question that waits, or the page of all answers."""
    now = standing_of(tx, desk, visit)
    if now is None:
        return NOT_THERE
    return Go(now.at(CHECK if now.made is None else next_key(now.made)))


@dataclass(frozen=True, slots=True)
class _Reached:
    """A question that can be answered now, in the draft as it stands."""

    now: Standing
    made: tuple[Sheet, ...]
    which: Asked


def _reached(tx: Tx, desk: Desk, visit: Visit) -> _Reached | Answer:
    """The question of the address; or where to go instead."""
    now = standing_of(tx, desk, visit)
    if now is None:
        return NOT_THERE
    if now.made is None:
        return Go(now.at(CHECK))
    which = dict(order(now.made)).get(visit.path["question"])
    return NOT_THERE if which is None else _Reached(now, now.made, which)


def ask(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    found = _reached(tx, desk, visit)
    return _asking(tx, desk, visit, found) if isinstance(found, _Reached) else found


def _asking(tx: Tx, desk: Desk, visit: Visit, found: _Reached, fault: str | None = None) -> Page:
    now, which = found.now, found.which
    around, sheet = around_of(tx, desk, visit), found.made[which.place]
    item, state = which.item, sheet.state
    view = Asking(
        patient=now.patient.code,
        here=now.at(visit.path["question"]),
        step=now.draft.step,
        title=sheet.pending.instrument.title,
        where=f"{now.where}, question {which.position} of {which.total}",
        question=asked_text(item, around),
        fields=fields_of(item, around),
        stands=(known := stands(item, state.values.get(item.link_id, ()), visit.form)),
        ticked=tuple(name.removeprefix("chosen-") for name in known if name.startswith("chosen-")),
        advice=tuple(map(around.fill, before(sheet.pending.instrument, state, item))),
        may_skip=not item.required,
        settled=NONE.get(state.settled.get(item.link_id, EntryKind.ANSWERED), ""),
        check=now.at(CHECK),
        fault=fault,
    )
    return Page("answer_question.html.j2", view, status=422 if fault else 200)


def answer(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Take one answer down, and go on; or say what is wrong with it."""
    found = _reached(tx, desk, visit)
    if not isinstance(found, _Reached):
        return found
    fault = _taken(tx, visit, found)
    return Go(found.now.at("next")) if fault is None else _asking(tx, desk, visit, found, fault)


def _taken(tx: Tx, visit: Visit, found: _Reached) -> str | None:
    """Take it down, unless it was so before; or what is wrong."""
    now, made, which = found.now, found.made, found.which
    kind = PRESSED.get(visit.form.get("press", ""), EntryKind.ANSWERED)
    if kind is EntryKind.SKIPPED and which.item.required:
        return REQUIRED
    languages = made[which.place].pending.instrument.languages
    values = taken(which.item, languages, visit.form) if kind is EntryKind.ANSWERED else ()
    if isinstance(values, str):
        return values
    parts = answered(made, which, kind, values, visit.as_of)
    return None if parts == now.draft.parts else kept(tx, visit, now, now.draft.given, parts)
