"""`alerts replay`: what the alert rules find in answers that stand in a file."""

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from alerts.numbers import Numbers
from alerts.numbers_file import bundled
from alerts.numbers_file import read as read_numbers
from alerts.replay import Fired, paired, replay
from app.output import as_text
from app.replay_file import Read, read
from app.replay_silence import default_protocol, silence
from app.replay_values import Catalogue
from clock import SystemClock
from domain import Fault
from questionnaires.library import Library


def replay_file(
    path: Path, rules: Path | None, zone_name: str, as_of: datetime | None, *, missed: bool
) -> None:
    """Print each finding as a line of JSON, by instant, then patient; stderr says what was passed over."""
    zone = _zone(zone_name)
    found = read(path, Catalogue(Library.bundled()), zone)
    numbers = numbers_of(rules)
    fired = _fired(found, numbers, zone, as_of or SystemClock().now())
    if missed:
        protocol = default_protocol()
        last_on = max((each.on for theirs in found.reports.values() for each in theirs), default=date.min)
        fired += [
            (each.at, patient, each)
            for patient, theirs in found.reports.items()
            for each in silence(protocol, theirs, numbers, zone, last_on)
        ]
    for _, patient, each in sorted(fired, key=lambda one: one[:2]):
        typer.echo(json.dumps(_row(patient, each), ensure_ascii=False))
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


def _fired(
    found: Read, numbers: Numbers, zone: ZoneInfo, as_of: datetime
) -> list[tuple[datetime, str, Fired]]:
    return [
        (each.at, patient, each)
        for patient, reports in found.reports.items()
        for each in replay(paired(reports, numbers, zone), numbers, zone, as_of)
    ]


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
