"""Writes the audit tables as CSV (RFC 4180): UTF-8, CRLF, a header row; no cell runs as a formula.

A spreadsheet runs text that begins with one of `= + - @`, also behind blanks and in their full-width forms.
Such a text, and one that begins with a tab, a line's end or an apostrophe, gets an apostrophe in front.
So whoever reads the file back takes one apostrophe away from each text that begins with one (`restored`), and
has every text as it was. Numbers, dates and truths are never touched.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from audit.columns import Column, Kind, Value, as_cell, cells, moment
from audit.tables import Sheet

_UNSEEN = r"[\s\x00-\x1f\x7f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u2212"
STARTS_A_FORMULA = re.compile(f"{_UNSEEN}*[{_SIGNS}]|[\t\r\n']")
"""What makes a text dangerous: a sign, behind whatever is not seen; or how our own mark begins."""

_NEEDS_QUOTES = re.compile('[",\r\n]')


def write_csv(folder: Path, sheets: Iterable[Sheet]) -> Mapping[str, int]:
    """One file a table; tells how many rows each has."""
    return {sheet.name: write_table(folder / f"{sheet.name}.csv", sheet) for sheet in sheets}


def write_table(path: Path, sheet: Sheet) -> int:
    """The table as its file; the same sheet gives the same bytes. Tells how many rows it has."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(_quoted(column.name) for column in sheet.columns))
        for line in sheet.lines(written, ","):
            stream.write("\r\n")
            stream.write(line)
            count += 1
        stream.write("\r\n")
    return count


def written(column: Column[Any]) -> Callable[[Value], str]:
    """How a column's values stand in the file."""
    if column.kind in (Kind.TEXT, Kind.CODE):
        return _text
    if column.kind in (Kind.INSTANT, Kind.LOCAL):
        return _moment
    cell_of = cells(column)
    return lambda value: "" if value is None else str(cell_of(value))


def _moment(value: Any) -> str:
    return "" if value is None else moment(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return _quoted(value) if isinstance(value, str) else str(as_cell(value))


@lru_cache(maxsize=1 << 16)  # codes and pseudonyms come again and again
def _quoted(text: str) -> str:
    safe = defused(text)
    return '"' + safe.replace('"', '""') + '"' if _NEEDS_QUOTES.search(safe) else safe


def defused(text: str) -> str:
    """A text that no spreadsheet runs; `restored` undoes it."""
    return f"'{text}" if STARTS_A_FORMULA.match(text) else str(text)


def restored(text: str) -> str:
    """The text that was defused."""
    return text.removeprefix("'")
