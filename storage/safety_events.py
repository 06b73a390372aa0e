"""Safety events: what a patient's answers suggest is suspected until a clinician confirms or refutes it.

Where a device or a medicine had a part, it is to be reported to the Yellow Card scheme, by a person.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from domain import Act
from storage import rows, trail
from storage.database import Tx
from storage.register_words import Product, ReoperationReason, SafetyKind
from storage.schema import episode, patient, safety_event
from storage.words import SafetyCategory, SafetyState

_BY_DATE = (safety_event.c.occurred_on, safety_event.c.id)
_WAITS = safety_event.c.state == SafetyState.SUSPECTED
_REPORTABLE = and_(
    safety_event.c.product.in_((Product.DEVICE, Product.MEDICINE, Product.BOTH)),
    safety_event.c.yellow_card_on.is_(None),
    safety_event.c.state != SafetyState.REFUTED,
)


@dataclass(frozen=True, slots=True)
class SafetyEvent:
    """One event of an episode. `key` is set when answers suggested it, so that each does so once."""

    id: int
    key: str | None
    episode_id: int
    response_id: int | None
    category: SafetyCategory
    state: SafetyState
    occurred_on: date
    reported_at: datetime
    reported_by: str
    grade: str | None
    note: str | None
    kind: SafetyKind | None
    reoperation_reason: ReoperationReason | None
    product: Product | None
    yellow_card_on: date | None
    yellow_card_reference: str | None
    decided_at: datetime | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of an event beside its category and date; None: not known.

    `grade` is Clavien and Dindo's. `kind` is of the category other, `reoperation_reason` of reoperations.
    """

    grade: str | None = None
    kind: SafetyKind | None = None
    reoperation_reason: ReoperationReason | None = None
    product: Product | None = None
    note: str | None = None


def suspect(
    tx: Tx,
    act: Act,
    *,
    key: str,
    episode_id: int,
    response_id: int | None,
    category: SafetyCategory,
    occurred_on: date,
) -> bool:
    """Note what an answer suggests; false if it was noted before."""
    event_id = rows.add_if_new(
        tx.conn,
        safety_event,
        key=key,
        episode_id=episode_id,
        response_id=response_id,
        category=category,
        state=SafetyState.SUSPECTED,
        occurred_on=occurred_on,
        reported_at=act.at,
        reported_by=act.by,
    )
    if event_id is None:
        return False
    _record(tx, act, "suspect", event_id, episode_id, category)
    return True


def record(
    tx: Tx,
    act: Act,
    *,
    episode_id: int,
    category: SafetyCategory,
    occurred_on: date,
    state: SafetyState,
    note: str | None = None,
    found: Found | None = None,
) -> int:
    """Write down an event that staff know of, and tell its number. `note` stands for a `found` of its own."""
    decided = state is not SafetyState.SUSPECTED
    event_id = rows.add(
        tx.conn,
        safety_event,
        episode_id=episode_id,
        category=category,
        state=state,
        occurred_on=occurred_on,
        reported_at=act.at,
        reported_by=act.by,
        decided_at=act.at if decided else None,
        decided_by=act.by if decided else None,
        **asdict(found or Found(note=note)),
    )
    _record(tx, act, "record", event_id, episode_id, category)
    return event_id


def of_episode(tx: Tx, episode_id: int) -> tuple[SafetyEvent, ...]:
    """An episode's events, by date."""
    return rows.alike(tx.conn, SafetyEvent, safety_event, _BY_DATE, episode_id=episode_id)


def get(tx: Tx, event_id: int) -> SafetyEvent:
    return rows.known(tx.conn, SafetyEvent, safety_event, event_id)


def every(tx: Tx) -> tuple[SafetyEvent, ...]:
    """All events, by date."""
    return rows.many(tx.conn, SafetyEvent, safety_event, order=_BY_DATE)


def pending(tx: Tx) -> tuple[SafetyEvent, ...]:
    """The events that wait for a clinician, or are to be reported and are not yet, by date."""
    return rows.many(tx.conn, SafetyEvent, safety_event, _WAITS | _REPORTABLE, order=_BY_DATE)


def pending_at(tx: Tx, site_id: int) -> tuple[tuple[str, SafetyEvent], ...]:
    """The same of those whom a site follows and whose data are held, with their patients' codes."""
    found = (
        select(patient.c.code, *rows.beside((SafetyEvent, safety_event)))
        .join_from(safety_event, episode, episode.c.id == safety_event.c.episode_id)
        .join(patient, patient.c.id == episode.c.patient_id)
        .where(_WAITS | _REPORTABLE, patient.c.site_id == site_id, patient.c.erasing_at.is_(None))
        .order_by(*_BY_DATE)
    )
    return tuple((row[0], next(rows.parts(row[1:], SafetyEvent))) for row in tx.conn.execute(found))


def waiting(tx: Tx) -> int:
    """How many wait for a clinician to confirm or refute them."""
    return _count(tx, _WAITS)


def reportable(tx: Tx) -> int:
    """How many with a device or a medicine are not refuted and not reported yet."""
    return _count(tx, _REPORTABLE)


def decide(tx: Tx, act: Act, event_id: int, state: SafetyState, told: Mapping[str, Any]) -> None:
    """Confirm or refute an event, and keep what else was found out of it.

    The trail names the fields that changed, and of the date what it was.
    """
    before = get(tx, event_id)
    decided = {"state": state, "decided_at": act.at, "decided_by": act.by}
    detail = {"state": state, "was": before.state}
    _change(tx, act, before, "decide", detail, told, decided)


def correct(tx: Tx, act: Act, event_id: int, told: Mapping[str, Any]) -> None:
    """Keep what else was found out of an event, and leave open whether it is so."""
    _change(tx, act, get(tx, event_id), "correct", {}, told, {})


def _change(
    tx: Tx,
    act: Act,
    before: SafetyEvent,
    verb: str,
    detail: Mapping[str, Any],
    told: Mapping[str, Any],
    decided: Mapping[str, Any],
) -> None:
    changed = {name: value for name, value in told.items() if value != getattr(before, name)}
    if changed or decided:
        rows.change(tx.conn, safety_event, safety_event.c.id == before.id, **changed, **decided)
    detail = {**detail, "changed": sorted(changed)}
    if "occurred_on" in changed:
        detail["occurred_on"] = [str(before.occurred_on), str(changed["occurred_on"])]
    trail.record(tx, act, f"safety-event.{verb}", f"safety_event:{before.id}", detail)


def reported(tx: Tx, act: Act, event_id: int, *, product: Product, on: date, reference: str | None) -> None:
    """Note that somebody reported an event to the Yellow Card scheme."""
    told = {"product": product, "yellow_card_on": on, "yellow_card_reference": reference}
    rows.change(tx.conn, safety_event, safety_event.c.id == event_id, **told)
    detail = {"product": product, "on": str(on)}
    trail.record(tx, act, "safety-event.yellow-card", f"safety_event:{event_id}", detail)


def _count(tx: Tx, where: ColumnElement[bool]) -> int:
    found = select(func.count()).select_from(safety_event).where(where)
    return int(tx.conn.execute(found).scalar_one())


def _record(tx: Tx, act: Act, verb: str, event_id: int, episode_id: int, category: SafetyCategory) -> None:
    detail = {"episode": episode_id, "category": category}
    trail.record(tx, act, f"safety-event.{verb}", f"safety_event:{event_id}", detail)
