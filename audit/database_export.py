"""Keeps tables in another database the same as the data set: what changed is written, and no more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from hashlib import blake2b
from typing import Any

from audit.columns import Column, Kind, Value, as_cell
from audit.csv_export import written
from audit.folders import ExportFault
from audit.material import Wanted, read_material
from audit.quickly import no_search_for_cycles
from audit.tables import Sheet
from domain import Act
from questionnaires.library import Library
from storage.database import Database
from storage.trail import record
from storage.warehouse import Change, Run, Target, is_same, refresh

KEYS: Mapping[str, tuple[str, ...]] = {
    "operations": ("episode",),
    "assessments": ("assessment_id",),
    "answers": ("response_id", "link_id", "position"),
    "scores": ("response_id", "score", "score_version"),
    "alerts": ("alert_id",),
    "safety_events": ("event_id",),
    "instruments": ("instrument", "version"),
    "items": ("instrument", "version", "link_id"),
    "digest_findings": ("finding_id",),
    "nerve_transfers": ("episode", "number"),
    "theatre_counts": ("site", "year", "quarter"),
    "reviews": ("review_id",),
    "dictionary": ("table", "column"),
}
"""Table -> the columns that tell a row from all others."""

_TYPES = {
    Kind.TEXT: "text",
    Kind.CODE: "text",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "decimal",
    Kind.TRUTH: "truth",
    Kind.DATE: "date",
    Kind.INSTANT: "instant",
    Kind.LOCAL: "local",
}
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to: the address of a database, which is never shown, and the schema's name there.

    `reader`: the role that may read the views (PostgreSQL).
    """

    url: str
    schema: str
    reader: str | None = None

    def __repr__(self) -> str:
        return f"Place(schema={self.schema!r})"


def export_to_database(
    database: Database, library: Library, place: Place, act: Act, *, wanted: Wanted | None = None
) -> dict[str, Change]:
    """Fill the tables there, and tell what changed. The trail knows, but not the address."""
    asked = wanted or Wanted()
    if is_same(place.url, database.url):
        raise ExportFault("That is the product's own database. Name another one with --to.")
    with no_search_for_cycles():
        material = read_material(database, library, act, asked)
        targets = [target(sheet) for sheet in material.data_set]
        run = Run(act.at, act.by, material.chosen)
        changes = refresh(place.url, place.schema, targets, run, place.reader)
    with database.write() as tx:
        record(tx, act, "export.refresh", f"export:to:{place.schema}", _told(changes, asked))
    return changes


def _told(changes: Mapping[str, Change], wanted: Wanted) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "rows": {name: change.rows for name, change in changes.items()},
        "written": sum(change.written for change in changes.values()),
        "deleted": sum(change.deleted for change in changes.values()),
    }
    chosen = wanted.choice.detail
    return detail | ({"filter": chosen} if chosen else {})


def target(sheet: Sheet) -> Target:
    """A table of the data set as the other database is to have it."""
    columns = [(column.name, _TYPES[column.kind]) for column in sheet.columns]
    return Target(sheet.name, columns, partial(_marks, sheet), partial(_rows, sheet))


def _marks(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Key and hash of each row. The names of the columns count: a new column has all rows written anew."""
    names = [column.name for column in sheet.columns]
    places = [names.index(name) for name in KEYS[sheet.name]]
    salt = blake2b(_BETWEEN.join(names).encode(), digest_size=32).digest()
    for line in sheet.lines(written, _BETWEEN):
        cells = line.split(_BETWEEN)
        mark = blake2b(line.encode(), key=salt, digest_size=16)
        yield "|".join(cells[place] for place in places), mark.hexdigest()


def _rows(sheet: Sheet, wanted: set[str]) -> Iterator[tuple[str, list[Any]]]:
    """The rows with these keys, as the database takes them."""
    keys = (key for key, _ in _marks(sheet))
    for key, row in zip(keys, sheet.rows(_as_stored), strict=True):
        if key in wanted:
            yield key, row


def _as_stored(column: Column[Any]) -> Any:
    """Real dates, moments and truths; a local time without its zone, which has a column of its own."""

    def stored(value: Value) -> Any:
        match value:
            case datetime() if column.kind is Kind.LOCAL:
                return value.replace(tzinfo=None)
            case _ if column.kind in (Kind.TEXT, Kind.CODE) and value is not None:
                return str(as_cell(value)).replace("\x00", "")
            case int() if column.kind is Kind.DECIMAL:
                return Decimal(value)
            case _:
                return value

    return stored
