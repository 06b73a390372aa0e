"""Gathers what the rows of a file tell, field by field, each read as the map says. Pure.

Every cell that cannot be read is a trouble with its place; the rest of its row is read all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.importing.cells import absent
from app.importing.fields import EVENT, OPERATION, PATIENT, THEATRE, VISIT, Kind
from app.importing.maps import ImportMap, Section, Source
from app.importing.table import Line, Placed, Sheet, Table, columns_of, placed, table_of
from app.importing.words import (
    USUAL,
    Absent,
    Manner,
    Place,
    Raw,
    Told,
    Wrong,
    bare,
    folded,
    listed,
    plain,
    shown,
)

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Who:
    """The patient of a row: a code, or a key of the hospital, which never shows."""

    code: str | None = None
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What one row tells of one thing. `labels` name the column of each field."""

    place: Place
    who: Who
    values: Values = field(repr=False)
    labels: dict[str, str] = field(repr=False)

    def at(self, name: str) -> Place:
        """Where a field of it stands."""
        return self.place.at(self.labels.get(name, name))


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as its cell holds it: the question as the map or the row names it, and the column."""

    name: str
    raw: Raw = field(repr=False)
    label: str
    manner: Manner = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """The answers of one row at one time point."""

    found: Found
    given: tuple[Given, ...]


@dataclass(slots=True)
class Gathered:
    """Everything of a file, in its order. Patients whom only rows of answers name are not here."""

    patients: list[Found] = field(default_factory=list)
    operations: list[Found] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    events: list[Found] = field(default_factory=list)
    theatre: list[Found] = field(default_factory=list)


def gather(mapped: ImportMap, sheets: tuple[Sheet, ...], told: Told) -> Gathered:
    """What all sections of the map find in the file."""
    gathered = Gathered()
    read: dict[str, tuple[Table, set[str]]] = {}
    for section in mapped.sections:
        table = table_of(section, sheets, told)
        if table is not None:
            _Section(mapped, section, table, told, gathered).read()
            read.setdefault(table.sheet.name, (table, set()))[1].update(map(bare, columns_of(section)))
    for table, names in read.values():
        unread = [
            cell for cell in table.sheet.rows[table.header] if plain(cell) and bare(plain(cell)) not in names
        ]
        if unread:
            told.note(
                Place(table.sheet.name), f"Columns that the map does not name: {listed(map(plain, unread))}."
            )
    return gathered


def _as_value(kind: Kind | None, source: Source) -> Source:
    """A word of a field's own short list is the value of every row, and no column."""
    if kind is None or not kind.is_listed or source.column is None or source.values is not None:
        return source
    if source.explicit or isinstance(kind.read(source.column, USUAL), Wrong):
        return source
    return Source(value=source.column)


def _words(kinds: Mapping[str, Kind]) -> frozenset[str]:
    return frozenset(name for name, kind in kinds.items() if kind.is_word and not kind.is_listed)


