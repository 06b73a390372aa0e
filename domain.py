"""The words of the product: frozen values and their states, with the standard library only.

Every room speaks in these. Dates (`*_on`) are local dates of the patient's zone and ranges of dates include
both ends; instants (`*_at`) are aware UTC datetimes and ranges of instants are half-open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum


class Limb(StrEnum):
    UPPER = "upper"
    LOWER = "lower"


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Nation(StrEnum):
    """Decides the telephone numbers told to patients and the bank holidays."""

    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"


class Mode(StrEnum):
    """Whether individual alerts are raised (monitoring) or not (audit, until monitoring is set up)."""

    AUDIT = "audit"
    MONITORING = "monitoring"


class PatientStatus(StrEnum):
    """`channel-stopped`: no messages, still followed by phone. `withdrawn`: nobody asks any more."""

    FOLLOWED = "followed"
    CHANNEL_STOPPED = "channel-stopped"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"


class AssessmentState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    COMPLETED = "completed"
    PARTIAL = "partial"
    MISSED = "missed"
    CANCELLED = "cancelled"


class AssessmentKind(StrEnum):
    """`scheduled`: a time point of the protocol. `re-check`: 48 to 72 h after a rise in pain."""

    SCHEDULED = "scheduled"
    RECHECK = "re-check"


class ResponseState(StrEnum):
    """FHIR's QuestionnaireResponse.status."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    AMENDED = "amended"
    STOPPED = "stopped"
    ENTERED_IN_ERROR = "entered-in-error"


class EntryKind(StrEnum):
    """One line of a response's log. `declined` is "prefer not to say"; `skipped` passes an optional item;
    `ticked` changes a several-choice item before Done; `went-back` reopens the item it names; `sent` ends."""

    ANSWERED = "answered"
    TICKED = "ticked"
    DECLINED = "declined"
    SKIPPED = "skipped"
    WENT_BACK = "went-back"
    AMENDED = "amended"
    SENT = "sent"


class Severity(StrEnum):
    RED = "red"
    AMBER = "amber"


class AlertState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"


class Lane(StrEnum):
    """Order of sending: staff notices and replies go ahead of prompts."""

    NOTICE = "notice"
    REPLY = "reply"
    PROMPT = "prompt"


class Fault(Exception):
    """Something outside went wrong or was given wrong; the text is a sentence a person can act on.

    Each edge (database, definition file, Telegram, command line) has its own kind. The command line prints
    the sentence and exits 2; the service logs it, turns red and tries again.
    """


@dataclass(frozen=True, slots=True)
class Coding:
    """A choice. Two codings are equal when system and code are; the display is not compared."""

    system: str
    code: str


Answer = bool | int | Decimal | str | date | Coding
Answers = Mapping[str, tuple[Answer, ...]]
"""link id -> the values in force, in the order given. Declined, skipped and not asked items are absent."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, and when: goes into the trail with every change.

    `by` is a pseudonym: `staff:<code>`, `patient:<code>`, `system:tick`, `system:courier` or `cli`.
    """

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored tap. `seq` counts from 0 within the response; `source` tells a repeated message apart;
    `layout` is how it was asked for (`storage.words.Layout`), if that is known."""

    seq: int
    kind: EntryKind
    link_id: str
    values: tuple[Answer, ...]
    at: datetime
    source: str | None = None
    layout: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One hospital. Staff are named by id; `staffed_hours` reads `Mon-Fri 09:00-17:00; Sat 09:00-12:00`."""

    id: int
    code: str
    name: str
    nation: Nation
    zone: str
    team_phone: str
    staffed_hours: str
    mode: Mode
    owner_id: int | None
    deputy_id: int | None
    lead_id: int | None
    safety_officer_id: int | None
    out_of_hours_id: int | None
    answers_in_notices: bool


@dataclass(frozen=True, slots=True)
class Patient:
    """A person under follow-up, by pseudonym. `paused_until_on` is the last paused local date."""

    id: int
    site_id: int
    code: str
    zone: str
    language: str
    send_time: time
    status: PatientStatus
    status_at: datetime
    paused_until_on: date | None
    enrolled_on: date
    linked_on: date | None
    large_buttons: bool = False


@dataclass(frozen=True, slots=True)
class Episode:
    """One operation. It owns the index date `tmr_on` (day 0); `activated_at` is empty while a gate is shut.

    Nothing is planned, sent or alerted while it is not active. `next_look_at` is when the tick must
    look again; an entry sets it to the moment of the entry.
    """

    id: int
    patient_id: int
    site_id: int
    code: str
    tmr_on: date
    limb: Limb
    side: Side
    protocol_id: int
    registered_at: datetime
    activated_at: datetime | None
    next_look_at: datetime | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One visit window of one episode: what was planned, and what became of it.

    `tmr_on` is the operation date it was planned for. `occurrence` counts from 1: a time point is asked anew
    when a corrected date puts its window elsewhere.
    """

    id: int
    episode_id: int
    protocol_id: int
    time_point: str
    occurrence: int
    tmr_on: date
    kind: AssessmentKind
    opens_on: date
    closes_on: date
    send_at: datetime
    instruments: tuple[str, ...]
    state: AssessmentState
    reason: str | None
    parent_id: int | None
    opened_at: datetime | None
    prompted_at: datetime | None
    first_seen_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    card_message_id: int | None


@dataclass(frozen=True, slots=True)
class Response:
    """The answers to one instrument in one assessment; pinned to the version it began with.

    `context` holds the hidden items the site knows (mode, phase, limb). `judged_seq` is how many entries the
    RED rules have read; `judged_at` is set once the other rules have read the ended response.
    """

    id: int
    assessment_id: int
    instrument: str
    version: str
    checksum: str
    language: str
    context: Mapping[str, str]
    state: ResponseState
    started_at: datetime
    ended_at: datetime | None
    judged_seq: int
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding that a clinician must know of. `inputs` holds what fired it, for the story of the case."""

    id: int
    key: str
    episode_id: int
    response_id: int | None
    rule: str
    rule_version: str
    severity: Severity
    state: AlertState
    fired_at: datetime
    inputs: Mapping[str, object]
    acknowledged_at: datetime | None
    acknowledged_by_id: int | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be said to one person: ids and language, never finished text. `key` is unique for ever."""

    key: str
    kind: str
    lane: Lane
    language: str
    not_before_at: datetime
    patient_id: int | None = None
    staff_id: int | None = None
    episode_id: int | None = None
    assessment_id: int | None = None
    alert_id: int | None = None
    detail: Mapping[str, str | int] = field(default_factory=dict)
    repeat: bool = False
