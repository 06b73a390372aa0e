"""Reads a map from the plain values of its file; every fault of it is told at once. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from app.importing.fields import PARTS
from app.importing.maps import ImportMap, Outside, Part, Section, Several, Source
from app.importing.words import (
    DECLINED,
    MISSING,
    DateOrder,
    Fractions,
    Manner,
    Place,
    Told,
    bare,
    folded,
    listed,
)

W = TypeVar("W", bound=StrEnum)

_TOP = (
    *("site", "encoding", "delimiter", "dates", "decimal", "missing", "declined", "fractions"),
    *("several", "outside_windows", "sections"),
)
_SECTION = (
    *("sheet", "header_row", "where", "patient", "operation", "governance", "surgery"),
    *("answers", "events", "theatre"),
)
_OPERATION = ("operation", "governance", "surgery")
_SOURCE = ("column", "value", "values", "default", "dates", "optional")


def read_map(given: object, told: Told) -> ImportMap:
    """The map in these plain values; every fault of it is told at once."""
    if not isinstance(given, dict):
        told.fault(Place("map"), "The map must hold fields, such as `patient:` and `operation:`.")
        return ImportMap(())
    reader = _Reader(told)
    top = {_key(key): value for key, value in given.items()}
    if "sections" in top or "sheets" in top:
        found = top.pop("sections", None) or top.pop("sheets", None)
        sections = tuple(
            reader.section(each, f"sections[{at}]")
            for at, each in enumerate(reader.many(found, "sections"), 1)
        )
        reader.known(top, _TOP, "")
    else:
        sections = (reader.section({k: v for k, v in top.items() if k in _SECTION}, ""),)
        reader.known(top, (*_TOP, *_SECTION), "")
    return ImportMap(
        sections=sections,
        site=reader.text(top, "site"),
        encoding=reader.text(top, "encoding"),
        delimiter=_delimiter(reader.text(top, "delimiter")),
        manner=_manner(reader, top),
        several=reader.word(top, "several", Several, Several.REFUSE),
        outside=reader.word(top, "outside_windows", Outside, Outside.REFUSE),
    )


def _key(key: object) -> str:
    return str(key).strip().casefold().replace("-", "_").replace(" ", "_")


def _delimiter(text: str | None) -> str | None:
    named = {"semicolon": ";", "comma": ",", "tab": "\t", "\\t": "\t", "auto": None, "pipe": "|"}
    return named.get(text, text) if text is not None else None


def _manner(reader: "_Reader", top: Mapping[str, Any]) -> Manner:
    decimal = reader.word(top, "decimal", _Decimal, _Decimal.POINT)
    missing, declined = (
        frozenset(folded(each) for each in reader.many(top.get(name) or [], name))
        for name in ("missing", "declined")
    )
    return Manner(
        dates=reader.word(top, "dates", DateOrder, DateOrder.ISO),
        comma=decimal is _Decimal.COMMA,
        missing=(MISSING | missing) - declined,
        declined=(DECLINED | declined) - missing,
        fractions=reader.word(top, "fractions", Fractions, Fractions.REFUSE),
    )


class _Decimal(StrEnum):
    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class _Reader:
    told: Told

    def fault(self, path: str, sentence: str) -> None:
        self.told.fault(Place("map", column=path), sentence)

    def known(self, given: Mapping[str, Any], names: tuple[str, ...], path: str) -> None:
        for key in given:
            if key not in names:
                self.fault(_join(path, key), f"There is no such field; there are {listed(names)}.")

    def text(self, given: Mapping[str, Any], name: str) -> str | None:
        value = given.get(name)
        if value is None or isinstance(value, (str, int)):
            return None if value is None else str(value)
        self.fault(name, "One word is wanted here.")
        return None

    def word(self, given: Mapping[str, Any], name: str, words: type[W], usual: W) -> W:
        value = given.get(name)
        if value is None:
            return usual
        found = next((word for word in words if bare(word.value) == bare(str(value))), None)
        if found is None:
            self.fault(name, f"This must be one of {listed(words)}.")
        return found or usual

    def many(self, given: object, path: str) -> list[Any]:
        if isinstance(given, list):
            return given
        if isinstance(given, (dict, str, int, float)):
            return [given]
        self.fault(path, "A list is wanted here.")
        return []

    def section(self, given: object, path: str) -> Section:
        if not isinstance(given, dict):
            self.fault(path, "A section must hold fields, such as `sheet:` and `patient:`.")
            given = {}
        found = {_key(key): value for key, value in given.items()}
        self.known(found, _SECTION, path)
        operation: dict[str, Source] = {}
        for name in _OPERATION:
            operation |= self.part(found.get(name), "operation", _join(path, name))
        section = Section(
            name=path,
            sheet=self.text(found, "sheet"),
            header=self._header(found, path),
            where=dict(self._where(found.get("where"), _join(path, "where"))),
            patient=self._patient(found.get("patient"), _join(path, "patient")),
            operation=operation,
            answers=tuple(self._groups(found.get("answers"), "answers", _join(path, "answers"))),
            events=tuple(self._groups(found.get("events"), "events", _join(path, "events"))),
            theatre=self.part(found.get("theatre"), "theatre", _join(path, "theatre")),
        )
        self._check(section, path)
        return section

    def _check(self, section: Section, path: str) -> None:
        about_people = section.operation or section.answers or section.events
        if not (about_people or section.patient or section.theatre):
            self.fault(
                path or "patient", "Nothing is mapped: name `patient`, `operation`, `answers` or `events`."
            )
        elif about_people and not section.patient.keys() & {"code", "key"}:
            self.fault(
                _join(path, "patient"), "Each row needs its patient: map `patient: {code: ...}` or `key`."
            )

    def _header(self, found: Mapping[str, Any], path: str) -> int | None:
        row = found.get("header_row")
        if row is None or (isinstance(row, int) and row >= 1):
            return row
        self.fault(_join(path, "header_row"), "This must be the number of a row, from 1.")
        return None

    def _where(self, given: object, path: str) -> Iterator[tuple[str, frozenset[str]]]:
        if given is None:
            return
        if not isinstance(given, dict):
            self.fault(path, "Write the column and the words of the rows that count, like `Kind: operation`.")
            return
        for column, words in given.items():
            yield str(column), frozenset(folded(each) for each in self.many(words, path))

    def _patient(self, given: object, path: str) -> Part:
        return self.part({"code": given} if isinstance(given, str) else given, "patient", path)

    def _groups(self, given: object, kind: str, path: str) -> Iterator[Part]:
        if given is None:
            return
        if isinstance(given, dict) and given and all(map(_is_group, given.values())):
            given = [{"at": point, **fields} for point, fields in given.items()]
        for at, each in enumerate(self.many(given, path), 1):
            yield self.part(each, kind, f"{path}[{at}]")

    def part(self, given: object, kind: str, path: str) -> dict[str, Source]:
        """The fields of a part. In answers, `at` is a time point for every row, and other names questions."""
        if given is None:
            return {}
        if not isinstance(given, dict):
            self.fault(path, "Write its fields below it, one a line.")
            return {}
        fields = dict(self._spread(given))
        known = PARTS.get(kind)
        if known is not None:
            self.known(fields, tuple(known), path)
            fields = {name: value for name, value in fields.items() if name in known}
        if kind == "answers" and "at" in fields:
            fields["time_point"] = fields.pop("at")
        return {name: self.source(value, _join(path, name)) for name, value in fields.items()}

    def _spread(self, given: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
        """Names as the fields have them; `items:` may hold the questions of a group."""
        for key, value in given.items():
            name = _key(key)
            if name == "items" and isinstance(value, dict):
                yield from self._spread(value)
            elif value is not None:
                yield name, value

    def source(self, given: object, path: str) -> Source:
        if isinstance(given, dict):
            return self._told_source({_key(key): value for key, value in given.items()}, path)
        if isinstance(given, (str, int, float)) and not isinstance(given, bool):
            return Source(column=str(given))
        if isinstance(given, bool):
            return Source(value=given)
        self.fault(path, "Name a column here, or write `{value: ...}` for one value in every row.")
        return Source(value=None)

    def _told_source(self, given: Mapping[str, Any], path: str) -> Source:
        self.known(given, _SOURCE, path)
        column = self.text(given, "column")
        if column is None and "value" not in given:
            self.fault(path, "This needs a `column` or a `value`.")
        values = given.get("values")
        if values is not None and not isinstance(values, dict):
            self.fault(_join(path, "values"), "Write each word of the file and what it means, one a line.")
            values = None
        translated = {folded(key): value for key, value in values.items()} if values else None
        source = Source(
            column,
            given.get("value"),
            translated,
            default=given.get("default"),
            optional=given.get("optional") is True,
            explicit=True,
        )
        if "dates" in given:
            source = replace(source, dates=self.word(given, "dates", DateOrder, DateOrder.ISO))
        return source


def _is_group(given: object) -> bool:
    """Whether this holds the fields of a group, and does not say where one field stands."""
    return isinstance(given, dict) and not {"column", "value"} & {_key(key) for key in given}


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
