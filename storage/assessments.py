"""Assessments: what was planned and what became of it. Only planned ones may move; ended ones are history."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from domain import WAITING, Act, Assessment, AssessmentKind, AssessmentState, PatientStatus
from storage import rows
from storage.belonging import episodes_of
from storage.database import Tx
from storage.schema import assessment, episode, patient
from storage.trail import record

_BY_SENDING = (assessment.c.send_at, assessment.c.time_point, assessment.c.occurrence)
_TMR_ON = select(episode.c.tmr_on).where(episode.c.id == bindparam("episode"))
_TMR_ON_OF_ROW = select(episode.c.tmr_on).where(episode.c.id == assessment.c.episode_id).scalar_subquery()
_OPEN = assessment.alias()
_CARDS = select(_OPEN.c.card_message_id).where(
    _OPEN.c.episode_id == bindparam("episode"), _OPEN.c.state == AssessmentState.OPEN
)
# Every tap or step runs these, so they are built once.
_PLANNED = assessment.c.state == AssessmentState.PLANNED
_STANDING = assessment.c.state.in_(WAITING)
_UNSEEN = assessment.c.first_seen_at.is_(None)
_UNPROMPTED = assessment.c.prompted_at.is_(None)
_NEVER_DUE = (assessment.c.state == AssessmentState.CANCELLED, assessment.c.opened_at.is_(None))
_ON_CARDS = rows.chosen(Assessment, assessment, _BY_SENDING).where(
    assessment.c.episode_id == bindparam("episode"),
    or_(
        assessment.c.state == AssessmentState.OPEN,
        and_(assessment.c.state == AssessmentState.COMPLETED, assessment.c.card_message_id.in_(_CARDS)),
    ),
)


def add(
    tx: Tx,
    act: Act,
    *,
    episode_id: int,
    protocol_id: int,
    time_point: str,
    kind: AssessmentKind,
    opens_on: date,
    closes_on: date,
    send_at: datetime,
    zone: str,
    instruments: Sequence[str],
    state: AssessmentState = AssessmentState.PLANNED,
    reason: str | None = None,
    parent_id: int | None = None,
    occurrence: int = 1,
    source: str | None = None,
) -> Assessment:
    """Plan a visit window for the operation date as it stands, or record at once why it will not be asked.

    `source` is the update by which a patient began it.
    """
    which = {"episode_id": episode_id, "time_point": time_point, "occurrence": occurrence}
    told = {**which, "state": state, "reason": reason}
    assessment_id = rows.add(
        tx.conn,
        assessment,
        **told,
        protocol_id=protocol_id,
        tmr_on=tx.conn.execute(_TMR_ON, {"episode": episode_id}).scalar_one(),
        kind=kind,
        opens_on=opens_on,
        closes_on=closes_on,
        send_at=send_at,
        zone=zone,
        instruments=tuple(instruments),
        parent_id=parent_id,
        opened_at=act.at if state is AssessmentState.OPEN else None,
        closed_at=None if state in WAITING else act.at,
        source=source,
    )
    record(tx, act, "assessment.add", f"assessment:{assessment_id}", told)
    return get(tx, assessment_id)


def move(
    tx: Tx,
    act: Act,
    assessment_id: int,
    *,
    opens_on: date,
    closes_on: date,
    send_at: datetime,
    zone: str,
    instruments: Sequence[str],
    protocol_id: int,
) -> bool:
    """Plan it for another window and the operation date as it stands; false once it is no longer planned."""
    values = {
        "tmr_on": _TMR_ON_OF_ROW,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "send_at": send_at,
        "zone": zone,
        "instruments": tuple(instruments),
        "protocol_id": protocol_id,
    }
    detail = {"opens_on": str(opens_on), "closes_on": str(closes_on), "protocol": protocol_id}
    if not rows.change(tx.conn, assessment, assessment.c.id == assessment_id, _PLANNED, **values):
        return False
    record(tx, act, "assessment.move", f"assessment:{assessment_id}", detail)
    return True


def open(  # noqa: A001 - the domain's word: assessments.open()
    tx: Tx, act: Act, assessment_id: int, asked: Sequence[str] | None = None
) -> bool:
    """Its time has come: planned becomes open; false if it was not planned.

    `asked` are the instruments really asked, where that may be fewer than were planned.
    """
    values: dict[str, Any] = {"state": AssessmentState.OPEN, "opened_at": act.at}
    detail: dict[str, Any] = {}
    if asked is not None and (left_out := set(get(tx, assessment_id).instruments) - set(asked)):
        values["instruments"], detail["left_out"] = tuple(asked), sorted(left_out)
    return _change(tx, act, assessment_id, "open", detail, _PLANNED, **values)


def prompted(tx: Tx, act: Act, ids: Sequence[int], message_id: int | None) -> None:
    """The prompt for this sitting went out; its message becomes the card. The first prompt's time is kept."""
    for assessment_id in ids:
        rows.change_row(tx.conn, assessment, assessment_id, _UNPROMPTED, prompted_at=act.at)
        _change(tx, act, assessment_id, "prompt", {}, card_message_id=message_id)


