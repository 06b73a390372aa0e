"""The columns of the wide table as statistics packages want them: numbers with labels, reasons for gaps.

A code becomes a number from 1 on, in the order of the allowed values; true and false become 1 and 0. What a
person declined or skipped keeps its reason as a missing value of its own. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from audit.columns import Column, Kind, as_cell
from audit.standing import AnswerState
from audit.wide.filling import Wide
from audit.wide.table import Labels, WideTable

Told = float | str | date | datetime | None
_MARK = 6
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.TRUTH})


@dataclass(frozen=True, slots=True)
class Variable:
    """One column. `values`: number -> what it means. `absent`: the reasons for missing values that occur."""

    name: str
    label: str
    kind: Kind
    values: Mapping[int, str]
    absent: tuple[AnswerState, ...]
    told: Sequence[Told | AnswerState]

    @property
    def is_number(self) -> bool:
        return self.kind in _NUMBERS or bool(self.values)


def variables(wide: WideTable, longest_name: int, longest_label: int) -> tuple[Variable, ...]:
    """One for each column, in their order. Local times are left out: these files know no zones."""
    return tuple(
        _variable(column, wide, longest_name, longest_label)
        for column in wide.sheet.columns
        if column.kind is not Kind.LOCAL
    )


def _variable(column: Column[Wide], wide: WideTable, longest_name: int, longest_label: int) -> Variable:
    numbers = {code: number for number, code in enumerate(column.allowed, start=1)}
    told = [_told(column, each, numbers) for each in wide.records]
    met = set(told) if numbers or column.kind in _NUMBERS else set[Any]()
    name = short(column.name, longest_name)
    label = column.meaning if name == column.name else f"{column.name}: {column.meaning}"
    return Variable(
        name,
        cut(label, longest_label),
        column.kind,
        _labels(column, wide.labels, numbers),
        tuple(state for state in (AnswerState.DECLINED, AnswerState.SKIPPED) if state in met),
        told,
    )


def _labels(column: Column[Wide], labels: Labels, numbers: Mapping[str, int]) -> dict[int, str]:
    if column.kind is Kind.TRUTH:
        return {0: "no", 1: "yes"}
    known = labels.get(column.name, {})
    return {number: known.get(code) or code for code, number in numbers.items()}


def _told(column: Column[Wide], wide: Wide, numbers: Mapping[str, int]) -> Told | AnswerState:
    value = column.value(wide)
    if numbers:
        return wide.absent.get(column.name) if value is None else numbers.get(str(as_cell(value)))
    if column.kind in _NUMBERS:
        return wide.absent.get(column.name) if value is None else float(_number(value))
    if column.kind is Kind.INSTANT:
        return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else None
    if column.kind is Kind.DATE:
        return value if isinstance(value, date) else None
    return "" if value is None else str(as_cell(value))


def _number(value: Any) -> int | Decimal:
    return value if isinstance(value, Decimal) else int(value)


def short(name: str, longest: int) -> str:
    """A name that is too long is cut, and told apart by a mark of its own that stays the same."""
    if len(name) <= longest:
        return name
    return f"{name[: longest - _MARK]}_{sha256(name.encode()).hexdigest()[: _MARK - 1]}"


def cut(text: str, longest: int) -> str:
    """A text of at most so many bytes."""
    if len(text.encode()) <= longest:
        return text
    return text.encode()[: longest - 3].decode(errors="ignore").rstrip() + "..."
