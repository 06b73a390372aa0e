"""What the audit room reads: plain rows by pseudonym, joined once, without any identifier of a patient."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from domain import (
    Alert,
    AssessmentKind,
    AssessmentState,
    Channel,
    DigestFinding,
    Entry,
    Nation,
    PatientStatus,
    ResponseState,
    Shift,
    Site,
)
from storage.register_words import (
    NerveTransfer,
    Product,
    ReoperationReason,
    Review,
    SafetyKind,
    Surgery,
    TheatreCount,
    Via,
)
from storage.words import (
    AlertAction,
    Governance,
    Operation,
    OutboxState,
    SafetyCategory,
    SafetyState,
    SignedNumbers,
)


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation of the register, active or not, with the person's pseudonym and preferences.

    `status_on` is the local date since which the person stands as `patient_status` says.
    `site` did it, and `followed_by` (whose id is `site_id`) follows it. `reoperation_of` is an earlier one.
    """

    episode_id: int
    episode: str
    patient: str
    patient_status: PatientStatus
    site_id: int
    site: str
    nation: Nation
    zone: str
    language: str
    enrolled_on: date
    linked_on: date | None
    protocol: str
    protocol_version: str
    operation: Operation
    governance: Governance
    registered_at: datetime
    activated_at: datetime | None
    followed_by: str
    reoperation_of: str | None
    status_on: date
    surgery: Surgery
    transfers: tuple[NerveTransfer, ...] = ()


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One visit window. `parent_id` is the assessment whose rise a re-check follows.

    `in_force` is false where the time point was asked anew: the operation date was corrected, or the patient
    came back after a withdrawal.
    """

    id: int
    episode_id: int
    protocol: str
    protocol_version: str
    time_point: str
    occurrence: int
    tmr_on: date
    in_force: bool
    kind: AssessmentKind
    parent_id: int | None
    opens_on: date
    closes_on: date
    send_at: datetime
    zone: str
    instruments: tuple[str, ...]
    state: AssessmentState
    reason: str | None
    opened_at: datetime | None
    prompted_at: datetime | None
    first_seen_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One stored tap, and who made it. `via` and `proxy` where it was not made in the chat."""

    entry: Entry
    by: str
    via: Via | None = None
    proxy: bool | None = None


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """The answers to one instrument, pinned to its version, with the whole log by `seq`."""

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
    log: tuple[LogLine, ...]
    given_on: date | None = None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One computed score; without a value it says what was missing."""

    response_id: int
    name: str
    version: str
    value: Decimal | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert with all that was done about it, oldest first."""

    alert: Alert
    actions: tuple[AlertAction, ...]


@dataclass(frozen=True, slots=True)
class SafetyEventRow:
    """One safety event. The clinician's note is free text and stays behind."""

    id: int
    episode_id: int
    response_id: int | None
    category: SafetyCategory
    state: SafetyState
    occurred_on: date
    reported_at: datetime
    reported_by: str
    grade: str | None
    kind: SafetyKind | None = None
    reoperation_reason: ReoperationReason | None = None
    product: Product | None = None
    yellow_card_on: date | None = None
    yellow_card_reference: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message that went out, or may have: to the person, or to staff about them. Never its words."""

    id: int
    patient: str
    kind: str
    channel: Channel
    to_staff: bool
    state: OutboxState
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class Register:
    """Everything of the clinical audit at one moment.

    Order: sites by id; operations by episode id; assessments by episode, send time and id; responses, alerts,
    safety events, findings and signed numbers by id; scores by response, name and version; the turns of all
    rotas by time.
    """

    sites: tuple[Site, ...]
    operations: tuple[OperationRow, ...]
    assessments: tuple[AssessmentRow, ...]
    responses: tuple[ResponseRow, ...]
    scores: tuple[ScoreRow, ...]
    alerts: tuple[AlertRow, ...]
    safety_events: tuple[SafetyEventRow, ...]
    digest_findings: tuple[DigestFinding, ...]
    signed_numbers: tuple[SignedNumbers, ...]
    rota: tuple[Shift, ...] = ()
    theatre: tuple[TheatreCount, ...] = ()
    reviews: tuple[Review, ...] = ()
    messages: tuple[MessageRow, ...] = ()
