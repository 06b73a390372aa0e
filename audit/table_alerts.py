"""The table `alerts`: every alert, how soon it was acknowledged, how far it climbed and how it was closed."""

from datetime import datetime

from audit.columns import Column, Kind, Table, Value, local_day, moments, study_day, words
from audit.records import Case
from domain import AlertState, Severity
from storage.words import ActionKind, CloseCode


def _zone(case: Case) -> str:
    return case.operation.zone


def _acknowledged_at(case: Case) -> datetime | None:
    return case.row.alert.acknowledged_at


def _in_time(case: Case) -> Value:
    acknowledged_at = _acknowledged_at(case)
    return None if acknowledged_at is None else acknowledged_at <= case.due_at


def _minutes(case: Case) -> Value:
    """Whole minutes that passed, rounded down."""
    acknowledged_at = _acknowledged_at(case)
    if acknowledged_at is None:
        return None
    return int((acknowledged_at - case.row.alert.fired_at).total_seconds() // 60)


def _count(case: Case, kind: ActionKind) -> int:
    return sum(action.kind is kind for action in case.row.actions)


def _close_code(case: Case) -> Value:
    """The code of the last closing. The reason beside it is free text and stays behind."""
    codes = [str(action.detail["code"]) for action in case.row.actions if action.kind is ActionKind.CLOSED]
    return codes[-1] if codes else None


def _study_day(case: Case) -> Value:
    return study_day(local_day(case.row.alert.fired_at, _zone(case)), case.operation.operation.tmr_on)


FINDING: tuple[Column[Case], ...] = (
    Column("alert_id", Kind.INTEGER, "Number of the alert.", lambda c: c.row.alert.id, "alert.id"),
    Column("patient", Kind.TEXT, "The person's pseudonym.", lambda c: c.operation.patient, "patient.code"),
    Column("episode", Kind.TEXT, "The operation's code.", lambda c: c.operation.episode, "episode.code"),
    Column(
        "response_id",
        Kind.INTEGER,
        "The response that fired it, if one did.",
        lambda c: c.row.alert.response_id,
        "alert.response_id",
    ),
    Column("rule", Kind.CODE, "The rule, such as RED-1 or AMB-2.", lambda c: c.row.alert.rule, "alert.rule"),
    Column(
        "rule_version",
        Kind.TEXT,
        "Version of the rule.",
        lambda c: c.row.alert.rule_version,
        "alert.rule_version",
    ),
    Column(
        "severity",
        Kind.CODE,
        "How urgent.",
        lambda c: c.row.alert.severity,
        "alert.severity",
        allowed=(Severity.RED.value, Severity.AMBER.value),
    ),
    Column(
        "state",
        Kind.CODE,
        "Where the case stands at export.",
        lambda c: c.row.alert.state,
        "alert.state",
        allowed=words(AlertState),
    ),
    Column(
        "study_day",
        Kind.INTEGER,
        "Study day it fired: surgery is day 1, the day before is day -1, there is no day 0.",
        _study_day,
        "alert.fired_at, tmr_on; CDISC SDTM",
        unit="days",
    ),
)

HANDLING: tuple[Column[Case], ...] = (
    Column(
        "acknowledged_in_time",
        Kind.TRUTH,
        "First acknowledged by the deadline; empty: not acknowledged.",
        _in_time,
        "acknowledged_at, due_at",
    ),
    Column(
        "minutes_to_acknowledge",
        Kind.INTEGER,
        "From firing to acknowledgement, all hours counted, rounded down.",
        _minutes,
        "acknowledged_at, fired_at",
        unit="minutes",
    ),
    Column(
        "escalations",
        Kind.INTEGER,
        "Steps of the ladder climbed.",
        lambda c: _count(c, ActionKind.ESCALATED),
        "alert_action",
    ),
    Column(
        "later_findings",
        Kind.INTEGER,
        "Later findings that joined this case.",
        lambda c: _count(c, ActionKind.JOINED),
        "alert_action",
    ),
    Column(
        "answer_changed",
        Kind.TRUTH,
        "Whether the person changed the answer that fired it.",
        lambda c: _count(c, ActionKind.ANSWER_CHANGED) > 0,
        "alert_action",
    ),
    Column(
        "close_code",
        Kind.CODE,
        "What was done. The reason written beside it is free text and is not exported.",
        _close_code,
        "alert_action.detail",
        allowed=words(CloseCode),
    ),
    Column("zone", Kind.TEXT, "Time zone of the local times (IANA).", _zone, "patient.zone"),
    *moments("fired", "The rule fired", lambda c: c.row.alert.fired_at, _zone, "alert.fired_at"),
    *moments(
        "due",
        "To be acknowledged by",
        lambda c: c.due_at,
        _zone,
        "derived from the site's hours as they stand",
    ),
    *moments("acknowledged", "Acknowledged", _acknowledged_at, _zone, "alert.acknowledged_at"),
    *moments("closed", "Closed", lambda c: c.row.alert.closed_at, _zone, "alert.closed_at"),
    Column(
        "numbers_version",
        Kind.TEXT,
        "Version of the numbers it was found with; empty: raised before they were kept.",
        lambda c: c.row.alert.numbers_version,
        "alert.numbers_version",
    ),
    Column(
        "numbers_checksum",
        Kind.TEXT,
        "SHA-256 of the file of these numbers.",
        lambda c: c.row.alert.numbers_checksum,
        "alert.numbers_checksum",
    ),
    Column(
        "hand_overs",
        Kind.INTEGER,
        "How often the case was handed over to a colleague.",
        lambda c: _count(c, ActionKind.HANDED_OVER),
        "alert_action",
    ),
    Column(
        "snoozes",
        Kind.INTEGER,
        "How often the case was left to rest until a later day (AMBER only).",
        lambda c: _count(c, ActionKind.SNOOZED),
        "alert_action",
    ),
    Column(
        "snoozes_ended",
        Kind.INTEGER,
        "How often it came back because its time was over or a further finding joined.",
        lambda c: _count(c, ActionKind.SNOOZE_ENDED),
        "alert_action",
    ),
)

ALERTS: Table[Case] = Table(
    "alerts",
    "One row per alert with what was done about it. Who did it is in the trail, not here.",
    (*FINDING, *HANDLING),
)
