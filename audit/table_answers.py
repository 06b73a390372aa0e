"""The table `answers`: one row per answer value in force. Free text stays behind: it may name people."""

from collections.abc import Hashable
from datetime import date, datetime, time
from decimal import Decimal

from audit.columns import Alike, Column, Kind, Table, Value, local_day, moments, study_day, words
from audit.records import GivenAnswer
from audit.standing import AnswerState
from domain import Answer, Coding, Mode, Quantity, ResponseState
from storage.register_words import Via
from storage.words import Layout

VALUE_TYPES: dict[type[Answer], str] = {
    bool: "boolean",
    int: "integer",
    Decimal: "decimal",
    date: "date",
    datetime: "dateTime",
    time: "time",
    Coding: "coding",
    Quantity: "quantity",
    str: "text",
}


def value_type(value: Answer | None) -> str | None:
    """The type of an answer, in FHIR's words but for free text; none for declined and skipped."""
    return None if value is None else VALUE_TYPES[type(value)]


def _number(given: GivenAnswer) -> Value:
    value = given.value.value if isinstance(given.value, Quantity) else given.value
    return value if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def _code(given: GivenAnswer) -> Value:
    return given.value.code if isinstance(given.value, Coding) else None


def _text(given: GivenAnswer) -> Value:
    """The truth, the date or the time, or the unit of a quantity. Free text is held back whatever it says."""
    match given.value:
        case bool() | date() as value:
            return value
        case time() as value:
            return value.isoformat()
        case Quantity(unit=unit):
            return unit
    return None


def _mode(given: GivenAnswer) -> Value:
    return "bot" if given.line.by.startswith("patient:") else "staff"


def _study_day(given: GivenAnswer) -> Value:
    on = local_day(given.line.entry.at, given.visit.assessment.zone)
    return study_day(on, given.visit.operation.operation.tmr_on)


PLACE: tuple[Column[GivenAnswer], ...] = (
    Column(
        "response_id",
        Kind.INTEGER,
        "Number of the response: one instrument in one assessment.",
        lambda g: g.response.id,
        "response.id",
    ),
    Column(
        "assessment_id",
        Kind.INTEGER,
        "Number of the assessment.",
        lambda g: g.response.assessment_id,
        "response.assessment_id",
    ),
    Column(
        "patient", Kind.TEXT, "The person's pseudonym.", lambda g: g.visit.operation.patient, "patient.code"
    ),
    Column(
        "episode", Kind.TEXT, "The operation's code.", lambda g: g.visit.operation.episode, "episode.code"
    ),
    Column(
        "time_point",
        Kind.TEXT,
        "Code of the time point.",
        lambda g: g.visit.assessment.time_point,
        "assessment.time_point",
    ),
    Column(
        "instrument", Kind.TEXT, "The instrument.", lambda g: g.response.instrument, "response.instrument"
    ),
    Column("version", Kind.TEXT, "Its version.", lambda g: g.response.version, "response.version"),
    Column(
        "checksum",
        Kind.TEXT,
        "SHA-256 of the instrument's file.",
        lambda g: g.response.checksum,
        "response.checksum",
    ),
    Column(
        "language",
        Kind.CODE,
        "Language it was asked in (BCP 47).",
        lambda g: g.response.language,
        "response.language",
    ),
    Column(
        "mode",
        Kind.CODE,
        "How the answer came in: tapped by the person in the bot, or entered by staff.",
        _mode,
        "entry.by",
        allowed=("bot", "staff"),
    ),
    Column(
        "site_mode",
        Kind.CODE,
        "Whether the site monitored (alerts on) or only audited when it was asked.",
        lambda g: g.response.context.get("ctx-mode"),
        "response.context",
        allowed=words(Mode),
    ),
    Column(
        "response_state",
        Kind.CODE,
        "State of the whole response.",
        lambda g: g.response.state,
        "response.state; FHIR QuestionnaireResponse.status",
        allowed=words(ResponseState),
    ),
)

