"""The export command: the clinical-audit tables as files, with the counts it wrote."""

from pathlib import Path

import typer

from app.opening import act_now, opened
from app.output import show_json
from app.shelf import Shelf
from audit.export import FORMATS, export
from domain import Fault


def export_to(out: Path, format_name: str, *, as_json: bool) -> None:
    """Write and say what was written where."""
    if format_name not in FORMATS:
        raise Fault(f"{format_name!r} is not a format; use {' or '.join(FORMATS)}.")
    with opened() as database:
        with database.read() as tx:
            library = Shelf().library(tx)
        done = export(database, library, format_name, out, act_now())
    if as_json:
        show_json({"out": str(out), "rows": dict(done.counts), "sha256": dict(done.checksums)})
        return
    for table, count in done.counts.items():
        typer.echo(f"{table}: {count} rows")
    typer.echo(f"Written to {out}")
