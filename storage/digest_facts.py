"""What a digest tells of one site, read when it is sent: cases, what was done, windows missed, whom to phone.

All by pseudonym; "after" is not included in a range of instants, "until" is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select

from domain import LEFT, STANDING, Alert, AlertState, AssessmentState, Episode, PatientStatus
from storage import alerts, rows, staff
from storage.database import Tx
from storage.digest_words import Case, Happening, Lost, Window
from storage.handling import handling
from storage.schema import alert, alert_action, assessment, contact, episode, outbox, patient
from storage.words import ActionKind, AlertAction, ChannelState, OutboxState, Owner

_WENT_OUT = (OutboxState.SENT, OutboxState.UNSURE)


def standing(tx: Tx, site_id: int) -> tuple[Case, ...]:
    """The cases that are not closed, the oldest first."""
    found = (
        select(alert, patient.c.code)
        .join_from(alert, episode, episode.c.id == alert.c.episode_id)
        .join(patient, patient.c.id == episode.c.patient_id)
        .where(episode.c.site_id == site_id, alert.c.state.in_(STANDING))
        .order_by(alert.c.fired_at, alert.c.id)
    )
    read = [(rows.shaped(Alert, row), row["code"]) for row in tx.conn.execute(found).mappings()]
    done, codes = alerts.actions_of(tx, [case.id for case, _ in read]), staff.codes(tx)
    return tuple(
        Case(case, patient_code, _taken_by(case, done[case.id], codes)) for case, patient_code in read
    )


def _taken_by(case: Alert, done: Sequence[AlertAction], codes: Mapping[int, str]) -> str | None:
    """The code of whoever has it in hand; none while a case waits to be taken, or to be taken anew."""
    holder_id = handling(done).holder_id
    return None if holder_id is None or case.state is not AlertState.ACKNOWLEDGED else codes[holder_id]


def happenings(tx: Tx, site_id: int, after: datetime, until: datetime) -> tuple[Happening, ...]:
    """What happened to the cases of a site; not the notices that were sent of them."""
    found = (
        select(
            alert.c.id, patient.c.code, alert.c.severity, alert.c.rule,
            alert_action.c.kind, alert_action.c.at, alert_action.c.by,
        )
        .join_from(alert_action, alert, alert.c.id == alert_action.c.alert_id)
        .join(episode, episode.c.id == alert.c.episode_id)
        .join(patient, patient.c.id == episode.c.patient_id)
        .where(
            episode.c.site_id == site_id,
            alert_action.c.kind != ActionKind.ESCALATED,
            alert_action.c.at > after,
            alert_action.c.at <= until,
        )
        .order_by(alert_action.c.at, alert_action.c.id)
    )  # fmt: skip
    return rows.read(tx.conn, Happening, found)


def missed(tx: Tx, site_id: int, after: datetime, until: datetime) -> tuple[Window, ...]:
    """The windows that ended without an answer, in the order they ended."""
    ended = (
        assessment.c.state == AssessmentState.MISSED,
        assessment.c.closed_at > after,
        assessment.c.closed_at <= until,
    )
    return rows.read(tx.conn, Window, _windows(site_id, assessment.c.closed_at).where(*ended))


def to_phone(tx: Tx, site_id: int) -> tuple[Window, ...]:
    """Whom to phone: open windows that came on the call list, the first to close first."""
    since = (
        select(func.min(outbox.c.queued_at))
        .where(outbox.c.assessment_id == assessment.c.id, outbox.c.kind == "call")
        .scalar_subquery()
    )
    found = _windows(site_id, since, assessment.c.closes_on).where(_open(), _queued("call"))
    return rows.read(tx.conn, Window, found)


def overdue(tx: Tx, site_id: int) -> tuple[Window, ...]:
    """Who was reminded, has not answered and is not yet to be phoned, the longest asked first."""
    found = _windows(site_id, assessment.c.prompted_at).where(
        _open(), assessment.c.prompted_at.is_not(None), _queued("reminder"), ~_queued("call")
    )
    return rows.read(tx.conn, Window, found)


def lost(tx: Tx, site_id: int) -> tuple[Lost, ...]:
    """Patients under follow-up whom messages do not reach: blocked, never linked, or stopped by choice."""
    found = (
        select(patient.c.code, patient.c.status, contact.c.channel)
        .join(contact, and_(contact.c.owner == Owner.PATIENT, contact.c.owner_id == patient.c.id))
        .where(
            patient.c.site_id == site_id,
            patient.c.status.not_in(LEFT),
            or_(
                contact.c.channel != ChannelState.LINKED,
                patient.c.status == PatientStatus.CHANNEL_STOPPED,
            ),
            exists().where(episode.c.patient_id == patient.c.id, episode.c.activated_at.is_not(None)),
        )
        .order_by(patient.c.code)
    )
    return rows.read(tx.conn, Lost, found)


def closing(tx: Tx, site_id: int, until: date) -> tuple[Window, ...]:
    """Windows not answered that end by that date and are not yet on the call list, the first to end first."""
    found = _windows(site_id, assessment.c.opened_at, assessment.c.closes_on).where(
        _open(), assessment.c.closes_on <= until, ~_queued("call")
    )
    return rows.read(tx.conn, Window, found)


def drafts(tx: Tx, site_id: int) -> tuple[tuple[str, Episode], ...]:
    """Operations whose follow-up has not begun, with their patients' codes, in the order of registration."""
    found = (
        select(patient.c.code, *rows.beside((Episode, episode)))
        .join(patient, patient.c.id == episode.c.patient_id)
        .where(episode.c.site_id == site_id, episode.c.activated_at.is_(None), patient.c.status.not_in(LEFT))
        .order_by(episode.c.id)
    )
    return tuple((row[0], next(rows.parts(row[1:], Episode))) for row in tx.conn.execute(found))


def last_sent_at(tx: Tx, staff_id: int, before: datetime) -> datetime | None:
    """When the last digest was queued that went out to somebody, or may have, before this moment."""
    found = select(func.max(outbox.c.queued_at)).where(
        outbox.c.kind == "digest",
        outbox.c.staff_id == staff_id,
        outbox.c.state.in_(_WENT_OUT),
        outbox.c.queued_at < before,
    )
    at: datetime | None = tx.conn.execute(found).scalar_one()
    return at


def _windows(site_id: int, since: ColumnElement[datetime], *order: ColumnElement[date]) -> Select[Window]:
    return (
        select(
            assessment.c.episode_id, patient.c.code, assessment.c.time_point, assessment.c.closes_on,
            since.label("since"), assessment.c.reason,
        )
        .join(episode, episode.c.id == assessment.c.episode_id)
        .join(patient, patient.c.id == episode.c.patient_id)
        .where(episode.c.site_id == site_id)
        .order_by(*order, since, assessment.c.id)
    )  # fmt: skip


def _open() -> ColumnElement[bool]:
    """Written out, not as a parameter: SQLite looks into the index of open windows for these words alone."""
    return assessment.c.state == literal_column(f"'{AssessmentState.OPEN}'")


def _queued(kind: str) -> ColumnElement[bool]:
    """Whether word of this kind about the window was ever queued."""
    return exists().where(outbox.c.assessment_id == assessment.c.id, outbox.c.kind == kind)