def set_card(tx: Tx, assessment_id: int, message_id: int) -> None:
    """Note which message now shows the questionnaire."""
    rows.change_row(tx.conn, assessment, assessment_id, card_message_id=message_id)


def seen(tx: Tx, act: Act, assessment_id: int) -> bool:
    """The patient looked at it; only the first time counts."""
    return _change(tx, act, assessment_id, "seen", {}, _UNSEEN, first_seen_at=act.at)


def end(
    tx: Tx,
    act: Act,
    assessment_id: int,
    state: AssessmentState,
    reason: str | None = None,
    *,
    answered_at: datetime | None = None,
) -> bool:
    """Close the window in a terminal state; false if it has ended already. `answered_at`: where not now."""
    values: dict[str, Any] = {"state": state, "reason": reason, "closed_at": act.at}
    if state is AssessmentState.COMPLETED:
        values["answered_at"] = answered_at or act.at
    return _change(tx, act, assessment_id, "end", {"state": state, "reason": reason}, _STANDING, **values)


def revive(tx: Tx, act: Act, assessment_id: int) -> bool:
    """Plan one again that was cancelled before it was ever due; false if it stands or was opened."""
    values = {"state": AssessmentState.PLANNED, "reason": None, "closed_at": None}
    return _change(tx, act, assessment_id, "revive", {}, *_NEVER_DUE, **values)


def begun_by(tx: Tx, episode_id: int, source: str) -> tuple[Assessment, ...]:
    """What a patient began by this update, the latest last; numbers of updates can come again after years."""
    return rows.alike(tx.conn, Assessment, assessment, episode_id=episode_id, source=source)


def next_planned_at(tx: Tx, patient_id: int) -> datetime | None:
    """When the next questions of a patient are planned to be asked, over all episodes."""
    theirs = episodes_of(patient_id)
    planned = select(func.min(assessment.c.send_at)).where(
        assessment.c.episode_id.in_(theirs), assessment.c.state == AssessmentState.PLANNED
    )
    at: datetime | None = tx.conn.execute(planned).scalar_one()
    return at


def get(tx: Tx, assessment_id: int) -> Assessment:
    return rows.known(tx.conn, Assessment, assessment, assessment_id)


def of_episode(tx: Tx, episode_id: int) -> tuple[Assessment, ...]:
    """An episode's assessments, by time of sending, then time point and occurrence."""
    return rows.alike(tx.conn, Assessment, assessment, _BY_SENDING, episode_id=episode_id)


def on_cards_of_episode(tx: Tx, episode_id: int) -> tuple[Assessment, ...]:
    """What is being asked now for an episode, and what was answered in full on the same cards; as above."""
    return rows.read(tx.conn, Assessment, _ON_CARDS, episode=episode_id)


def open_of_patient(tx: Tx, patient_id: int) -> tuple[Assessment, ...]:
    """What a patient is being asked now, over all episodes, by time of sending, then time point."""
    theirs = episodes_of(patient_id)
    where = (assessment.c.episode_id.in_(theirs), assessment.c.state == AssessmentState.OPEN)
    order = (assessment.c.send_at, assessment.c.time_point, assessment.c.id)
    return rows.many(tx.conn, Assessment, assessment, *where, order=order)


def answered_of_patient(tx: Tx, patient_id: int, until: date) -> tuple[Assessment, ...]:
    """What a patient has answered in full and whose window is not over on that local date; as above."""
    theirs = episodes_of(patient_id)
    where = (
        assessment.c.episode_id.in_(theirs),
        assessment.c.state == AssessmentState.COMPLETED,
        assessment.c.closes_on >= until,
    )
    order = (assessment.c.send_at, assessment.c.time_point, assessment.c.id)
    return rows.many(tx.conn, Assessment, assessment, *where, order=order)


def patients_awaited(tx: Tx, until: datetime) -> tuple[str, ...]:
    """Codes of those under follow-up who are being asked, or are to be asked before then, in order."""
    joined = assessment.join(episode, episode.c.id == assessment.c.episode_id).join(
        patient, patient.c.id == episode.c.patient_id
    )
    asked = or_(assessment.c.state == AssessmentState.OPEN, and_(_PLANNED, assessment.c.send_at < until))
    found = (
        select(patient.c.code).select_from(joined).where(patient.c.status == PatientStatus.FOLLOWED, asked)
    )
    return tuple(tx.conn.execute(found.distinct().order_by(patient.c.code)).scalars())


def _change(
    tx: Tx,
    act: Act,
    assessment_id: int,
    verb: str,
    detail: dict[str, Any],
    *where: ColumnElement[bool],
    **values: Any,
) -> bool:
    if not rows.change_row(tx.conn, assessment, assessment_id, *where, **values):
        return False
    record(tx, act, f"assessment.{verb}", f"assessment:{assessment_id}", detail)
    return True
