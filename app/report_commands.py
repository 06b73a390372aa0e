"""Commands of the clinical audit's report: make it, and record that it was reviewed."""

from pathlib import Path
from typing import Annotated

import typer

from app.setup_commands import Json


def attach(app: typer.Typer) -> None:
    app.command()(report)
    app.command("report-sign")(report_sign)


def report(
    period: Annotated[str, typer.Option(help="2025, 2025-Q1 or 2025-01-15..2025-03-31: operation dates.")],
    out: Annotated[Path | None, typer.Option(help="Folder to write the HTML, PDF and JSON into.")] = None,
    site: Annotated[str | None, typer.Option(help="Only operations of this hospital.")] = None,
    surgeon: Annotated[
        str | None, typer.Option(help="Only operations of this surgeon's code: the appraisal pack.")
    ] = None,
    external: Annotated[
        bool, typer.Option("--external", help="For readers outside: small numbers are hidden.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make the report of the clinical audit that NICE HTG750 asks for. It names no patient."""
    from app.reporting import report_to

    report_to(period, out, site=site, surgeon=surgeon, external=external, as_json=as_json)


def report_sign(
    file: Annotated[Path, typer.Option("--report", help="The report.json beside the page that was read.")],
    by: Annotated[str, typer.Option(help="Code of the member of staff who signs.")],
    actions: Annotated[str, typer.Option(help="What was decided.")],
) -> None:
    """Record that a report was reviewed, by whom, and what was decided (HTG750 1.3)."""
    from app.reporting import sign_report

    typer.echo(sign_report(file, by, actions))