@dataclass(slots=True)
class _Section:
    mapped: ImportMap
    section: Section
    table: Table
    told: Told
    into: Gathered

    def read(self) -> None:
        section = self.section
        patient = self._placed("patient", section.patient, PATIENT)
        operation = self._placed("operation", section.operation, OPERATION)
        theatre = self._placed("theatre", section.theatre, THEATRE)
        visits = [self._placed(f"answers[{at}]", part, VISIT) for at, part in enumerate(section.answers, 1)]
        events = [self._placed(f"events[{at}]", part, EVENT) for at, part in enumerate(section.events, 1)]
        wanted = self._wanted()
        rows = 0
        for row, line in self.table.lines():
            if wanted is None or not all(folded(_cell(line, at)) in words for at, words in wanted):
                continue
            place, rows = Place(self.table.sheet.name, row), rows + 1
            self._check_width(place, line)
            if theatre:
                self.into.theatre.append(self._found(place, line, theatre, THEATRE, Who()))
            if patient:
                self._person(place, line, (patient, operation, visits, events))
        if wanted is not None and not rows:
            self.told.note(Place(self.table.sheet.name, column=self.section.name), "No row was found here.")

    def _check_width(self, place: Place, line: Line) -> None:
        """More cells than headers, as an unquoted decimal comma makes them, would shift every value."""
        width = len(self.table.sheet.rows[self.table.header])
        if any(plain(cell) for cell in line[width:]):
            self.told.fault(
                place,
                "The row has more cells than the header has columns. Put cells that hold the delimiter in "
                "quotes, or name the right `delimiter` in the map.",
            )

    def _placed(self, name: str, part: Mapping[str, Source], kinds: Mapping[str, Kind]) -> tuple[Placed, ...]:
        path = f"{self.section.name}.{name}" if self.section.name else name
        plainly = {name: _as_value(kinds.get(name), source) for name, source in part.items()}
        return placed(self.table, plainly, path, self.told, _words(kinds))

    def _wanted(self) -> list[tuple[int, frozenset[str]]] | None:
        """The columns that say which rows count; None where one is not there."""
        found = []
        for name, words in self.section.where.items():
            at = self.table.find(name)
            if len(at) != 1:
                self.told.fault(
                    Place("map", column=f"{self.section.name}.where"), "There is no such column", name
                )
                return None
            found.append((at[0], words))
        return found

    def _person(
        self,
        place: Place,
        line: Line,
        parts: tuple[
            tuple[Placed, ...], tuple[Placed, ...], list[tuple[Placed, ...]], list[tuple[Placed, ...]]
        ],
    ) -> None:
        patient, operation, visits, events = parts
        person = self._found(place, line, patient, PATIENT, Who())
        who = _who(person.values)
        if who is None:
            labels = " or ".join(
                person.labels.get(name, name) for name in ("code", "key") if name in person.labels
            )
            self.told.fault(place.at(labels or "patient"), "The row does not say which patient it is about.")
            return
        person = replace(person, who=who)
        if operation or not (visits or events):
            self.into.patients.append(person)
        if operation:
            self.into.operations.append(self._found(place, line, operation, OPERATION, who))
        for part in events:
            self.into.events.append(self._found(place, line, part, EVENT, who))
        for part in visits:
            self._visit(place, line, part, who)

    def _visit(self, place: Place, line: Line, part: tuple[Placed, ...], who: Who) -> None:
        beside = tuple(each for each in part if each.name in VISIT)
        found = self._found(place, line, beside, VISIT, who)
        given = tuple(self._answers(line, part, found))
        if any(absent(each.raw, each.manner) is not Absent.MISSING for each in given):
            self.into.visits.append(Visit(found, given))

    def _answers(self, line: Line, part: tuple[Placed, ...], found: Found) -> Iterator[Given]:
        asked = found.values.get("item")
        for each in part:
            if each.name in VISIT:
                continue
            raw = self._raw(found.place, line, each)
            if each.name == "value" and asked is None:
                self._tell_unasked(found.place.at(self._label(each)), raw)
                continue
            name = str(asked) if each.name == "value" else each.name
            yield Given(name, raw, self._label(each), self._manner(each.source))

    def _tell_unasked(self, place: Place, raw: Raw) -> None:
        if absent(raw, self.mapped.manner) is not Absent.MISSING:
            self.told.fault(place, "The row has an answer and names no question: map `item` to its column.")

    def _found(
        self, place: Place, line: Line, part: tuple[Placed, ...], kinds: Mapping[str, Kind], who: Who
    ) -> Found:
        values: Values = {}
        for each in part:
            kind = kinds[each.name]
            raw, manner = self._raw(place, line, each), self._manner(each.source)
            blank = USUAL if kind.hidden or kinds is THEATRE else manner
            if absent(raw, blank) is not None and not (kind.is_word and _is_word(kind, raw, manner)):
                continue
            value = kind.read(raw, manner)
            if isinstance(value, Wrong):
                self.told.fault(
                    place.at(self._label(each)), value.sentence, None if kind.hidden else shown(raw)
                )
            else:
                values[each.name] = value
        return Found(place, who, values, {each.name: self._label(each) for each in part})

    def _raw(self, place: Place, line: Line, each: Placed) -> Raw:
        """The cell, translated if the map has a word for it."""
        if each.at is None:
            return each.source.value
        raw = _cell(line, each.at)
        if raw is None and (place.row - 1, each.at) in self.table.sheet.uncounted:
            self.told.fault(
                place.at(self._label(each)),
                "This is a formula without a stored value: open the file in its program, and save it.",
            )
        if each.source.values:
            raw = each.source.values.get(folded(raw), raw)
        if each.source.default is not None and absent(raw, self.mapped.manner) is Absent.MISSING:
            return each.source.default
        return raw

    def _label(self, each: Placed) -> str:
        return each.name if each.at is None else self.table.label(each.at)

    def _manner(self, source: Source) -> Manner:
        manner = self.mapped.manner
        return manner if source.dates is None else replace(manner, dates=source.dates)


def _is_word(kind: Kind, raw: Raw, manner: Manner) -> bool:
    """Whether what usually means nothing is a word of this very list."""
    return bool(plain(raw)) and not isinstance(kind.read(raw, manner), (Wrong, str))


def _cell(line: Line, at: int) -> Raw:
    return line[at] if at < len(line) else None


def _who(values: Values) -> Who | None:
    code, key = values.get("code"), values.get("key")
    if code is None and key is None:
        return None
    return Who(str(code) if code is not None else None, None if code is not None else str(key))
