"""A column of the audit data set, declared once: its name, meaning, type, unit, allowed values and source.

The rows of a table and its data dictionary are both made from the declaration, so they cannot differ.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

Value = StrEnum | str | int | bool | Decimal | date | datetime | None
"""What a column takes from a record."""

Cell = str | int | Decimal | None
"""What stands in the file: dates, instants and truths are text. None is an empty cell."""

R = TypeVar("R")
C = TypeVar("C")
P = TypeVar("P")


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


Shape = Callable[[Column[Any]], Callable[[Value], C]]
"""How the values of a column are to stand in a row."""


_Makers = list[tuple[Callable[[R], Value], Callable[[Value], C]]]
_REMEMBERED = 1 << 14


@dataclass(frozen=True, slots=True)
class Alike(Generic[R]):
    """So many columns, one after another, are the same for all records that `key` says the same of.

    Without a key they are worked out for each record.
    """

    many: int
    key: Callable[[R], Hashable] | None = None


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A tidy table: one meaning a row, columns in the order declared.

    `alike` speaks of the first columns, and then of the next ones: these are worked out once for all records
    with the same key, and remembered for a while. The columns after them are worked out for each record.
    """

    name: str
    meaning: str
    columns: tuple[Column[R], ...]
    alike: tuple[Alike[R], ...] = ()

    def rows(self, records: Iterable[R], shape: Shape[C]) -> Iterator[list[C]]:
        """One row a record, in the order given."""
        parts = self._parts(shape, list)
        for record in records:
            yield [cell for part in parts for cell in part(record)]

    def lines(self, records: Iterable[R], shape: Shape[str], separator: str) -> Iterator[str]:
        """The same as text, the cells with the separator between them."""
        parts = self._parts(shape, separator.join)
        for record in records:
            yield separator.join([part(record) for part in parts])

    def _parts(self, shape: Shape[C], together: Callable[[list[C]], P]) -> list[Callable[[R], P]]:
        """What makes the columns, each lot of them put together."""
        parts, at = list[Callable[[R], P]](), 0
        rest: Alike[R] = Alike(len(self.columns) - sum(each.many for each in self.alike))
        for each in (*self.alike, rest) if rest.many else self.alike:
            makers = _makers(self.columns[at : at + each.many], shape)
            parts.append(
                _each_time(makers, together) if each.key is None else _remembering(each.key, makers, together)
            )
            at += each.many
        return parts


def _makers(columns: Iterable[Column[R]], shape: Shape[C]) -> _Makers[R, C]:
    return [(column.value, shape(column)) for column in columns]


def _each_time(makers: _Makers[R, C], together: Callable[[list[C]], P]) -> Callable[[R], P]:
    """The cells of a record."""
    return lambda record: together([make(value(record)) for value, make in makers])


def _remembering(
    key: Callable[[R], Hashable], makers: _Makers[R, C], together: Callable[[list[C]], P]
) -> Callable[[R], P]:
    """The cells of a record, by its key."""
    known: dict[Hashable, P] = {}

    def cells_of(record: R) -> P:
        found = known.get(now := key(record))
        if found is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            found = known[now] = together([make(value(record)) for value, make in makers])
        return found

    return cells_of


def as_cell(value: Value) -> Cell:
    """A value as it stands in a file of text: ISO dates and instants, `true` and `false`, plain decimals."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case _:
            return value


def cells(column: Column[Any]) -> Callable[[Value], Cell]:
    """`as_cell` for one column; what the kind of the column tells need not be found out for each value."""
    return _CELLS.get(column.kind, as_cell)


def _moment(value: Any) -> Cell:
    return None if value is None else moment(value)


def _number(value: Any) -> Cell:
    return plain(value) if isinstance(value, Decimal) else value


def _date(value: Any) -> Cell:
    return None if value is None else value.isoformat()


_CELLS: dict[Kind, Callable[[Any], Cell]] = {
    Kind.TRUTH: {True: "true", False: "false"}.get,
    Kind.DATE: _date,
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.INSTANT: _moment,
    Kind.LOCAL: _moment,
}


@lru_cache(maxsize=4096)
def plain(value: Decimal) -> Decimal:
    """Without an exponent and without zeros at its end."""
    return Decimal(format(value.normalize(), "f"))


_TWO_DIGITS = tuple(f"{number:02d}" for number in range(60))


def moment(value: datetime) -> str:
    """An instant as it stands in a file of text. Whole seconds; `Z` for UTC, else the offset of the zone."""
    minute = _minute(value.toordinal(), value.hour, value.minute, value.fold, value.tzinfo)
    return minute[0] + _TWO_DIGITS[value.second] + minute[1]


@lru_cache(maxsize=1 << 16)  # the answers of one sitting are minutes apart, and most are sent at half past
def _minute(day: int, hour: int, minute: int, fold: int, zone: tzinfo | None) -> tuple[str, str]:
    """What stands before the seconds, and after them."""
    begins = datetime.combine(date.fromordinal(day), time(hour, minute, tzinfo=zone, fold=fold))
    text = begins.isoformat(timespec="minutes")
    return f"{text[:16]}:", "Z" if zone is UTC else text[16:]


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
    return _local_day(instant.toordinal(), instant.hour, instant.minute, instant.tzinfo, zone)


@lru_cache(maxsize=1 << 16)  # most of what is answered in a minute is answered by one person
def _local_day(day: int, hour: int, minute: int, given: tzinfo | None, zone: str) -> date:
    instant = datetime.combine(date.fromordinal(day), time(hour, minute, tzinfo=given))
    return instant.astimezone(ZoneInfo(zone)).date()


def study_day(on: date, tmr_on: date) -> int:
    """CDISC's study day: the day of surgery is 1, the day before is -1, and there is no 0.

    Source: CDISC SDTM implementation guide, section on study day variables.
    """
    days = (on - tmr_on).days
    return days + 1 if days >= 0 else days
