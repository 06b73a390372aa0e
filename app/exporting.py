"""The export command: the clinical-audit data set as files, or into the hospital's own database."""

from dataclasses import dataclass
from pathlib import Path

import typer

from app.daily_export import place_of
from app.opening import act_now, opened, read_settings, secret
from app.output import show_json
from app.shelf import Shelf
from audit.choosing import choice
from audit.database_export import Place, export_to_database
from audit.export import FHIR, FORMATS, Wanted, export
from domain import Fault
from questionnaires.library import Library
from settings import Settings
from storage.database import Database

SETTINGS = "settings"
"""Given as --to: the address in the environment, so that no password stands in a command."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """The options of the command, as they were given."""

    out: Path | None
    format_name: str
    site: str | None
    period: str | None
    map_file: Path | None
    with_free_text: bool
    to: str | None
    schema: str | None
    reader: str | None

    @property
    def wanted(self) -> Wanted:
        return Wanted(choice(self.site, self.period), self.with_free_text, self.map_file)


def export_as_asked(asked: Asked, *, as_json: bool) -> None:
    """Write, and say what was written where."""
    _check(asked)
    settings = read_settings()
    with opened(settings) as database:
        with database.read() as tx:
            library = Shelf().library(tx)
        if asked.to is not None:
            _into_database(database, library, asked, settings, as_json=as_json)
        elif asked.out is not None:
            _as_files(database, library, asked, asked.out, as_json=as_json)


def _check(asked: Asked) -> None:
    """What does not go together is told before anything is read."""
    if (asked.out is None) is (asked.to is None):
        raise Fault("Name a folder with --out, or a database with --to.")
    if asked.format_name not in FORMATS:
        raise Fault(f"{asked.format_name!r} is not a format; use {', '.join(FORMATS)}.")
    if asked.map_file is not None and asked.format_name != "nice":
        raise Fault("Only the format nice takes a --map.")
    if asked.to is None and (asked.schema or asked.reader):
        raise Fault("--schema and --reader go with --to.")
    if asked.to is not None and (asked.with_free_text or asked.format_name != "csv"):
        raise Fault("--to fills tables: it takes neither --format nor --with-free-text.")


def _as_files(database: Database, library: Library, asked: Asked, out: Path, *, as_json: bool) -> None:
    done = export(database, library, asked.format_name, out, act_now(), wanted=asked.wanted)
    if as_json:
        show_json({"out": str(out), "rows": dict(done.counts), "sha256": dict(done.checksums)})
        return
    for name, count in done.counts.items():
        typer.echo(f"{name}: {count} {'resources' if asked.format_name == FHIR else 'rows'}")
    typer.echo(f"Written to {out}")


def _into_database(
    database: Database, library: Library, asked: Asked, settings: Settings, *, as_json: bool
) -> None:
    set_place = place_of(settings)
    schema = asked.schema or settings.export_schema
    url = asked.to or ""
    if url == SETTINGS:
        url = secret(settings.export_to, "TMR_EXPORT_TO")
    reader = asked.reader or (set_place.reader if set_place and asked.to == SETTINGS else None)
    changes = export_to_database(
        database, library, Place(url, schema, reader), act_now(), wanted=asked.wanted
    )
    written, deleted = (
        sum(getattr(each, name) for each in changes.values()) for name in ("written", "deleted")
    )
    if as_json:
        tables = {
            name: {"written": each.written, "deleted": each.deleted, "rows": each.rows}
            for name, each in changes.items()
        }
        show_json({"schema": schema, "written": written, "deleted": deleted, "tables": tables})
        return
    for name, each in changes.items():
        typer.echo(f"{name}: {each.written} rows written, {each.deleted} deleted, {each.rows} there now")
    typer.echo(f"{written} rows written, {deleted} deleted in the schema {schema}.")
