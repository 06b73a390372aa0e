"""Who did something, who must know of it, and what is said to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class Severity(StrEnum):
    """`digest`: nobody is paged. Such a finding is a `DigestFinding` and never an alert."""

    RED = "red"
    AMBER = "amber"
    DIGEST = "digest"


class AlertState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"


STANDING = frozenset({AlertState.OPEN, AlertState.ACKNOWLEDGED})
"""Nobody has closed it, and no answer has taken it back."""


class Lane(StrEnum):
    """Order of sending: notices and replies ahead of prompts."""

    NOTICE = "notice"
    REPLY = "reply"
    PROMPT = "prompt"


class Channel(StrEnum):
    """By which a message goes. Patients are written to by Telegram alone."""

    TELEGRAM = "telegram"
    EMAIL = "e-mail"


class Cadence(StrEnum):
    """How often a digest comes."""

    DAILY = "daily"
    WEEKLY = "weekly"


class WhenEmpty(StrEnum):
    """What is sent when there is nothing to say."""

    ONE_LINE = "one-line"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class DigestWish:
    """When a member of staff gets the digest, in the site's local time.

    `weekday` counts from Monday (0) and is empty for a daily one. `next_at` is the next slot.
    """

    staff_id: int
    cadence: Cadence
    weekday: int | None
    at: time
    when_empty: WhenEmpty
    next_at: datetime


GIVEN_ON, ENTERED_ON = "given-on", "entered-on"
"""Two local dates in the inputs of a finding, where staff entered later what the patient had said."""


def both_days(inputs: Mapping[str, object]) -> tuple[date, date] | None:
    """The day on which answers were given and the later one on which staff entered them, if there are two."""
    if GIVEN_ON not in inputs or ENTERED_ON not in inputs:
        return None
    given_on, entered_on = (date.fromisoformat(str(inputs[name])) for name in (GIVEN_ON, ENTERED_ON))
    return given_on, entered_on


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, and when: goes into the trail with every change.

    `by` is a pseudonym: `staff:<code>`, `patient:<code>`, `system:tick`, `system:courier` or `cli`.
    """

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding that a clinician must know of. `inputs` holds what fired it, for the story of the case.

    Version and checksum are those of the numbers it was found with; none: raised before they were kept.
    """

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
    numbers_version: str | None = None
    numbers_checksum: str | None = None


@dataclass(frozen=True, slots=True)
class DigestFinding:
    """A finding for the weekly digest: told with others, never paged, nobody need acknowledge it.

    `superseded_at`: when an amended answer took away what it was found in.
    """

    id: int
    key: str
    episode_id: int
    response_id: int | None
    rule: str
    rule_version: str
    numbers_version: str
    numbers_checksum: str
    found_at: datetime
    inputs: Mapping[str, object]
    superseded_at: datetime | None


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
    channel: Channel = Channel.TELEGRAM
