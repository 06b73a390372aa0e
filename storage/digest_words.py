"""What a digest is made of: frozen values, by pseudonym, without SQL."""

from dataclasses import dataclass
from datetime import date, datetime

from domain import Alert, DigestFinding, PatientStatus, Severity
from storage.words import ActionKind, ChannelState


@dataclass(frozen=True, slots=True)
class Case:
    """A case that stands. `taken_by` is the code of whoever has it in hand."""

    alert: Alert
    patient: str
    taken_by: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that was done about a case, or happened to it."""

    alert_id: int
    patient: str
    severity: Severity
    rule: str
    kind: ActionKind
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding for the digest, and whose it is."""

    finding: DigestFinding
    patient: str


@dataclass(frozen=True, slots=True)
class Window:
    """A visit window. `since`: when it ended (missed), was first asked about (overdue), came on the list."""

    episode_id: int
    patient: str
    time_point: str
    closes_on: date
    since: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A patient under follow-up whom no message reaches."""

    patient: str
    status: PatientStatus
    channel: ChannelState
