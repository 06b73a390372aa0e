"""The command `protocol simulate`: what a protocol would do to a made-up cohort, printed and written."""

from datetime import date
from pathlib import Path

import typer

from app.enrolment_form import day_fault
from app.output import show_json, show_rows
from app.simulating import rows
from app.simulating.page import page
from app.simulating.simulation import simulate
from app.simulating.words import Simulated
from domain import Fault
from questionnaires.library import Library
from scheduler.protocol import Protocol, ProtocolFaults, read

MOST_PATIENTS, MOST_MONTHS = 20_000, 120


def run_simulation(
    file: Path,
    *,
    patients: int,
    months: int,
    seed: int,
    starts_on: date,
    folder: Path | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Simulate and print; every message with its reason goes to the CSV files and the JSON."""
    if not 1 <= patients <= MOST_PATIENTS or not 1 <= months <= MOST_MONTHS:
        raise Fault(f"Simulate 1 to {MOST_PATIENTS} patients over 1 to {MOST_MONTHS} months.")
    if fault := day_fault(starts_on):
        raise Fault(fault)
    simulated = simulate(_protocol(file), patients=patients, months=months, seed=seed, starts_on=starts_on)
    written = _write(simulated, folder, html)
    if as_json:
        show_json(_everything(simulated))
        return
    _print(simulated)
    for path in written:
        typer.echo(f"Written: {path}")


def _protocol(file: Path) -> Protocol:
    try:
        return read(file.read_text("utf-8"), frozenset(Library.bundled().ids))
    except ProtocolFaults as faults:
        raise Fault(f"{file} cannot be used:\n{faults}") from None
    except (OSError, UnicodeDecodeError):
        raise Fault(f"{file} cannot be read as text.") from None


def _write(simulated: Simulated, folder: Path | None, html: Path | None) -> list[Path]:
    try:
        written = [*rows.write_csv(simulated, folder)] if folder else []
        if html is not None:
            html.write_text(page(simulated), "utf-8")
            written.append(html)
    except OSError as error:
        raise Fault(f"{error.filename} cannot be written.") from None
    return written


def _everything(simulated: Simulated) -> dict[str, object]:
    return {
        "summary": rows.summary(simulated),
        "weeks": rows.load(simulated),
        "missingness": rows.missingness(simulated),
        "messages": rows.messages(simulated),
    }


def _print(simulated: Simulated) -> None:
    """The numbers, then what each time point would miss."""
    for name, value in rows.summary(simulated).items():
        told = (
            ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else value
        )
        typer.echo(f"{name.replace('_', ' ')}: {told}")
    show_rows(rows.missingness(simulated), json_wanted=False, nothing="No window has ended.")
