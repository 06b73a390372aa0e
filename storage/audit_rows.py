"""What the clinical audit reads, in ordered queries: pseudonyms only, and never the contact table."""

from collections import defaultdict
from dataclasses import asdict
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, RowMapping, and_, exists, func, or_, select

from domain import Alert, DigestFinding, Site
from storage import alert_numbers, reviews, rota, surgery, theatre
from storage.audit_words import (
    AlertRow,
    AssessmentRow,
    LogLine,
    OperationRow,
    Register,
    ResponseRow,
    SafetyEventRow,
    ScoreRow,
)
from storage.database import Tx
from storage.register_words import NerveTransfer, Surgery
from storage.responses import as_entry
from storage.rows import many, shaped
from storage.schema import (
    alert,
    alert_action,
    assessment,
    digest_finding,
    entry,
    episode,
    patient,
    protocol,
    response,
    safety_event,
    score,
    site,
)
from storage.words import AlertAction, EndReason, Governance, Operation


def register(tx: Tx) -> Register:
    """Everything the audit reads, as one transaction sees it."""
    return Register(
        sites=many(tx.conn, Site, site),
        operations=_operations(tx),
        assessments=_assessments(tx),
        responses=_responses(tx),
        scores=many(tx.conn, ScoreRow, score, order=(score.c.response_id, score.c.name, score.c.version)),
        alerts=_alerts(tx),
        safety_events=many(tx.conn, SafetyEventRow, safety_event),
        digest_findings=many(tx.conn, DigestFinding, digest_finding),
        rota=rota.every(tx),
        theatre=theatre.every(tx),
        reviews=reviews.every(tx),
        signed_numbers=alert_numbers.every(tx),
    )


def _operations(tx: Tx) -> tuple[OperationRow, ...]:
    follows, earlier = site.alias(), episode.alias()
    found = (
        select(
            episode,
            episode.c.id.label("episode_id"),
            episode.c.code.label("episode"),
            patient.c.code.label("patient"),
            patient.c.status.label("patient_status"),
            patient.c.status_at,
            site.c.code.label("site"),
            site.c.nation,
            patient.c.zone,
            patient.c.language,
            patient.c.enrolled_on,
            patient.c.linked_on,
            protocol.c.name.label("protocol"),
            protocol.c.version.label("protocol_version"),
            follows.c.code.label("followed_by"),
            earlier.c.code.label("reoperation_of"),
        )
        .join(patient, patient.c.id == episode.c.patient_id)
        .join(site, site.c.id == func.coalesce(episode.c.operated_site_id, episode.c.site_id))
        .join(follows, follows.c.id == episode.c.site_id)
        .outerjoin(earlier, earlier.c.id == episode.c.reoperation_of_id)
        .join(protocol, protocol.c.id == episode.c.protocol_id)
        .order_by(episode.c.id)
    )
    pairs = surgery.every_transfer(tx)
    rows = tx.conn.execute(found).mappings()
    return tuple(_operation(row, pairs.get(row["episode_id"], ())) for row in rows)


def _operation(row: RowMapping, transfers: tuple[NerveTransfer, ...]) -> OperationRow:
    arrangements = shaped(Governance, row)
    nested = {
        "operation": shaped(Operation, row),
        "surgery": shaped(Surgery, row),
        "transfers": transfers,
        "status_on": row["status_at"].astimezone(ZoneInfo(row["zone"])).date(),
        "governance": Governance(**asdict(arrangements) | {"mdt_roles": tuple(row["mdt_roles"])}),
    }
    return shaped(OperationRow, {**row, **nested})


def _assessments(tx: Tx) -> tuple[AssessmentRow, ...]:
    later = assessment.alias()
    asked_anew = exists().where(
        later.c.episode_id == assessment.c.episode_id,
        later.c.time_point == assessment.c.time_point,
        later.c.occurrence > assessment.c.occurrence,
        _is_wanted(later),
    )
    in_force = and_(_is_wanted(assessment), ~asked_anew).label("in_force")
    found = (
        select(
            assessment,
            in_force,
            protocol.c.name.label("protocol"),
            protocol.c.version.label("protocol_version"),
        )
        .join(protocol, protocol.c.id == assessment.c.protocol_id)
        .order_by(assessment.c.episode_id, assessment.c.send_at, assessment.c.id)
    )
    rows = tx.conn.execute(found).mappings()
    return tuple(shaped(AssessmentRow, {**row, "instruments": tuple(row["instruments"])}) for row in rows)


def _is_wanted(row: FromClause) -> ColumnElement[bool]:
    """Not taken back because an earlier occurrence counts after all."""
    return or_(row.c.reason.is_(None), row.c.reason != EndReason.ANSWERED_ALREADY)


def _responses(tx: Tx) -> tuple[ResponseRow, ...]:
    logs: defaultdict[int, list[LogLine]] = defaultdict(list)
    entries = select(entry).order_by(entry.c.response_id, entry.c.seq)
    for row in tx.conn.execute(entries).mappings():
        logs[row["response_id"]].append(LogLine(as_entry(row), row["by"], row["via"], row["proxy"]))
    rows = tx.conn.execute(select(response).order_by(response.c.id)).mappings()
    return tuple(shaped(ResponseRow, {**row, "log": tuple(logs[row["id"]])}) for row in rows)


def _alerts(tx: Tx) -> tuple[AlertRow, ...]:
    actions: defaultdict[int, list[AlertAction]] = defaultdict(list)
    for action in many(tx.conn, AlertAction, alert_action):
        actions[action.alert_id].append(action)
    return tuple(AlertRow(each, tuple(actions[each.id])) for each in many(tx.conn, Alert, alert))