ANSWER: tuple[Column[GivenAnswer], ...] = (
    Column("link_id", Kind.TEXT, "The question's link id.", lambda g: g.link_id, "entry.link_id"),
    Column(
        "position",
        Kind.INTEGER,
        "Which of several values, from 1; 1 for a single answer.",
        lambda g: g.position,
        "derived",
    ),
    Column(
        "state",
        Kind.CODE,
        "Answered, ticked but not finished, declined (prefer not to say) or skipped. "
        "A question that was not asked or not reached has no row.",
        lambda g: g.state,
        "entry.kind",
        allowed=words(AnswerState),
    ),
    Column(
        "value_type",
        Kind.CODE,
        "Type of the value.",
        lambda g: value_type(g.value),
        "entry.answers",
        allowed=tuple(VALUE_TYPES.values()),
    ),
    Column(
        "value_code", Kind.CODE, "The option chosen, by its code in the instrument.", _code, "entry.answers"
    ),
    Column(
        "value_number",
        Kind.DECIMAL,
        "The number given, in the question's own scale. prosthesis-hours from core 1.1.0: 16 is 16 hours or "
        "more (the last button says 16+), but a larger number that was typed stands as it was typed.",
        _number,
        "entry.answers",
    ),
    Column(
        "value_text",
        Kind.TEXT,
        "true or false, or a date. Free text (value_type text) is never exported: it may name people.",
        _text,
        "entry.answers",
    ),
    Column(
        "study_day",
        Kind.INTEGER,
        "Study day of this answer: surgery is day 1, the day before is day -1, there is no day 0.",
        _study_day,
        "entry.at, tmr_on; CDISC SDTM",
        unit="days",
    ),
    Column(
        "zone",
        Kind.TEXT,
        "Time zone of the local times (IANA).",
        lambda g: g.visit.assessment.zone,
        "assessment.zone",
    ),
    *moments(
        "answered",
        "This answer was given",
        lambda g: g.line.entry.at,
        lambda g: g.visit.assessment.zone,
        "entry.at",
    ),
    Column(
        "layout",
        Kind.CODE,
        "How the answer was asked for: standard-1 (buttons; 0 to 10 in rows of 0-3, 4-7, 8-10, other numbers "
        "six a row), large-1 (at most two numbers a row), typed (sent as a message). Empty: entered by "
        "staff, or before layouts were kept.",
        lambda g: g.line.entry.layout,
        "entry.layout",
        allowed=words(Layout),
    ),
)

BY_STAFF: tuple[Column[GivenAnswer], ...] = (
    Column(
        "via",
        Kind.CODE,
        "How the answer reached the staff who entered it; empty: it was given in the chat.",
        lambda g: g.line.via,
        "entry.via",
        allowed=words(Via),
    ),
    Column(
        "proxy",
        Kind.TRUTH,
        "Of an answer entered by staff: whether somebody else spoke for the person.",
        lambda g: g.line.proxy,
        "entry.proxy",
    ),
    Column(
        "given_on",
        Kind.DATE,
        "Of answers entered by staff: the local date on which they were given.",
        lambda g: g.response.given_on,
        "response.given_on",
    ),
)

_SAID = [column.name for column in ANSWER].index("study_day")


def _said(given: GivenAnswer) -> Hashable:
    """What the columns up to `study_day` depend on. No words are kept: they are held back anyway."""
    value = given.value
    told = "" if isinstance(value, str) else value
    return given.link_id, given.position, given.state, type(value), told


def _entered(given: GivenAnswer) -> Hashable:
    """What `layout` and the columns after it depend on."""
    line = given.line
    return line.entry.layout, line.via, line.proxy, given.response.given_on


ANSWERS: Table[GivenAnswer] = Table(
    "answers",
    "One row per answer value in force, and one per question declined or skipped. Questions that became "
    "disabled are left out.",
    (*PLACE, *ANSWER, *BY_STAFF),
    alike=(
        Alike(len(PLACE), lambda g: (g.response.id, g.line.by)),
        Alike(_SAID, _said),
        Alike(len(ANSWER) - _SAID - 1),
        Alike(1 + len(BY_STAFF), _entered),
    ),
)
