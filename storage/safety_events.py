"""Safety events: what a patient's answers suggest is suspected until a clinician confirms or refutes it."""

from dataclasses import dataclass
from datetime import date, datetime

from domain import Act
from storage import rows, trail
from storage.database import Tx
from storage.schema import safety_event
from storage.words import SafetyCategory, SafetyState

_BY_DATE = (safety_event.c.occurred_on, safety_event.c.id)


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
) -> int:
    """Write down an event that staff know of, and tell its number."""
    event_id = rows.add(
        tx.conn,
        safety_event,
        episode_id=episode_id,
        category=category,
        state=state,
        occurred_on=occurred_on,
        reported_at=act.at,
        reported_by=act.by,
        note=note,
    )
    _record(tx, act, "record", event_id, episode_id, category)
    return event_id


def of_episode(tx: Tx, episode_id: int) -> tuple[SafetyEvent, ...]:
    """An episode's events, by date."""
    return rows.alike(tx.conn, SafetyEvent, safety_event, _BY_DATE, episode_id=episode_id)


def _record(tx: Tx, act: Act, verb: str, event_id: int, episode_id: int, category: SafetyCategory) -> None:
    detail = {"episode": episode_id, "category": category}
    trail.record(tx, act, f"safety-event.{verb}", f"safety_event:{event_id}", detail)
