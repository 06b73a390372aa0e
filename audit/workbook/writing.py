"""Writes the workbook: XlsxWriter makes it without rows, and the rows go straight into the compressed file.

XlsxWriter keeps or rewrites every cell; a big register has twenty million of them. The same rows at the same
moment give the same bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from audit.tables import Sheet
from audit.workbook.cells import Texts
from audit.workbook.pages import MOST_ROWS, Filling, pages, reaching
from audit.workbook.skeleton import skeleton

_STRINGS, _BOOK = "xl/sharedStrings.xml", "xl/workbook.xml"
_LATER = (_STRINGS, _BOOK)
_FILTER = re.compile(r'<definedName name="_xlnm._FilterDatabase" localSheetId="(\d+)".*?</definedName>')
_QUICKLY = 1
_NOTES_FIRST = 2
"""The number of the first worksheet's file after the notes."""


def write_workbook(
    path: Path, sheets: Sequence[Sheet], notes: Sequence[tuple[str, str]], at: datetime, most: int = MOST_ROWS
) -> Mapping[str, int]:
    """One file; tells how many rows each table has."""
    named = pages(sheets, most)
    book = skeleton([(page.name, page.sheet) for page in named], notes, at)
    with ZipFile(book) as empty, ZipFile(path, "w", ZIP_DEFLATED, compresslevel=_QUICKLY) as full:
        strings = empty.read(_STRINGS).decode()
        filling = Filling(Texts(int(re.findall(r'uniqueCount="(\d+)"', strings)[0])), most)
        paged = {f"xl/worksheets/sheet{number}.xml": page for number, page in enumerate(named, _NOTES_FIRST)}
        reached: dict[int, int] = {}
        for name in empty.namelist():
            page = paged.get(name)
            if page is not None:
                _put(full, name, filling.page(page, empty.read(name).decode()))
                reached[named.index(page) + 1] = filling.last
            elif name not in _LATER:
                _put(full, name, [empty.read(name).decode()])
        _put(full, _STRINGS, _with(strings, filling.texts))
        _put(full, _BOOK, [_filtered(empty.read(_BOOK).decode(), reached)])
    return filling.counts


def _put(book: ZipFile, name: str, parts: Iterable[str]) -> None:
    """One file of the workbook, without the moment it was written."""
    told = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    told.compress_type = ZIP_DEFLATED
    told.external_attr = 0o600 << 16
    with book.open(told, "w", force_zip64=True) as stream:
        for part in parts:
            stream.write(part.encode())


def _with(strings: str, texts: Texts) -> Iterable[str]:
    """The table of strings with what the rows said; the counts are left out, as they may be."""
    yield re.sub(r' (count|uniqueCount)="\d+"', "", strings.removesuffix("</sst>"))
    yield from texts.items()
    yield "</sst>"


def _filtered(book: str, reached: Mapping[int, int]) -> str:
    """The named range that a filter has: `reached` tells the last row by place of the worksheet."""

    def widened(found: re.Match[str]) -> str:
        return reaching(found[0], reached[int(found[1])])

    return re.sub(
        r'<definedName name="_xlnm._FilterDatabase" localSheetId="(\d+)".*?</definedName>', widened, book
    )
