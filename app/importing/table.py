"""Finds the sheet, the header and the columns that a section of the map speaks of. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.importing.maps import Part, Section, Source
from app.importing.words import Place, Raw, Told, bare, listed, plain

Line = tuple[Raw, ...]
_LOOKED_AT = 30
"""Rows in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its file holds it. `uncounted`: cells (row, column from 0) of formulas without value."""

    name: str
    rows: tuple[Line, ...]
    uncounted: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its header, the index of a row. `columns` has the indexes of each header, `bare`."""

    sheet: Sheet
    header: int
    columns: Mapping[str, tuple[int, ...]]

    def lines(self) -> Iterator[tuple[int, Line]]:
        """The rows below the header that hold anything, with their number as spreadsheets show it."""
        for at, line in enumerate(self.sheet.rows[self.header + 1 :], self.header + 2):
            if any(plain(cell) for cell in line):
                yield at, line

    def find(self, name: str) -> tuple[int, ...]:
        """Indexes of the columns of this header."""
        return self.columns.get(bare(name), ())

    def label(self, at: int) -> str:
        """How a column is named in a sentence."""
        header = self.sheet.rows[self.header]
        title = plain(header[at]) if at < len(header) else ""
        return f"column {letters(at)} ({title})" if title else f"column {letters(at)}"


def letters(at: int) -> str:
    """A, B, ..., Z, AA, ... as spreadsheets name their columns."""
    name, left = "", at + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def table_of(section: Section, sheets: tuple[Sheet, ...], told: Told) -> Table | None:
    """The table of a section; None where it cannot be found, which is told."""
    sheet = _sheet(section, sheets, told)
    if sheet is None:
        return None
    wanted = {bare(name) for name in columns_of(section)}
    header = _header(section, sheet, wanted)
    if header is None:
        told.fault(
            Place(sheet.name),
            "No header row was found: the first rows must hold the names that the map uses; "
            "`header_row` in the map says which row it is.",
        )
        return None
    return Table(sheet, header, _places(sheet.rows[header]))


def _sheet(section: Section, sheets: tuple[Sheet, ...], told: Told) -> Sheet | None:
    if section.sheet is None or (len(sheets) == 1 and not sheets[0].name):
        if len(sheets) == 1:
            return sheets[0]
        wanted = {bare(name) for name in columns_of(section)}
        counts = [max(_matches(sheet, wanted), default=0) for sheet in sheets]
        best = max(counts, default=0)
        if best and counts.count(best) == 1:
            return sheets[counts.index(best)]
        told.fault(
            Place("map", column=section.name),
            f"The file has several sheets; name one with `sheet`: {listed(s.name for s in sheets)}.",
        )
        return None
    found = [sheet for sheet in sheets if bare(sheet.name) == bare(section.sheet)]
    if found:
        return found[0]
    told.fault(
        Place("map", column=section.name),
        f"There is no sheet {section.sheet!r}; there are {listed(s.name for s in sheets)}.",
    )
    return None


def columns_of(section: Section) -> Iterator[str]:
    """Every column that a section names."""
    yield from section.where
    for part in (section.patient, section.operation, section.theatre, *section.answers, *section.events):
        yield from (source.column for source in part.values() if source.column is not None)


def _header(section: Section, sheet: Sheet, wanted: set[str]) -> int | None:
    """The row given, else the first of those that hold most of the names wanted."""
    if section.header is not None:
        return section.header - 1 if section.header <= len(sheet.rows) else None
    counts = _matches(sheet, wanted)
    most = max(counts, default=0)
    if most:
        return counts.index(most)
    return None


def _matches(sheet: Sheet, wanted: set[str]) -> list[int]:
    """How many of the names wanted each of the first rows holds."""
    return [len(wanted & {bare(plain(cell)) for cell in line}) for line in sheet.rows[:_LOOKED_AT]]


def _places(header: Line) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for at, cell in enumerate(header):
        if plain(cell):
            name = bare(plain(cell))
            found[name] = (*found.get(name, ()), at)
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a field stands in a table: a column, or a value for every row."""

    name: str
    source: Source
    at: int | None


def placed(table: Table, part: Part, path: str, told: Told, words: frozenset[str]) -> tuple[Placed, ...]:
    """Each field of a part with its column. A name of `words` that is no column is itself the value."""
    found = (_placed(table, name, source, path, told, name in words) for name, source in part.items())
    return tuple(each for each in found if each is not None)


def _placed(table: Table, name: str, source: Source, path: str, told: Told, is_word: bool) -> Placed | None:
    if source.column is None:
        return Placed(name, source, None)
    at = table.find(source.column)
    if len(at) == 1:
        return Placed(name, source, at[0])
    where = Place("map", column=f"{path}.{name}" if path else name)
    if len(at) > 1:
        named = listed(letters(each) for each in at)
        told.fault(where, f"The columns {named} have the same header: give each its own name.", source.column)
    elif is_word and not source.explicit:
        return Placed(name, Source(value=source.column, values=source.values), None)
    elif not source.optional:
        told.fault(
            where,
            f"{table.sheet.name or 'The file'} has no such column; what is the same in every row is "
            "`{value: ...}`.",
            source.column,
        )
    return None
