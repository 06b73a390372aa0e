"""The workbook, read back with another library: real dates, texts that stay texts, sheets that explain."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook

from audit.columns import Column, Kind, Table, Value
from audit.tables import TABLES, Sheet
from audit.workbook.cells import serial
from audit.workbook.writing import write_workbook
from storage.database import Database
from tests.audit.lives import live
from tests.audit.test_columns import HOSTILE
from tests.audit.test_export import LIBRARY, exported

AT = datetime(2025, 7, 1, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def nth(place: int) -> Callable[[tuple[Value, ...]], Value]:
    return lambda row: row[place]


KINDS: Table[tuple[Value, ...]] = Table(
    "kinds",
    "One row per value.",
    tuple(Column(kind.name.lower(), kind, "A.", nth(n), "here") for n, kind in enumerate(Kind)),
)
ROW: tuple[Value, ...] = (
    "text",
    "code",
    -3,
    Decimal("5.50"),
    True,
    date(2024, 2, 29),
    datetime(2025, 6, 2, 8, 30, 5, tzinfo=UTC),
    datetime(2025, 6, 2, 9, 30, 5, tzinfo=LONDON),
)


def written(folder: Path, rows: list[tuple[Value, ...]], most: int = 1_048_575) -> Workbook:
    write_workbook(folder / "t.xlsx", [Sheet(KINDS, lambda: rows)], [("=a", "=b")], AT, most)
    return load_workbook(folder / "t.xlsx")


def values(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def test_numbers_truths_dates_and_moments_are_real(tmp_path: Path) -> None:
    book = written(tmp_path, [ROW, (None,) * len(Kind)])
    head, row, empty = values(book, "kinds")
    assert head == tuple(kind.name.lower() for kind in Kind)
    moments = (datetime(2024, 2, 29), datetime(2025, 6, 2, 8, 30, 5), datetime(2025, 6, 2, 9, 30, 5))  # noqa: DTZ001
    assert row == ("text", "code", -3, 5.5, True, *moments)
    assert set(empty) == {None}
    formats = [cell.number_format for cell in book["kinds"][2]]
    assert formats[5:] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd hh:mm:ss"]


@pytest.mark.parametrize("text", [*HOSTILE, "a\x07b", " two\nlines ", "<&>\"'", "\r", "ŵ🦿"])
def test_every_text_is_a_text_and_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    book = written(tmp_path, [(text, text, *ROW[2:])])
    for cell in book["kinds"][2][:2]:
        assert (cell.data_type, cell.number_format) == ("s", "@")
        assert unescape(str(cell.value)) == text  # openpyxl leaves it to its callers
    assert [cell.data_type for cell in book["notes"][1]] == ["s", "s"]


def test_what_looks_like_an_escape_is_escaped(tmp_path: Path) -> None:
    book = written(tmp_path, [("_x0041_", *ROW[1:])])
    assert values(book, "kinds")[1][0] == "_x0041_"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - hypothesis wants them naive
def test_a_moment_is_told_to_the_second(moment: datetime) -> None:
    told = float(serial(moment)) * 86_400
    assert abs(told - (moment.replace(microsecond=0) - datetime(1899, 12, 30)).total_seconds()) < 1e-3  # noqa: DTZ001


def test_a_table_that_is_too_long_goes_on_on_another_sheet(tmp_path: Path) -> None:
    rows = [(str(number), *ROW[1:]) for number in range(7)]
    book = written(tmp_path, rows, most=3)
    assert book.sheetnames == ["notes", "kinds", "kinds (2)", "kinds (3)"]
    found = [row[0] for name in book.sheetnames[1:] for row in values(book, name)[1:]]
    assert found == list("0123456")
    assert [book[name].auto_filter.ref for name in book.sheetnames[1:]] == ["A1:H4", "A1:H4", "A1:H2"]


def test_headings_are_frozen_filtered_and_wide_enough(tmp_path: Path) -> None:
    page = written(tmp_path, [ROW] * 3)["kinds"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:H4")
    assert (
        page.defined_names["_xlnm._FilterDatabase"].attr_text == "kinds!$A$1:$H$4"
        if page.defined_names
        else True
    )
    widths = {letter: dimension.width for letter, dimension in page.column_dimensions.items()}
    assert all(width > 8 for width in widths.values())
    assert widths["G"] > 18


def test_a_text_longer_than_a_cell_is_cut(tmp_path: Path) -> None:
    book = written(tmp_path, [("x" * 40_000, *ROW[1:])])
    assert values(book, "kinds")[1][0] == "x" * 32_767


def test_the_workbook_has_notes_first_then_a_sheet_a_table_the_dictionary_and_the_codes(
    database: Database, tmp_path: Path
) -> None:
    live(database, LIBRARY)
    done = exported(database, tmp_path / "out", "xlsx")
    book = load_workbook(tmp_path / "out" / "audit.xlsx", read_only=True)
    names = [table.name for table in TABLES]
    assert book.sheetnames == ["notes", *names, "dictionary", "codes"]
    told = dict(values(book, "notes"))
    assert told["exported at"] == "2025-07-01 12:00 UTC"
    assert told["chosen"] == "every operation of the register"
    assert {told[table.name] for table in TABLES} == {table.meaning for table in TABLES}
    rows = {name: values(book, name) for name in book.sheetnames[1:]}
    assert {name: len(found) - 1 for name, found in rows.items()} == dict(done.counts)
    described = [(row[0], row[2]) for row in rows["dictionary"][1:]]
    assert [column for table, column in described if table == "operations"] == list(rows["operations"][0])
    assert ("operations", "cause", "trauma", None, None, None) in rows["codes"]
    assert ("answers", "plp-frequency", "daily", "Every day", "core", "1.2.0") in rows["codes"]


def test_the_same_register_at_the_same_moment_gives_the_same_bytes(
    database: Database, tmp_path: Path
) -> None:
    live(database, LIBRARY)
    first = exported(database, tmp_path / "one", "xlsx")
    assert exported(database, tmp_path / "two", "xlsx").checksums == first.checksums
    with ZipFile(tmp_path / "one" / "audit.xlsx") as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<f>" not in b"".join(book.read(name) for name in book.namelist())
