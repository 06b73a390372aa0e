"""What people answer: values, and the log of taps that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Coding:
    """A choice. Two codings are equal when system and code are; the display is not compared."""

    system: str
    code: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a unit, as people read it (`unit`) and as machines do (`system`, `code`; may be empty)."""

    value: Decimal
    unit: str
    system: str = ""
    code: str = ""


Answer = bool | int | Decimal | str | datetime | date | time | Coding | Quantity
Answers = Mapping[str, tuple[Answer, ...]]
"""link id -> the values in force, in the order given. Declined, skipped and not asked items are absent."""


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
class Response:
    """The answers to one instrument in one assessment; pinned to the version it began with.

    `context` holds the hidden items the site knows (mode, phase, limb). `judged_seq` is how many entries the
    RED rules have read; `judged_at` is set once the other rules have read the ended response. Where staff
    entered it: the local date on which the patient gave the answers, and when they were entered last.
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
    given_on: date | None = None
    entered_at: datetime | None = None
