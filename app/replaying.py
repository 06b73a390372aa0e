"""`alerts replay`: what the alert rules find in answers that stand in a file."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from alerts.numbers import Numbers
from alerts.numbers_file import bundled
from alerts.numbers_file import read as read_numbers
from alerts.replay import Fired, paired, replay
from app.output import as_text
from app.replay_file import Read, read
from app.replay_values import Catalogue
from clock import SystemClock
from domain import Fault
from questionnaires.library import Library


def replay_file(path: Path, rules: Path | None, zone_name: str, as_of: datetime | None) -> None:
    """Print each finding as a line of JSON, by instant, then patient; stderr says what was passed over."""
    zone = _zone(zone_name)
    found = read(path, Catalogue(Library.bundled()), zone)
    numbers = numbers_of(rules)
    for line in _lines(found, numbers, zone, as_of or SystemClock().now()):
        typer.echo(line)
    if found.unknown:
        typer.echo(f"No rule looks at {', '.join(found.unknown)}: passed over.", err=True)


def numbers_of(path: Path | None) -> Numbers:
    """The numbers in a file; those that come with the product if there is none. Raises Fault."""
    if path is None:
        return bundled()
    try:
        return read_numbers(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(f"{path} cannot be read ({type(error).__name__}).") from None


def _lines(found: Read, numbers: Numbers, zone: ZoneInfo, as_of: datetime) -> Iterator[str]:
    fired = [
        (each.at, patient, each)
        for patient, reports in found.reports.items()
        for each in replay(paired(reports, numbers, zone), numbers, zone, as_of)
    ]
    for _, patient, each in sorted(fired, key=lambda one: one[:2]):
        yield json.dumps(_row(patient, each), ensure_ascii=False)


def _row(patient: str, fired: Fired) -> dict[str, object]:
    finding = fired.finding
    return {
        "patient": patient,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "fired_at": as_text(fired.at),
        "inputs": dict(finding.inputs),
    }


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Fault(f"There is no zone {name!r}; a zone is named like Europe/London.") from None
