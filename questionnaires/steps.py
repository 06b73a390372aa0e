"""Where a conversation stands: the one next step, and the answers in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from domain import Answer, Answers, Entry, EntryKind
from questionnaires.instrument import Instrument, Item


@dataclass(frozen=True, slots=True)
class Pending:
    """One questionnaire that waits for answers, with what the patient answered of it so far."""

    instrument: Instrument
    context: Mapping[str, str]
    log: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to put.

    `notices` are texts to show above it, in the order of the instrument. `ticked` is what is ticked so far
    where several answers are taken, or marked where Next goes on; `current` the values in force.
    `touched` is the ordinal of the option that the last entry ticked or unticked.
    """

    item: Item
    notices: tuple[str, ...]
    ticked: tuple[Answer, ...]
    current: tuple[Answer, ...]
    touched: int | None = None

    @property
    def lacks_unit(self) -> bool:
        """Whether a number was given last, and its unit is still to be chosen."""
        return any(self.item.lacks_unit(value) for value in self.current[-1:])


class Line(NamedTuple):
    """One line of the review. `values` is None when the question was declined or skipped (`kind` tells)."""

    item: Item
    values: tuple[Answer, ...] | None
    kind: EntryKind


@dataclass(frozen=True, slots=True)
class Review:
    """Every enabled question is settled: look over it, change an answer, or send. Lines in asking order.

    `notices` repeats all the advice that the answers brought up.
    """

    lines: tuple[Line, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """The answers were sent. `notices` repeats all the advice that the answers brought up."""

    notices: tuple[str, ...]


Step = Ask | Review | Ended


@dataclass(frozen=True, slots=True)
class Standing:
    """`seq` is the length of the log: what a button drawn now must carry.

    `position` counts from 1 among the `total` questions enabled now; in the review and after it is `total`.
    Back is possible when position > 1, and from the review. `confirms`: a tap only marks, and Next goes on.
    """

    step: Step
    seq: int
    position: int
    total: int
    answers: Answers
    confirms: bool = False
