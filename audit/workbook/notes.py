"""What stands on the first sheet of the workbook, and the sheet of codes. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from audit.columns import Column, Kind, Table
from audit.records import AskedInstrument
from audit.table_instruments import asked_items
from audit.tables import Sheet


@dataclass(frozen=True, slots=True)
class Code:
    """One value that a column, or the answers to one question, may hold."""

    table: str
    column: str
    code: str
    label: str
    instrument: str = ""
    version: str = ""


CODES: Table[Code] = Table(
    "codes",
    "One row per value that a column, or the answer to a question, may hold.",
    (
        Column("table", Kind.TEXT, "The table.", lambda c: c.table, "declared"),
        Column("column", Kind.TEXT, "The column, or the question's link id.", lambda c: c.column, "declared"),
        Column("code", Kind.TEXT, "The value.", lambda c: c.code, "declared; definition: answerOption"),
        Column(
            "label",
            Kind.TEXT,
            "What it says to people; empty: the value itself.",
            lambda c: c.label,
            "definition",
        ),
        Column("instrument", Kind.TEXT, "A question's instrument.", lambda c: c.instrument, "definition"),
        Column("version", Kind.TEXT, "And its version.", lambda c: c.version, "definition"),
    ),
)


def codes(sheets: Iterable[Sheet], asked: tuple[AskedInstrument, ...]) -> Sheet:
    """The codes of the columns, by table and column, then those of the questions."""
    found = (*_of_columns(sheets), *_of_questions(asked))
    return Sheet(CODES, lambda: found)


def _of_columns(sheets: Iterable[Sheet]) -> Iterator[Code]:
    for sheet in sheets:
        for column in sheet.columns:
            for code in column.allowed:
                yield Code(sheet.name, column.name, code, "")


def _of_questions(asked: tuple[AskedInstrument, ...]) -> Iterator[Code]:
    for each in asked_items(asked):
        for option in each.item.options:
            instrument = each.instrument
            named = (each.item.link_id, option.code, option.label, instrument.id, instrument.version)
            yield Code("answers", *named)


def notes(sheets: Iterable[Sheet], at: datetime, chosen: str) -> tuple[tuple[str, str], ...]:
    """The rows of the first sheet: a heading or the name of a sheet, and what is to be known of it."""
    return (
        ("TMR Follow-up", "Clinical audit of targeted muscle reinnervation (NICE HTG750)"),
        ("exported at", f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"),
        ("chosen", chosen),
        ("people", "Pseudonyms only: no names, numbers or free text of patients are in this file."),
        ("dates", "Real dates and times. Columns ending in _at_utc are in UTC; _at_local in the row's zone."),
        ("empty cells", "Not recorded, not asked, or not applicable; the dictionary tells which."),
        ("", ""),
        ("sheet", "what one row of it means"),
        *((sheet.name, sheet.table.meaning) for sheet in sheets),
    )
