"""What the safety commands do: events written down, and confirmed or refuted by a clinician of the site."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.enrolment import named_episode
from app.enrolment_form import day_fault
from app.register_warnings import YELLOW_CARD
from domain import Act, Episode, Fault
from scheduler.instants import local_date
from storage import episodes, patients, safety_events, staff
from storage.database import Tx
from storage.register_words import Product, ReoperationReason, SafetyKind
from storage.safety_events import Found, SafetyEvent
from storage.words import Role, SafetyCategory, SafetyState, Staff

GRADES = ("I", "II", "IIIa", "IIIb", "IVa", "IVb", "V")
"""Clavien and Dindo's, from no more than a deviation (I) to death (V)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a command says of an event; None says nothing."""

    category: SafetyCategory | None = None
    occurred_on: date | None = None
    grade: str | None = None
    kind: SafetyKind | None = None
    reoperation_reason: ReoperationReason | None = None
    product: Product | None = None
    note: str | None = None

    def given(self) -> dict[str, Any]:
        """What is said, by column."""
        names = ("category", "occurred_on", "grade", "kind", "reoperation_reason", "product", "note")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


def event_rows(tx: Tx, *, all_of_them: bool) -> list[dict[str, object]]:
    """One row an event, by date: those that wait for somebody, or all."""
    found = safety_events.every(tx) if all_of_them else safety_events.pending(tx)
    return [_row(tx, event) for event in found]


def _row(tx: Tx, event: SafetyEvent) -> dict[str, object]:
    return {
        "event": event.id,
        "episode": episodes.get(tx, event.episode_id).code,
        "category": event.category.value,
        "kind": event.kind or event.reoperation_reason,
        "state": event.state.value,
        "grade": event.grade,
        "occurred_on": event.occurred_on,
        "product": event.product,
        "yellow_card_on": event.yellow_card_on,
        "decided_by": event.decided_by,
        "decided_at": event.decided_at,
    }


def add(tx: Tx, act: Act, episode_code: str, by: str, told: Told, *, confirmed: bool) -> str:
    """Write down what staff know of; a coordinator's is suspected, a clinician may confirm at once."""
    episode = named_episode(tx, episode_code)
    person = must_be_of(tx, episode.site_id, by, episode.code)
    if confirmed:
        _must_decide(person)
        _must_grade(told.grade)
    category, on = told.category, told.occurred_on
    if category is None or on is None:
        raise Fault("An event needs its --category and --occurred-on.")
    _check(tx, act, episode, category, told)
    event_id = safety_events.record(
        tx,
        Act(f"staff:{person.code}", act.at),
        episode_id=episode.id,
        category=category,
        occurred_on=on,
        state=SafetyState.CONFIRMED if confirmed else SafetyState.SUSPECTED,
        found=Found(told.grade, told.kind, told.reoperation_reason, told.product, told.note),
    )
    return f"Safety event {event_id} of {episode.code} is {'confirmed' if confirmed else 'suspected'}."


def decide(
    tx: Tx, act: Act, event_id: int, by: str, state: SafetyState, told: Told, *, whole: bool = False
) -> str:
    """Confirm or refute an event; what is decided may be decided anew, and the trail keeps both. `whole`:
    what is not told is not known any more."""
    event, episode = _known(tx, event_id)
    person = must_be_of(tx, episode.site_id, by, episode.code)
    _must_decide(person)
    if state is SafetyState.CONFIRMED:
        _must_grade(told.grade or event.grade)
    if event.state is state and not told.given():
        raise Fault(f"Safety event {event_id} is {state.value} already. Nothing was changed.")
    category = told.category or event.category
    _check(tx, act, episode, category, told)
    changes = asdict(told) if whole else told.given()
    if told.note is not None and patients.get(tx, episode.patient_id).erasing_at is not None:
        raise Fault("This patient was erased: nothing is noted about them. Decide without --note.")
    if category is not SafetyCategory.OTHER:
        changes["kind"] = None
    if category is not SafetyCategory.REOPERATION:
        changes["reoperation_reason"] = None
    safety_events.decide(tx, Act(f"staff:{person.code}", act.at), event_id, state, changes)
    said = f"Safety event {event_id} is {state.value} by {person.code}."
    after = safety_events.get(tx, event_id)
    is_reportable = after.product not in (None, Product.NONE) and after.yellow_card_on is None
    if is_reportable and state is not SafetyState.REFUTED:
        said += f" A device or a medicine had a part: report it at {YELLOW_CARD}."
    return said


