"""The words of an import: cells and where they stand, troubles with a sentence, how cells are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

Raw = str | int | float | bool | datetime | date | time | None
"""A cell as its file holds it."""


class Absent(StrEnum):
    """A cell that holds no value: nobody knows (or it is blank), or the person would not say."""

    MISSING = "missing"
    DECLINED = "declined"


class DateOrder(StrEnum):
    """How dates in words are written: 2025-12-31, 31/12/2025 or 12/31/2025."""

    ISO = "iso"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class Fractions(StrEnum):
    """What becomes of 6.5 where whole numbers are asked."""

    REFUSE = "refuse"
    ROUND = "round"


MISSING = frozenset(
    (
        *("", "-", "--", "–", "—", ".", "?", "na", "n/a", "#n/a", "n.a.", "nk", "n/k", "not known"),
        *("not recorded", "missing", "null", "nan", "not done", "not available", "not applicable"),
    )
)
DECLINED = frozenset(("declined", "refused", "prefer not to say", "prefer not to answer", "pnts"))


@dataclass(frozen=True, slots=True)
class Manner:
    """How the cells of a file are written. `missing` and `declined` are `plain` words, folded."""

    dates: DateOrder = DateOrder.ISO
    comma: bool = False
    missing: frozenset[str] = MISSING
    declined: frozenset[str] = DECLINED
    fractions: Fractions = Fractions.REFUSE


USUAL = Manner()


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell cannot be taken, and what to do: a sentence without the value."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: rows count from 1 as spreadsheets show them; 0 is the whole sheet."""

    sheet: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        parts = [self.sheet, f"row {self.row}" if self.row else "", self.column]
        return ", ".join(part for part in parts if part)

    def at(self, column: str) -> "Place":
        return Place(self.sheet, self.row, column)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of the file or the map. `shown` is the value, where it cannot be an identifier."""

    place: Place
    sentence: str
    shown: str | None = None

    def __str__(self) -> str:
        value = f" ({self.shown!r})" if self.shown is not None else ""
        return f"{self.place}: {self.sentence}{value}"


@dataclass(slots=True)
class Told:
    """What an import has to say: troubles stop it; notes do not."""

    troubles: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)

    def fault(self, place: Place, sentence: str, shown: str | None = None) -> None:
        self.troubles.append(Trouble(place, sentence, shown))

    def note(self, place: Place, sentence: str) -> None:
        self.notes.append(Trouble(place, sentence))


_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_LONGEST_SHOWN = 40
_IDENTIFIES = re.compile(r"\d[\d ]{5,}|@|^[A-Z][a-z'-]+,? +[A-Z][a-z'-]+$")


def plain(raw: Raw) -> str:
    """A cell as one line of text: no stray spaces, whole numbers without a point, dates as ISO."""
    if isinstance(raw, str):
        return _SPACES.sub(" ", raw).strip()
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime) and raw.time() == time(0):
        return raw.date().isoformat()
    return "" if raw is None else str(raw)


def folded(raw: Raw) -> str:
    """The same without case: what words of a map are compared by."""
    return plain(raw).casefold()


def bare(text: str) -> str:
    """Letters and digits alone, without case: what headers and words of a list are compared by."""
    kept = "".join(char for char in text.casefold() if char.isalnum() or char in "+<>")
    return kept or text.casefold().strip()


def shown(raw: Raw) -> str | None:
    """The value for a sentence; None where it could be a name, a number of a person, or long."""
    text = plain(raw)
    return None if len(text) > _LONGEST_SHOWN or _IDENTIFIES.search(text) else text


def listed(words: Iterable[object]) -> str:
    return ", ".join(map(str, words))
