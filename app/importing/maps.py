"""The map of a spreadsheet: where each field of the register stands in it. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.importing.words import USUAL, DateOrder, Manner, Raw


class Several(StrEnum):
    """What is done where two rows answer one question of one time point."""

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"
    CLOSEST = "closest"


class Outside(StrEnum):
    """What is done with answers of a date that no time point's window holds."""

    REFUSE = "refuse"
    NEAREST = "nearest"
    LEAVE_OUT = "leave-out"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field stands: a column, or one value for every row. `values` translates cells, by `folded`.

    `default`: what a blank or missing cell means. `optional`: the column may be absent. `explicit`: the map
    says that it is a column.
    """

    column: str | None = None
    value: Raw = None
    values: Mapping[str, Raw] | None = None
    dates: DateOrder | None = None
    default: Raw = None
    optional: bool = False
    explicit: bool = False


Part = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet, or those rows of it whose columns hold the words of `where`. `header` counts from 1.

    `name` is where it stands in the map. `answers` and `events` are so many groups of one row each.
    """

    name: str
    sheet: str | None
    header: int | None
    where: Mapping[str, frozenset[str]]
    patient: Part
    operation: Part
    answers: tuple[Part, ...]
    events: tuple[Part, ...]
    theatre: Part


@dataclass(frozen=True, slots=True)
class ImportMap:
    """A whole map. `encoding` and `delimiter` are of CSV files; None: UTF-8, and whichever is used."""

    sections: tuple[Section, ...]
    site: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    manner: Manner = USUAL
    several: Several = Several.REFUSE
    outside: Outside = Outside.REFUSE
