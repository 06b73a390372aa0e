"""Cells of the export: dates, instants, truths, study days, and text that must not run in a spreadsheet."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.columns import Alike, Cell, Column, Kind, Table, Value, as_cell, cells, local_day, study_day, words
from audit.csv_export import defused, restored, write_table, written
from audit.folders import ExportFault, replacing
from audit.table_answers import value_type
from audit.tables import TABLES, Sheet
from domain import Answer, Coding, Severity

AT = datetime(2025, 3, 1, 9, 5, 7, tzinfo=UTC)
TRACKED: Table[str] = Table("t", "One row.", (Column("a", Kind.TEXT, "A.", lambda r: r, "here"),))


def _column(kind: Kind) -> Column[Value]:
    return Column("a", kind, "A.", lambda value: value, "here")


def _in_csv(value: Value, kind: Kind = Kind.TEXT) -> str:
    return written(_column(kind))(value)


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
    assert _in_csv(value) == ("" if cell is None else str(cell))


@pytest.mark.parametrize(
    ("on", "day"), [(date(2025, 1, 14), -1), (date(2025, 1, 15), 1), (date(2025, 1, 16), 2)]
)
def test_the_study_day_has_no_zero(on: date, day: int) -> None:
    assert study_day(on, date(2025, 1, 15)) == day


def test_the_local_day_of_an_evening_in_utc_may_be_the_next() -> None:
    assert local_day(datetime(2025, 7, 1, 23, 30, tzinfo=UTC), "Europe/London") == date(2025, 7, 2)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("value", [None, True, 7, Decimal("5.50"), date(2025, 3, 1), AT])
def test_a_column_of_any_kind_writes_a_value_as_any_other_does(kind: Kind, value: Value) -> None:
    fits = {bool: Kind.TRUTH, int: Kind.INTEGER, Decimal: Kind.DECIMAL, date: Kind.DATE}
    if value is None or kind in (Kind.TEXT, Kind.CODE) or kind is fits.get(type(value), Kind.INSTANT):
        assert cells(_column(kind))(value) == as_cell(value)
        assert _in_csv(value, kind) == ("" if value is None else str(as_cell(value)))


HOSTILE = [
    *("=1+1", "+44", "-x", "@home", "\tx", "\rx", "\nx", " =1+1", "\u3000=1", "\ufeff@x", "\u200b+1"),
    *("\uff1dcmd|' /C calc'!A0", "\uff0b1", "\uff0d1", "\uff20SUM(1)", "\u22121", "'", "'=1", "''"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_a_spreadsheet_would_run_is_defused_and_can_be_read_back(text: str) -> None:
    assert defused(text) == f"'{text}"
    assert restored(defused(text)) == text


@pytest.mark.parametrize("text", ["", "plain", "O'Brien", "1-2", "a=b", "2025-01-01"])
def test_text_that_no_spreadsheet_runs_is_left_as_it_is(text: str) -> None:
    assert restored(defused(text)) == defused(text) == text


@given(st.text(max_size=12))
def test_every_text_can_be_read_back(text: str) -> None:
    assert restored(defused(text)) == text


def test_a_negative_number_is_no_formula() -> None:
    assert _in_csv(-3, Kind.INTEGER) == "-3"
    assert _in_csv(Decimal("-0.5"), Kind.DECIMAL) == "-0.5"


def test_cells_with_commas_quotes_and_line_ends_are_quoted(tmp_path: Path) -> None:
    texts = ['a,"b"', "two\nlines", "ŵ", "=1,2"]
    assert write_table(tmp_path / "t.csv", Sheet(TRACKED, lambda: texts)) == 4
    found = (tmp_path / "t.csv").read_bytes()
    assert found == 'a\r\n"a,""b"""\r\n"two\nlines"\r\nŵ\r\n"\'=1,2"\r\n'.encode()
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as stream:
        assert [restored(row["a"]) for row in csv.DictReader(stream)] == texts


def test_what_records_share_is_worked_out_once_and_the_rows_are_the_same() -> None:
    met: list[str] = []

    def first(record: str) -> str:
        met.append(record)
        return record[0]

    columns: tuple[Column[str], ...] = (
        Column("a", Kind.TEXT, "A.", first, "here"),
        Column("b", Kind.TEXT, "B.", lambda record: record[1], "here"),
    )
    table: Table[str] = Table("t", "One row.", columns, (Alike(1, lambda record: record[0]),))
    assert list(table.rows(["xa", "xb", "ya"], cells)) == [["x", "a"], ["x", "b"], ["y", "a"]]
    assert list(table.lines(["xa", "xb"], written, ",")) == ["x,a", "x,b"]
    assert met == ["xa", "ya", "xa"]


def test_what_is_remembered_of_shared_columns_has_an_end() -> None:
    table: Table[str] = Table("t", "One row.", TRACKED.columns, (Alike(1, lambda record: record),))
    many = [str(number) for number in range(20_000)]
    assert [cell for row in table.rows((*many, *many), cells) for cell in row] == many * 2


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
