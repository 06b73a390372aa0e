"""The words of a simulation: contacts, visits and cases, and all of it together."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain import AssessmentKind, AssessmentState, Severity
from scheduler.timepoints import Protocol


class Contact(StrEnum):
    """What reaches somebody: patients (prompt, reminder), the coordinator (call) or clinicians (notice)."""

    PROMPT = "prompt"
    REMINDER = "reminder"
    CALL = "call"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Contacted:
    """One message and why it was sent. `about`: the time points of a sitting, or the rule of a case."""

    at: datetime
    zone: str
    patient: str
    kind: Contact
    about: str
    severity: Severity | None
    reason: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One window as it stands at the end."""

    patient: str
    time_point: str
    kind: AssessmentKind
    opens_on: date
    closes_on: date
    state: AssessmentState
    reason: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One alert."""

    patient: str
    rule: str
    severity: Severity
    fired_at: datetime


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of one or more episodes: contacts in order of time, visits and cases in order of patients."""

    contacts: tuple[Contacted, ...]
    visits: tuple[Visit, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """A cohort's years under a protocol. `not_activated`: operations for want of an arrangement."""

    protocol: Protocol
    seed: int
    patients: int
    months: int
    starts_on: date
    ends_on: date
    operations: int
    not_activated: int
    lived: Lived
