"""Words of storage and its callers above: the operation record, channels, outbox and safety events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain import Channel, Lane, Limb, Side


class Layout(StrEnum):
    """How an answer was asked for: as buttons, a few to a row or at most two, or typed as a message.

    The number counts the drawings of a kind: a changed drawing gets a new one.
    """

    STANDARD = "standard-1"
    LARGE = "large-1"
    TYPED = "typed"


class Role(StrEnum):
    CLINICIAN = "clinician"
    COORDINATOR = "coordinator"


class Owner(StrEnum):
    """Whose contact row it is."""

    PATIENT = "patient"
    STAFF = "staff"


class ChannelState(StrEnum):
    UNLINKED = "unlinked"
    LINKED = "linked"
    BLOCKED = "blocked"
    STOPPED = "stopped"


class Indication(StrEnum):
    """Why TMR was done: at the amputation (primary) or later, for pain (secondary)."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Technique(StrEnum):
    TMR = "tmr"
    TMR_RPNI = "tmr+rpni"
    RPNI_ONLY = "rpni-only"


class Cause(StrEnum):
    """Why the limb was amputated (HTG750 2.1)."""

    VASCULAR = "vascular"
    INFECTION = "infection"
    TRAUMA = "trauma"
    CANCER = "cancer"
    OTHER = "other"


class ActionKind(StrEnum):
    """What happened to an alert, in the append-only `alert_action` table."""

    RAISED = "raised"
    JOINED = "joined"
    ANSWER_CHANGED = "answer-changed"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    HANDED_OVER = "handed-over"
    SNOOZED = "snoozed"
    SNOOZE_ENDED = "snooze-ended"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


class CloseCode(StrEnum):
    CALLED = "called"
    ADVICE = "advice"
    CLINIC = "clinic"
    MEDICINES = "medicines"
    ADMITTED = "admitted"
    REOPERATION = "reoperation"
    NO_ACTION = "no-action"


class ReturnReason(StrEnum):
    """Why a withdrawal does not stand."""

    ERROR = "error"
    CHANGED_MIND = "changed-mind"


class ErasureReason(StrEnum):
    """Why a patient is erased. `request`: the person asked. `retention`: kept long enough. `error`: should
    never have been here."""

    REQUEST = "request"
    RETENTION = "retention"
    ERROR = "error"


class TransferReason(StrEnum):
    """Why another hospital goes on with the follow-up. `service`: this one no longer offers it."""

    MOVED = "moved"
    CHOICE = "patient-choice"
    CLINICAL = "clinical"
    SERVICE = "service"


class EndReason(StrEnum):
    """Why a window ended without a complete answer, or was never asked about; the audit lists these words.

    Asked, and not answered: `not-reached`; `no-key-outcome`: begun, but no key outcome among the answers.
    Asked or not, messages did not reach, or were not to: `blocked`, `stopped`, `not-linked`, `paused`. Never
    asked, for a reason of ours: `send-failed` (Telegram refused the message), `outage` (we, or Telegram, were
    away until the window was over), `not-asked` (its window was over when it was planned, as after a late
    correction), `licence-expired` (nobody may ask its instruments any more). `window-closed`: partial at the
    window's end. `operation-postponed`: opened for another operation date; `answered-already`: what was asked
    for another date counts; `not-due`: over before follow-up began; `transferred`: another hospital follows
    the patient; `abandoned`: a report that the patient began unasked and left without a key outcome.
    """

    NOT_REACHED = "not-reached"
    NO_KEY_OUTCOME = "no-key-outcome"
    WINDOW_CLOSED = "window-closed"
    BLOCKED = "blocked"
    STOPPED = "stopped"
    NOT_LINKED = "not-linked"
    PAUSED = "paused"
    SEND_FAILED = "send-failed"
    OUTAGE = "outage"
    NOT_ASKED = "not-asked"
    LICENCE_EXPIRED = "licence-expired"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"
    TRANSFERRED = "transferred"
    POSTPONED = "operation-postponed"
    ANSWERED_ALREADY = "answered-already"
    NOT_DUE = "not-due"
    DROPPED = "withdrawn-from-protocol"
    ABANDONED = "abandoned"


PAUSED = "paused"
"""Why a prompt was put back: the patient wants to hear nothing for some days."""


class AmendReason(StrEnum):
    """Why an answer was changed after it was sent."""

    PATIENT = "changed-by-patient"


class OutboxState(StrEnum):
    """`unsure`: it may or may not have been delivered."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    DROPPED = "dropped"


class MailState(StrEnum):
    """How e-mail to staff stands: it works, the server takes nothing, or no server is set."""

    ON = "on"
    TROUBLE = "trouble"
    OFF = "off"


class SafetyCategory(StrEnum):
    """The four outcomes of HTG750 3.3, and other."""

    PAIN = "pain"
    BLEEDING = "bleeding"
    INFECTION = "infection"
    REOPERATION = "reoperation"
    OTHER = "other"


class SafetyState(StrEnum):
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Staff:
    id: int
    site_id: int
    code: str
    role: Role
    active: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """The operation record: one row of the register per operation, whoever follows it and however."""

    amputation_on: date
    tmr_on: date
    indication: Indication
    technique: Technique
    limb: Limb
    side: Side
    level: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class Governance:
    """What HTG750 1.1 and 1.4 to 1.6 ask for before follow-up is activated. Empty at registration."""

    governance_lead: str | None = None
    governance_on: date | None = None
    procedure_consent_on: date | None = None
    procedure_information_version: str | None = None
    audit_number: str | None = None
    mdt_on: date | None = None
    mdt_roles: tuple[str, ...] = ()
    rec_reference: str | None = None
    iras_id: str | None = None
    study_title: str | None = None
    ethics_on: date | None = None
    study_consent_on: date | None = None


@dataclass(frozen=True, slots=True)
class AlertAction:
    alert_id: int
    kind: ActionKind
    at: datetime
    by: str
    detail: Mapping[str, object]
    key: str | None


@dataclass(frozen=True, slots=True)
class SignedNumbers:
    """One file of numbers. It holds from `at` on, until the next one of its site."""

    id: int
    site_id: int
    version: str
    checksum: str
    body: str
    signed_by_id: int
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox, as the courier reads it. `instead_of`: the channel it could not go by."""

    id: int
    key: str
    kind: str
    lane: Lane
    language: str
    patient_id: int | None
    staff_id: int | None
    episode_id: int | None
    assessment_id: int | None
    alert_id: int | None
    detail: Mapping[str, str | int]
    repeat: bool
    state: OutboxState
    queued_at: datetime
    not_before_at: datetime
    attempts: int
    settled_at: datetime | None
    message_id: int | None
    reason: str | None
    channel: Channel
    instead_of: Channel | None
