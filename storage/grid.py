"""The grid of the console: operations of a site with what became of each visit window. By pseudonym."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from domain import AssessmentKind, AssessmentState, PatientStatus
from storage import rows
from storage.database import Tx
from storage.schema import assessment, contact, episode, patient
from storage.words import ChannelState, Owner


class Shown(StrEnum):
    """Which operations are shown: all, or those with a window that waits, that was missed, or none begun; or
    of patients who are paused, or are followed and not linked to Telegram."""

    ALL = "all"
    WAITING = "waiting"
    MISSED = "missed"
    DRAFTS = "drafts"
    PAUSED = "paused"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class Operated:
    """One operation of somebody; without `activated_at` its follow-up has not begun."""

    id: int
    patient: str
    status: PatientStatus
    episode: str
    tmr_on: date
    activated_at: datetime | None
    paused_until_on: date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One visit window."""

    episode_id: int
    time_point: str
    state: AssessmentState
    opens_on: date
    closes_on: date
    tmr_on: date


@dataclass(frozen=True, slots=True)
class Coming:
    """A window that somebody is to be asked about for the first time."""

    patient: str
    time_point: str
    send_at: datetime
    zone: str
    instruments: tuple[str, ...]


def coming(tx: Tx, site_id: int, until: datetime, most: int) -> tuple[tuple[Coming, ...], int]:
    """What those under follow-up are to be asked before then, the earliest first; and their count."""
    chosen = select(
        patient.c.code,
        assessment.c.time_point,
        assessment.c.send_at,
        assessment.c.zone,
        assessment.c.instruments,
    )
    joined = chosen.select_from(
        assessment.join(episode, episode.c.id == assessment.c.episode_id).join(
            patient, patient.c.id == episode.c.patient_id
        )
    ).where(
        episode.c.site_id == site_id,
        patient.c.status == PatientStatus.FOLLOWED,
        assessment.c.state == AssessmentState.PLANNED,
        assessment.c.send_at < until,
    )
    count = int(tx.conn.execute(select(func.count()).select_from(joined.subquery())).scalar_one())
    first = joined.order_by(assessment.c.send_at, assessment.c.id).limit(most)
    return rows.read(tx.conn, Coming, first), count


def count(tx: Tx, site_id: int, code: str, shown: Shown, today: date) -> int:
    return int(tx.conn.execute(_of(select(func.count()), site_id, code, shown, today)).scalar_one())


def operations(
    tx: Tx, site_id: int, code: str, shown: Shown, today: date, *, after: int, most: int
) -> tuple[Operated, ...]:
    """Some of the operations that fit, by patient's code; `code` is how the code begins."""
    columns = select(
        episode.c.id,
        patient.c.code,
        patient.c.status,
        episode.c.code,
        episode.c.tmr_on,
        episode.c.activated_at,
        patient.c.paused_until_on,
    )
    found = _of(columns, site_id, code, shown, today).order_by(patient.c.code, episode.c.id)
    return rows.read(tx.conn, Operated, found.offset(after).limit(most))


def cells(tx: Tx, episode_ids: tuple[int, ...]) -> tuple[Cell, ...]:
    """The windows of the protocol of these operations, the last asking of each time point last."""
    found = select(*(assessment.c[name] for name in rows.names_of(Cell))).where(
        assessment.c.episode_id.in_(episode_ids), assessment.c.kind == AssessmentKind.SCHEDULED
    )
    return rows.read(tx.conn, Cell, found.order_by(assessment.c.send_at, assessment.c.id))


def _of(chosen: Select[Any], site_id: int, code: str, shown: Shown, today: date) -> Select[Any]:
    joined = chosen.select_from(episode.join(patient, patient.c.id == episode.c.patient_id))
    fits = joined.where(episode.c.site_id == site_id)
    if code:
        fits = fits.where(patient.c.code.startswith(code, autoescape=True))
    if shown is Shown.PAUSED:
        return fits.where(patient.c.paused_until_on >= today)
    return fits.where(*_SHOWN[shown])


def _has(state: AssessmentState) -> ColumnElement[bool]:
    theirs = (assessment.c.episode_id == episode.c.id, assessment.c.kind == AssessmentKind.SCHEDULED)
    return exists().where(*theirs, assessment.c.state == state)


_SHOWN: dict[Shown, tuple[ColumnElement[bool], ...]] = {
    Shown.ALL: (),
    Shown.WAITING: (_has(AssessmentState.OPEN),),
    Shown.MISSED: (_has(AssessmentState.MISSED),),
    Shown.DRAFTS: (episode.c.activated_at.is_(None),),
    Shown.UNLINKED: (
        patient.c.status == PatientStatus.FOLLOWED,
        exists().where(
            contact.c.owner == Owner.PATIENT,
            contact.c.owner_id == patient.c.id,
            contact.c.channel == ChannelState.UNLINKED,
        ),
    ),
}
