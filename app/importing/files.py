"""Reads a spreadsheet or CSV file into sheets of cells, and a map file into plain values."""

import csv
import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from app.importing.table import Line, Sheet
from app.importing.words import Raw
from domain import Fault

_MOST_BYTES = 300 << 20
_DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Fault(f"{file} cannot be read: {fault.strerror}.") from None


def map_values(file: Path) -> Any:
    """What a map file holds; YAML 1.2."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        return yaml.load(content_of(file).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Fault(f"{file} is not UTF-8 text.") from None
    except YAMLError as fault:
        raise Fault(f"{file} is not YAML: {' '.join(str(fault).split())}.") from None
    except ValueError as fault:
        raise Fault(f"{file} holds a date or time that is on no calendar: {fault}.") from None


def sheets_of(file: Path, content: bytes, encoding: str | None, delimiter: str | None) -> tuple[Sheet, ...]:
    """Every sheet of the file; a CSV file is one without a name."""
    if content[:4] == b"PK\x03\x04":
        return _workbook(file, content)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise Fault(f"{file} is an old or a locked Excel file. Save it as .xlsx without a password.")
    return (Sheet("", _lines(file, _text(file, content, encoding), delimiter)),)


def _text(file: Path, content: bytes, encoding: str | None) -> str:
    marked = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    try:
        return content.decode(marked or ("utf-8" if _is_utf8(content) else encoding or "utf-8"))
    except LookupError:
        raise Fault(f"The map names an encoding that is not known: {encoding}.") from None
    except UnicodeDecodeError:
        raise Fault(
            f"{file} is not {marked or encoding or 'UTF-8'} text. If Excel wrote it on Windows, say "
            "`encoding: windows-1252` in the map, or save it as CSV UTF-8."
        ) from None


def _is_utf8(content: bytes) -> bool:
    """Whether it holds more than ASCII and is UTF-8: no other encoding looks like that by chance."""
    try:
        return not content.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _lines(file: Path, text: str, delimiter: str | None) -> tuple[Line, ...]:
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == len("sep=;"):
        delimiter, text = delimiter or first.strip()[-1], "\n" + rest
    try:
        chosen = delimiter or max(_DELIMITERS, key=lambda each: _spread(text, each))
        return tuple(map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=chosen)))
    except (csv.Error, TypeError) as fault:
        raise Fault(f"{file} cannot be read as CSV: {fault}.") from None


def _spread(text: str, delimiter: str) -> int:
    """How many columns the widest of the first lines has with this delimiter."""
    lines = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
    return max((len(line) for line, _ in zip(lines, range(20), strict=False)), default=0)


def _workbook(file: Path, content: bytes) -> tuple[Sheet, ...]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _parts(file, archive)
            has_formulas = any(
                b"<f" in archive.read(part) for part in parts if part.filename.startswith("xl/worksheets/")
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings and rules, which are not read
            book = load_workbook(io.BytesIO(content), data_only=True)
            formulas = load_workbook(io.BytesIO(content)) if has_formulas else None
    except Fault:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever openpyxl meets in a damaged file
        raise Fault(f"{file} cannot be read as an Excel file ({type(fault).__name__}).") from None
    return tuple(_sheet(sheet, formulas) for sheet in book.worksheets)


def _parts(file: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > _MOST_BYTES:
        raise Fault(f"{file} is too big to be read: save what is needed in a smaller file.")
    return parts


def _sheet(sheet: Any, formulas: Any) -> Sheet:
    rows: list[list[Raw]] = [[_raw(value) for value in line] for line in sheet.iter_rows(values_only=True)]
    for merged in sheet.merged_cells.ranges:
        _spread_out(rows, merged.bounds)
    uncounted: frozenset[tuple[int, int]] = frozenset()
    if formulas is not None:
        cells = (cell for line in formulas[sheet.title].iter_rows() for cell in line)
        places = ((cell.row - 1, cell.column - 1) for cell in cells if cell.data_type == "f")
        uncounted = frozenset((row, column) for row, column in places if rows[row][column] is None)
    return Sheet(sheet.title, tuple(map(tuple, rows)), uncounted)


def _spread_out(rows: list[list[Raw]], bounds: tuple[int, int, int, int]) -> None:
    """Each cell of a merged range has the value of its first."""
    left, top, right, bottom = bounds
    value = rows[top - 1][left - 1] if top <= len(rows) and left <= len(rows[top - 1]) else None
    for line in rows[top - 1 : bottom]:
        for at in range(left - 1, min(right, len(line))):
            line[at] = value


def _raw(value: object) -> Raw:
    from datetime import date, datetime, time

    known = (str, int, float, bool, datetime, date, time)
    return value if value is None or isinstance(value, known) else str(value)
