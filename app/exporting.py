"""The export command: the clinical-audit data set as files, with the counts it wrote."""

from pathlib import Path

import typer

from app.opening import act_now, opened
from app.output import show_json
from app.shelf import Shelf
from audit.export import FHIR, FORMATS, Wanted, export
from domain import Fault


def export_to(out: Path, format_name: str, wanted: Wanted, *, as_json: bool) -> None:
    """Write and say what was written where."""
    if format_name not in FORMATS:
        raise Fault(f"{format_name!r} is not a format; use {', '.join(FORMATS)}.")
    with opened() as database:
        with database.read() as tx:
            library = Shelf().library(tx)
        done = export(database, library, format_name, out, act_now(), wanted=wanted)
    if as_json:
        show_json({"out": str(out), "rows": dict(done.counts), "sha256": dict(done.checksums)})
        return
    for name, count in done.counts.items():
        typer.echo(f"{name}: {count} {'resources' if format_name == FHIR else 'rows'}")
    typer.echo(f"Written to {out}")
