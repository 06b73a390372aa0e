"""The workbook without its rows: sheets, headings, widths, formats, frozen headings. Made by XlsxWriter."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from audit.columns import Column, Kind
from audit.tables import Sheet

NOTES = "notes"
_WIDTHS = {Kind.DATE: 11, Kind.INSTANT: 19, Kind.LOCAL: 19, Kind.INTEGER: 9, Kind.DECIMAL: 9, Kind.TRUTH: 9}
_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.INSTANT: "yyyy-mm-dd hh:mm:ss",
    Kind.LOCAL: "yyyy-mm-dd hh:mm:ss",
    Kind.TEXT: "@",
    Kind.CODE: "@",
    Kind.INTEGER: "0",
    Kind.DECIMAL: "General",
    Kind.TRUTH: "General",
}
_TEXT_WIDTH, _WIDEST = 14, 40


def skeleton(sheets: Sequence[tuple[str, Sheet]], notes: Sequence[tuple[str, str]], at: datetime) -> BytesIO:
    """A workbook whose sheets, by name, have only their headings; the notes are complete."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "TMR clinical audit", "created": at.astimezone(UTC).replace(tzinfo=None)})
    heading = book.add_format({"bold": True, "bg_color": "#D8E6F0", "text_wrap": False, "bottom": 1})
    formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
    _write_notes(book, notes)
    for name, sheet in sheets:
        _write_sheet(book.add_worksheet(name), sheet, heading, formats)
    book.close()
    return out


def _write_notes(book: Workbook, notes: Sequence[tuple[str, str]]) -> None:
    page = book.add_worksheet(NOTES)
    page.set_column(0, 0, 22, book.add_format({"bold": True, "valign": "top"}))
    page.set_column(1, 1, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, (name, words) in enumerate(notes):
        page.write_string(number, 0, name)
        page.write_string(number, 1, words)
    page.freeze_panes(0, 1)


def _write_sheet(page: Worksheet, sheet: Sheet, heading: Format, formats: dict[Kind, Format]) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, _width(column), formats[column.kind])
        page.write_string(0, number, column.name, heading)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, 1, len(sheet.columns) - 1)


def _width(column: Column[object]) -> int:
    """In characters: wide enough for the heading and its arrow, and for what is usual below it."""
    words = max((len(word) for word in column.allowed), default=_TEXT_WIDTH)
    return min(_WIDEST, max(len(column.name) + 4, _WIDTHS.get(column.kind, words + 2)))
