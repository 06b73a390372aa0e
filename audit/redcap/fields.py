"""Fields of a REDCap project by the rules that REDCap documents for its data dictionary. Pure.

Names: small letters, digits and underlines, a letter first, at most 26 characters, each once in the project.
Choices: `code, label | code, label`, codes of the same characters. Dates as Y-M-D. A question with several
choices is a checkbox, whose data stand in one column a choice: `name___code`, 1 or 0.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from audit.columns import Column, Kind, Value, as_cell
from audit.labelled.variables import short
from audit.wide.asking import KINDS, Question, plain_name

LONGEST_NAME = 26
RECORD = "record_id"
_VALIDATION = {
    Kind.DATE: "date_ymd",
    Kind.INSTANT: "datetime_seconds_ymd",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "number",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One variable. `choices`: our code -> label; `several`: more than one may be ticked."""

    name: str
    form: str
    kind: Kind
    label: str
    choices: Mapping[str, str]
    several: bool = False
    least: Value = None
    most: Value = None

    @property
    def type(self) -> str:
        if self.choices:
            return "checkbox" if self.several else "radio"
        return "yesno" if self.kind is Kind.TRUTH else "text"

    @property
    def validation(self) -> str:
        return "" if self.choices else _VALIDATION.get(self.kind, "")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the import file that its data stand in."""
        if self.several:
            return tuple(f"{self.name}___{raw_code(code)}" for code in self.choices)
        return (self.name,)

    def cells(self, value: Value) -> dict[str, str]:
        """Column -> what stands there; of several choices `value` has the codes with spaces."""
        if value is None:
            return {}
        if self.several:
            ticked = str(value).split()
            columns = zip(self.columns, self.choices, strict=True)
            return {column: str(int(code in ticked)) for column, code in columns}
        return {self.name: self._cell(value)}

    def _cell(self, value: Value) -> str:
        match value:
            case bool():
                return str(int(value))
            case datetime():
                return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
            case date():
                return value.isoformat()
            case _ if self.choices:
                return raw_code(str(as_cell(value)))
            case _:
                return str(as_cell(value))


def raw_code(code: str) -> str:
    """A code of ours as REDCap takes it: small letters, digits, underlines."""
    return re.sub(r"[^a-z0-9]+", "_", code.casefold()).strip("_") or "other"


def field_name(*parts: str) -> str:
    return short(plain_name("_".join(parts)), LONGEST_NAME)


def of_columns(
    form: str, prefix: str, columns: tuple[Column[Any], ...]
) -> Iterator[tuple[Field, Column[Any]]]:
    """A field for each column of a table; local times are left out, for REDCap knows no zones."""
    for column in columns:
        if column.kind is not Kind.LOCAL:
            name = field_name(prefix, column.name) if prefix else field_name(column.name)
            choices = {code: code for code in column.allowed}
            yield Field(name, form, column.kind, column.meaning, choices), column


def of_question(form: str, question: Question) -> Field:
    """A field for a question of an instrument."""
    item, kind = question.item, KINDS.get(question.item.kind, Kind.TEXT)
    return Field(
        field_name(form, question.name),
        form,
        kind,
        " ".join(item.text.split()),
        question.options if question.is_choice else {},
        item.repeats,
        item.minimum if kind is Kind.INTEGER else None,
        item.maximum if kind is Kind.INTEGER else None,
    )
