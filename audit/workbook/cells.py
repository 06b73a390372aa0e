"""Cells of a worksheet as SpreadsheetML: numbers, truths, dates, and texts that can only be texts. Pure.

A text is an index into the table of shared strings, with the type said explicitly and the format "text", so
no spreadsheet ever reads it as a formula, a number or a date, not even once somebody edits it.
Source: ECMA-376, part 1, 18.3.1.4 (cell) and 18.4 (shared strings).
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from audit.columns import Column, Kind, Value, as_cell, plain

LONGEST_TEXT = 32_767
"""Characters that a cell holds."""

EMPTY = "<c/>"
_DAY_ZERO = date(1899, 12, 30).toordinal()
_SECONDS = 86_400
_NEVER = re.compile("[\ufffe\uffff\ud800-\udfff]")
_CODED = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b\x0c\x0d\x0e-\x1f]")


class Texts:
    """The shared strings: each text once, in the order met; `first` are there already."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self._places.setdefault(text, self._first + len(self._places))

    def items(self) -> Iterator[str]:
        """The strings as elements, in their order."""
        return (f'<si><t xml:space="preserve">{in_xml(text)}</t></si>' for text in self._places)


def in_xml(text: str) -> str:
    """A text as it may stand in SpreadsheetML: what XML cannot hold is written as `_x0007_`, or left out."""
    return escape(_CODED.sub(_as_code, _NEVER.sub("", text[:LONGEST_TEXT])))


def _as_code(found: re.Match[str]) -> str:
    """A control character by its number; what looks like such a number gets its underline by number."""
    text = found[0]
    return f"_x{ord(text):04X}_" if len(text) == 1 else f"_x005F{text}"


def cells(texts: Texts, styles: dict[str, int]) -> Callable[[Column[Any]], Callable[[Value], str]]:
    """How a column's values become cells. `styles`: number of the style by the column's name."""

    def shape(column: Column[Any]) -> Callable[[Value], str]:
        if column.kind in (Kind.TEXT, Kind.CODE):
            return _texts(texts, styles[column.name])
        make, kind = _BY_KIND[column.kind], 't="b" ' if column.kind is Kind.TRUTH else ""
        opening = f'<c {kind}s="{styles[column.name]}"><v>'
        return lambda value: EMPTY if value is None else f"{opening}{make(value)}</v></c>"

    return shape


def _texts(texts: Texts, style: int) -> Callable[[Value], str]:
    @lru_cache(maxsize=1 << 16)
    def cell(text: str) -> str:
        return f'<c t="s" s="{style}"><v>{texts.place(text)}</v></c>'

    def make(value: Value) -> str:
        if value is None or value == "":
            return EMPTY
        return cell(str(value) if isinstance(value, str) else str(as_cell(value)))

    return make


def _number(value: Any) -> str:
    return str(plain(value)) if isinstance(value, Decimal) else str(value)


def serial(value: datetime | date) -> str:
    """Days since the last day of 1899, as spreadsheets count them; a moment as its own zone's clock shows."""
    days = value.toordinal() - _DAY_ZERO
    if not isinstance(value, datetime):
        return str(days)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return f"{days}{_fraction(seconds)}"


@lru_cache(maxsize=1 << 17)
def _fraction(seconds: int) -> str:
    """The part of a day, to a microsecond."""
    return f"{seconds / _SECONDS:.11f}"[1:].rstrip("0") if seconds else ""


_BY_KIND: dict[Kind, Callable[[Any], str]] = {
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.TRUTH: lambda value: str(int(value)),
    Kind.DATE: serial,
    Kind.INSTANT: serial,
    Kind.LOCAL: serial,
}
