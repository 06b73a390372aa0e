"""The worksheets of the workbook: a table a sheet, and one more sheet for each million rows after the first.

Rows and cells carry no address: they come one after another, as the standard allows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from audit.tables import Sheet
from audit.workbook.cells import Texts, cells

MOST_ROWS = 1_048_575
"""A worksheet holds one more, for the headings."""

_STYLED = re.compile(r'<col min="(\d+)" max="(\d+)"[^>]* style="(\d+)"')
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """One worksheet: which of the sheets of its table it is, from 1."""

    sheet: Sheet
    number: int

    @property
    def name(self) -> str:
        return self.sheet.name if self.number == 1 else f"{self.sheet.name} ({self.number})"


def pages(sheets: Sequence[Sheet], most: int = MOST_ROWS) -> tuple[Page, ...]:
    """As many for each table as it may need: a table's rows are counted only as they are written."""
    return tuple(
        Page(sheet, number)
        for sheet in sheets
        for number in range(1, max(1, -(-sheet.at_most() // most)) + 1)
    )


class Filling:
    """The rows of the pages, one page after another; `counts` tells how many rows each table had."""

    def __init__(self, texts: Texts, most: int = MOST_ROWS) -> None:
        self.texts, self.most = texts, most
        self.counts: dict[str, int] = {}
        self._rows: Iterator[str] = iter(())

    def page(self, page: Page, empty: str) -> Iterator[str]:
        """The XML of a worksheet that has only its headings, with the rows put in."""
        head, tail = empty.split("</sheetData>")
        yield re.sub("<dimension [^>]*/>", "", head)
        if page.number == 1:
            styles = _styles(page.sheet, head)
            self._rows = page.sheet.lines(cells(self.texts, styles), "")
        count, mine = 0, islice(self._rows, self.most)
        while block := list(islice(mine, _AT_ONCE)):
            count += len(block)
            yield f"<row>{'</row><row>'.join(block)}</row>"
        self.counts[page.sheet.name] = self.counts.get(page.sheet.name, 0) + count
        self.last = max(count + 1, 2)
        yield f"</sheetData>{reaching(tail, self.last)}"


def _styles(sheet: Sheet, head: str) -> dict[str, int]:
    """The number of each column's style, by name, as XlsxWriter gave it to columns `min` to `max`."""
    numbers = {
        place: int(style)
        for first, last, style in _STYLED.findall(head)
        for place in range(int(first), int(last) + 1)
    }
    return {column.name: numbers[place] for place, column in enumerate(sheet.columns, start=1)}


def reaching(xml: str, last: int) -> str:
    """The filter of the headings reaches to the last row: `A1:X2` or `$A$1:$X$2` become so."""
    return re.sub(r"(\$?A\$?1:\$?[A-Z]+\$?)2\b", rf"\g<1>{last}", xml)
