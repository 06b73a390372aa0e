"""A column of the audit data set, declared once: its name, meaning, type, unit, allowed values and source.

The rows of a table and its data dictionary are both made from the declaration, so they cannot differ.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

Value = StrEnum | str | int | bool | Decimal | date | datetime | None
"""What a column takes from a record."""

Cell = str | int | Decimal | None
"""What stands in the file: dates, instants and truths are text. None is an empty cell."""

R = TypeVar("R")


class Kind(StrEnum):
    """`code`: one of the allowed values, or of a file's own codes. `local-time`: ISO 8601 with its offset."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TRUTH = "true or false"
    DATE = "date"
    INSTANT = "UTC instant"
    LOCAL = "local time"


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """`value` takes the column's value from a record of the table."""

    name: str
    kind: Kind
    meaning: str
    value: Callable[[R], Value]
    source: str
    unit: str = ""
    allowed: tuple[str, ...] = ()

    def cell(self, record: R) -> Cell:
        return as_cell(self.value(record))


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A tidy table: one meaning a row, columns in the order declared."""

    name: str
    meaning: str
    columns: tuple[Column[R], ...]

    def rows(self, records: Iterable[R]) -> tuple[tuple[Cell, ...], ...]:
        """One row a record, in the order given."""
        return tuple(tuple(column.cell(record) for column in self.columns) for record in records)


def as_cell(value: Value) -> Cell:
    """A value as it stands in the file: ISO dates and instants, `true` and `false`, plain decimals."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return Decimal(format(value.normalize(), "f"))
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case _:
            return value


def _instant(value: datetime) -> str:
    """Whole seconds; `Z` for UTC, else the offset of the zone."""
    text = value.isoformat(timespec="seconds")
    return text.replace("+00:00", "Z") if value.tzinfo is UTC else text


def words(*families: type[StrEnum]) -> tuple[str, ...]:
    """The allowed values of a column that holds the members of an enumeration."""
    return tuple(member.value for family in families for member in family)


def moments(
    name: str, meaning: str, at: Callable[[R], datetime | None], zone: Callable[[R], str], source: str
) -> tuple[Column[R], Column[R]]:
    """Two columns for one instant: in UTC, and in the local time of the record's zone."""

    def local(record: R) -> datetime | None:
        instant = at(record)
        return None if instant is None else instant.astimezone(ZoneInfo(zone(record)))

    return (
        Column(f"{name}_at_utc", Kind.INSTANT, f"{meaning}.", at, source),
        Column(
            f"{name}_at_local", Kind.LOCAL, f"{meaning}, in local time of the zone column.", local, source
        ),
    )


def local_day(instant: datetime, zone: str) -> date:
    """The local date of an instant."""
    return instant.astimezone(ZoneInfo(zone)).date()


def study_day(on: date, tmr_on: date) -> int:
    """CDISC's study day: the day of surgery is 1, the day before is -1, and there is no 0.

    Source: CDISC SDTM implementation guide, section on study day variables.
    """
    days = (on - tmr_on).days
    return days + 1 if days >= 0 else days
