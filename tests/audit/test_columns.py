"""Cells of the export: dates, instants, truths, study days, and text that must not run in a spreadsheet."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from audit.columns import Cell, Column, Kind, Table, Value, as_cell, local_day, study_day, words
from audit.csv_export import csv_bytes, written
from audit.folders import ExportFault, replacing
from audit.table_answers import value_type
from audit.tables import TABLES, fill
from domain import Answer, Coding, Severity

TRACKED: Table[str] = Table("t", "One row.", (Column("a", Kind.TEXT, "A.", lambda r: r, "here"),))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, None),
        (True, "true"),
        (False, "false"),
        (7, 7),
        (Decimal("5.5000"), Decimal("5.5")),
        (Decimal("100"), Decimal("100")),
        (Severity.RED, "red"),
        ("text", "text"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 9, 5, 7, 123, tzinfo=UTC), "2025-03-01T09:05:07Z"),
        (datetime(2025, 1, 1, 9, tzinfo=ZoneInfo("Europe/London")), "2025-01-01T09:00:00+00:00"),
        (datetime(2025, 7, 1, 9, tzinfo=ZoneInfo("Europe/London")), "2025-07-01T09:00:00+01:00"),
    ],
)
def test_a_value_stands_in_the_file_in_one_plain_form(value: Value, cell: Cell) -> None:
    assert as_cell(value) == cell
    assert written(as_cell(value)) == ("" if cell is None else str(cell))


@pytest.mark.parametrize(
    ("on", "day"), [(date(2025, 1, 14), -1), (date(2025, 1, 15), 1), (date(2025, 1, 16), 2)]
)
def test_the_study_day_has_no_zero(on: date, day: int) -> None:
    assert study_day(on, date(2025, 1, 15)) == day


def test_the_local_day_of_an_evening_in_utc_may_be_the_next() -> None:
    assert local_day(datetime(2025, 7, 1, 23, 30, tzinfo=UTC), "Europe/London") == date(2025, 7, 2)


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@home", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert written(text) == f"'{text}"


def test_a_negative_number_is_no_formula() -> None:
    assert written(-3) == "-3"
    assert written(Decimal("-0.5")) == "-0.5"


def test_cells_with_commas_quotes_and_line_ends_are_quoted() -> None:
    sheet = fill(TRACKED, ['a,"b"', "two\nlines", "ŵ"])
    assert csv_bytes(sheet) == 'a\r\n"a,""b"""\r\n"two\nlines"\r\nŵ\r\n'.encode()


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, None),
        (True, "boolean"),
        (7, "integer"),
        (Decimal("1.5"), "decimal"),
        (date(2025, 1, 1), "date"),
        (Coding("s", "c"), "coding"),
        ("words", "text"),
    ],
)
def test_every_type_of_answer_has_a_name(value: Answer | None, name: str | None) -> None:
    assert value_type(value) == name


def test_allowed_values_are_those_of_the_enumeration() -> None:
    assert words(Severity) == ("red", "amber", "digest")


def test_every_table_and_column_is_declared_in_words_and_once() -> None:
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names)), table.name
        assert all(column.meaning.endswith(".") and column.source for column in table.columns), table.name
        assert all(name.isidentifier() and name == name.lower() for name in names)


def test_a_write_that_fails_leaves_the_earlier_files(tmp_path: Path) -> None:
    with replacing(tmp_path / "out", {"a"}) as folder:
        (folder / "a").write_text("first")
    with pytest.raises(ExportFault, match="cannot be written"), replacing(tmp_path / "out", {"a"}) as folder:
        (folder / "missing" / "a").write_text("second")
    assert (tmp_path / "out" / "a").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
