"""Words of an import: what is already known of the people in a file, and what is to be stored at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from domain import Assessment, AssessmentState, Entry, Episode, PatientStatus, Response, ResponseState
from storage.register_words import NerveTransfer, Product, ReoperationReason, SafetyKind, Surgery
from storage.words import Governance, Operation, SafetyCategory, SafetyState

NOTHING_DONE = Surgery()


@dataclass(frozen=True, slots=True)
class Event:
    """One safety event. `suffix` tells it apart from the others of its operation."""

    suffix: str
    category: SafetyCategory
    occurred_on: date
    state: SafetyState
    kind: SafetyKind | None = None
    grade: str | None = None
    reoperation_reason: ReoperationReason | None = None
    product: Product | None = None
    yellow_card_on: date | None = None
    yellow_card_reference: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """A stored event; `suffix` where an import stored it."""

    id: int
    event: Event


@dataclass(frozen=True, slots=True)
class KnownOperation:
    """A stored operation with all that hangs on it. `logs` has a key for each response."""

    episode: Episode
    operation: Operation
    governance: Governance
    surgery: Surgery
    transfers: tuple[NerveTransfer, ...]
    reoperation_of: str | None
    assessments: tuple[Assessment, ...]
    responses: tuple[Response, ...]
    logs: Mapping[int, tuple[Entry, ...]]
    events: tuple[KnownEvent, ...]


@dataclass(frozen=True, slots=True)
class KnownPatient:
    id: int
    code: str
    site_id: int
    zone: str
    send_time: time
    language: str
    status: PatientStatus
    status_at: datetime
    erasing_at: datetime | None
    operations: tuple[KnownOperation, ...]


Scored = tuple[str, str, Decimal | None, str | None]
"""Name, version, value, why it is missing."""


@dataclass(frozen=True, slots=True)
class NewResponse:
    """One ended response, which no rule is to read. `given_on`: the date in the file, if it has one."""

    instrument: str
    version: str
    checksum: str
    language: str
    context: Mapping[str, str]
    state: ResponseState
    given_on: date | None
    entries: tuple[Entry, ...] = field(repr=False)
    scores: tuple[Scored, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewVisit:
    """One ended visit window. `fills` is the number of a window that stands, and ends with this.

    `joins` is the number of one that has ended, to which these responses are added. `answered_at` is when
    its answers were given.
    """

    time_point: str
    occurrence: int
    opens_on: date
    closes_on: date
    send_at: datetime
    zone: str
    instruments: tuple[str, ...]
    state: AssessmentState
    reason: str | None
    answered_at: datetime | None
    responses: tuple[NewResponse, ...] = ()
    fills: int | None = None
    joins: int | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """Entries that follow the end of a stored response, and its scores anew. `judged`: no rule reads it."""

    response_id: int
    entries: tuple[Entry, ...] = field(repr=False)
    scores: tuple[Scored, ...] = field(repr=False)
    judged: bool = True


@dataclass(frozen=True, slots=True)
class NewOperation:
    """What is registered. Without a code the next free one is given."""

    code: str | None
    protocol_id: int
    operation: Operation
    governance: Governance
    surgery: Surgery
    transfers: tuple[NerveTransfer, ...]


@dataclass(frozen=True, slots=True)
class OperationPart:
    """An operation of a file: a new one, or a stored one (`id`) with what is new of it.

    `corrected` are columns of the stored operation with their new values.
    """

    id: int | None
    new: NewOperation | None
    visits: tuple[NewVisit, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    events: tuple[Event, ...] = ()
    changed_events: tuple[KnownEvent, ...] = ()
    corrected: Mapping[str, object] = field(default_factory=dict)
    transfers: tuple[NerveTransfer, ...] | None = None
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class NewPatient:
    code: str
    site_id: int
    zone: str
    language: str
    send_time: time
    enrolled_on: date
    contact: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PatientPart:
    """A patient of a file: a new one, or a stored one (`id`). `ended`: how and when follow-up ended."""

    id: int | None
    new: NewPatient | None
    operations: tuple[OperationPart, ...]
    ended: tuple[PatientStatus, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """The operations that the theatre register of a site counts in a quarter."""

    site_id: int
    year: int
    quarter: int
    operations: int