def correct(tx: Tx, act: Act, event_id: int, by: str, told: Told) -> None:
    """Have this be known of an event that nobody has decided on: of one that is decided, a clinician
    decides anew."""
    event, episode = _known(tx, event_id)
    person = must_be_of(tx, episode.site_id, by, episode.code)
    if event.state is not SafetyState.SUSPECTED:
        raise Fault(f"Safety event {event_id} is {event.state.value} by now. Nothing was changed.")
    _check(tx, act, episode, told.category or event.category, told)
    safety_events.correct(tx, Act(f"staff:{person.code}", act.at), event_id, asdict(told))


def yellow_card(
    tx: Tx, act: Act, event_id: int, by: str, on: date | None, product: Product | None, reference: str | None
) -> str:
    """Note that somebody of the site reported an event to the Yellow Card scheme."""
    event, episode = _known(tx, event_id)
    person = must_be_of(tx, episode.site_id, by, episode.code)
    involved = product or event.product
    if involved is None or involved is Product.NONE:
        raise Fault("Say what had a part: --product device, medicine or device+medicine.")
    today = local_date(act.at, patients.get(tx, episode.patient_id).zone)
    reported_on = on or today
    if not event.occurred_on <= reported_on <= today:
        raise Fault(f"{reported_on} cannot be the day of the report. Nothing was changed.")
    if reference is not None and len(reference) > 80:
        raise Fault("A reference has at most 80 characters.")
    safety_events.reported(
        tx,
        Act(f"staff:{person.code}", act.at),
        event_id,
        product=involved,
        on=reported_on,
        reference=reference,
    )
    return f"Safety event {event_id}: reported to the Yellow Card scheme on {reported_on}."


def _known(tx: Tx, event_id: int) -> tuple[SafetyEvent, Episode]:
    try:
        event = safety_events.get(tx, event_id)
    except LookupError:
        raise Fault(f"There is no safety event {event_id}.") from None
    return event, episodes.get(tx, event.episode_id)


def must_be_of(tx: Tx, site_id: int, code: str, followed: str) -> Staff:
    """The member of staff of that code, who must work at the site that follows somebody."""
    person = staff.by_code(tx, code)
    if person is None or not person.active or person.site_id != site_id:
        raise Fault(f"{code!r} is not active staff of the site that follows {followed}.")
    return person


def _must_decide(person: Staff) -> None:
    if person.role is not Role.CLINICIAN:
        raise Fault(f"Only a clinician confirms or refutes; {person.code} is {person.role.value}.")


def _must_grade(grade: str | None) -> None:
    if grade is None:
        raise Fault(f"A confirmed event needs its --grade (Clavien-Dindo): {', '.join(GRADES)}.")


def _check(tx: Tx, act: Act, episode: Episode, category: SafetyCategory, told: Told) -> None:
    """What cannot be taken is refused: another grade, a kind of the wrong category, a date of no event."""
    if told.grade is not None and told.grade not in GRADES:
        raise Fault(f"{told.grade!r} is no Clavien-Dindo grade; there are {', '.join(GRADES)}.")
    if told.kind is not None and category is not SafetyCategory.OTHER:
        raise Fault("--kind is of the category other.")
    if told.reoperation_reason is not None and category is not SafetyCategory.REOPERATION:
        raise Fault("--reoperation-reason is of the category reoperation.")
    on = told.occurred_on
    if on is None:
        return
    today = local_date(act.at, patients.get(tx, episode.patient_id).zone)
    fault = day_fault(on)
    if fault:
        raise Fault(fault)
    if not episode.tmr_on <= on <= today:
        raise Fault(f"{on} is before the operation or in the future. Nothing was changed.")
