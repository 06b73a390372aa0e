"""What a person can do in a conversation, and why it may be refused.

Items and options are named by ordinal, because the buttons that carry them are at most 64 bytes. `Type` has
no item: it answers whatever is being asked.
"""

from dataclasses import dataclass
from enum import StrEnum

YES = 0
NO = 1
"""The option ordinals of a boolean item."""


@dataclass(frozen=True, slots=True)
class Choose:
    """Answers a single choice, a boolean with YES or NO, or names the unit of a quantity."""

    item_ordinal: int
    option_ordinal: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Ticks or unticks one option of a several-choice item, or takes out what was typed: those count on
    after the options."""

    item_ordinal: int
    option_ordinal: int


@dataclass(frozen=True, slots=True)
class Done:
    """Answers with what is ticked or marked: several choices, several typed answers, or Next."""

    item_ordinal: int


@dataclass(frozen=True, slots=True)
class Number:
    item_ordinal: int
    value: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A date (2025-06-03), a time (14:30) or both with a T between, put together by buttons."""

    item_ordinal: int
    text: str


@dataclass(frozen=True, slots=True)
class Type:
    """Typed (or dictated) words: text where text is asked, else what they certainly mean (`typed.py`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Decline:
    """Prefer not to say. Always allowed, and not the same as skipping."""

    item_ordinal: int


@dataclass(frozen=True, slots=True)
class Skip:
    """Passes an item that is not required."""

    item_ordinal: int


@dataclass(frozen=True, slots=True)
class Back:
    """Reopens the question before the one being asked."""


@dataclass(frozen=True, slots=True)
class Change:
    """Reopens the question named, out of those settled so far."""

    item_ordinal: int


@dataclass(frozen=True, slots=True)
class Send:
    """Ends the conversation, from the review."""


Move = Choose | Tick | Done | Number | Pick | Type | Decline | Skip | Back | Change | Send


class RefusalReason(StrEnum):
    """`repeated`: the same move again, already counted. `stale`: a button of an earlier screen.
    `not-an-answer`: does not fit what is asked. `unclear`: typed words with a number in them, but not
    certainly one answer. `wrong-form`: words of another form than the question wants. `too-long`: more
    words, or more answers, than are taken. `required`: may not be passed, or nothing is ticked, or it is too
    early to send. `ended`: the answers were sent."""

    REPEATED = "repeated"
    STALE = "stale"
    NOT_AN_ANSWER = "not-an-answer"
    UNCLEAR = "unclear"
    OUT_OF_RANGE = "out-of-range"
    WRONG_FORM = "wrong-form"
    TOO_LONG = "too-long"
    REQUIRED = "required"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A move that was not taken; nothing changed."""

    reason: RefusalReason
