"""What the clinical audit reads, in ordered queries: pseudonyms only, and never the contact table."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from sys import intern
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    FromClause,
    RowMapping,
    String,
    Text,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from domain import Alert, Answer, DigestFinding, Entry, EntryKind, Site
from storage import alert_numbers, reviews, rota, surgery, theatre
from storage.audit_messages import messages
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
from storage.register_words import NerveTransfer, Surgery, Via
from storage.rows import many, names_of, read, shaped
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
from storage.values import from_json
from storage.words import AlertAction, EndReason, Governance, Layout, Operation

_ENTRIES = (
    select(
        entry.c.response_id,
        entry.c.seq,
        type_coerce(entry.c.kind, String),
        entry.c.link_id,
        cast(entry.c.answers, Text),
        type_coerce(entry.c.at, String),
        entry.c.source,
        type_coerce(entry.c.layout, String),
        entry.c.by,
        type_coerce(entry.c.via, String),
        entry.c.proxy,
    )
    .order_by(entry.c.response_id, entry.c.seq)
    .execution_options(yield_per=10_000)
)
_KINDS = {kind.value: kind for kind in EntryKind}
_LAYOUTS: dict[str | None, Layout | None] = {None: None} | {layout.value: layout for layout in Layout}
_VIAS: dict[str | None, Via | None] = {None: None} | {via.value: via for via in Via}


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
        messages=messages(tx),
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
        "governance": replace(arrangements, mdt_roles=tuple(row["mdt_roles"])),
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
    told: dict[str, ColumnElement[Any]] = {
        "in_force": in_force,
        "protocol": protocol.c.name,
        "protocol_version": protocol.c.version,
    }
    found = (
        select(*(told[name] if name in told else assessment.c[name] for name in names_of(AssessmentRow)))
        .join(protocol, protocol.c.id == assessment.c.protocol_id)
        .order_by(assessment.c.episode_id, assessment.c.send_at, assessment.c.id)
    )
    return read(tx.conn, AssessmentRow, found)


def _is_wanted(row: FromClause) -> ColumnElement[bool]:
    """Not taken back because an earlier occurrence counts after all."""
    return or_(row.c.reason.is_(None), row.c.reason != EndReason.ANSWERED_ALREADY)


def _responses(tx: Tx) -> tuple[ResponseRow, ...]:
    logs = _logs(tx)
    names = [name for name in names_of(ResponseRow) if name != "log"]
    found = select(*(response.c[name] for name in names)).order_by(response.c.id)
    rows = (dict(zip(names, row, strict=True)) for row in tx.conn.execute(found))
    return tuple(ResponseRow(**row, log=tuple(logs[row["id"]])) for row in rows)


def _logs(tx: Tx) -> defaultdict[int, list[LogLine]]:
    """The log of each response, by number, oldest first.

    There are more entries than rows of all else, and few different answers, so each of them is read once.
    """
    logs: defaultdict[int, list[LogLine]] = defaultdict(list)
    known: dict[str, tuple[Answer, ...]] = {}
    for response_id, seq, kind, link_id, told, at, source, layout, *hands in tx.conn.execute(_ENTRIES):
        by, via, proxy = hands
        if told not in known:
            known[told] = from_json(json.loads(told))
        line = Entry(seq, _KINDS[kind], intern(link_id), known[told], _at(at), source, _LAYOUTS[layout])
        logs[response_id].append(LogLine(line, intern(by), _VIAS[via], proxy))
    return logs


def _at(stored: str | datetime) -> datetime:
    """An instant as the driver gives it: SQLite's text is in UTC."""
    if isinstance(stored, str):
        return datetime.fromisoformat(f"{stored}+00:00")
    return stored.astimezone(UTC)


def _alerts(tx: Tx) -> tuple[AlertRow, ...]:
    actions: defaultdict[int, list[AlertAction]] = defaultdict(list)
    for action in many(tx.conn, AlertAction, alert_action):
        actions[action.alert_id].append(action)
    return tuple(AlertRow(each, tuple(actions[each.id])) for each in many(tx.conn, Alert, alert))
