"""What the protocol commands do: check a file, print a plan, show what is in use."""

import sys
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import typer

from app.enrolment_form import day_fault
from app.opening import opened, read_settings
from app.output import show_json
from app.shelf import Shelf
from domain import Act, Fault
from questionnaires.library import Library
from scheduler.instants import send_time_fault, zone_fault
from scheduler.locking import fingerprint
from scheduler.plan import Preferences
from scheduler.plan_rows import plan_rows as rows_of
from scheduler.protocol import Protocol, ProtocolFaults, default_text, read
from scheduler.publishing import check
from scheduler.timepoints import Anchor
from storage import protocols
from storage.database import Tx

ENROLMENT_BEFORE = timedelta(days=42)


def known_instruments(tx: Tx) -> frozenset[str]:
    """Ids of the instruments that a protocol may name: the bundled ones and the site's own."""
    return frozenset(Shelf().library(tx).ids)


def known_here() -> frozenset[str]:
    """The same, of the database of this environment; without one there are only the bundled ones."""
    settings = read_settings()
    if settings.key is None:
        return frozenset(Library.bundled().ids)
    with opened(settings) as database, database.read() as tx:
        return known_instruments(tx)


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Fault(f"{file} cannot be read as text.") from None


def read_file(file: Path, known: frozenset[str]) -> tuple[str, Protocol]:
    """The text of a protocol file and the protocol in it."""
    text = text_of(file)
    try:
        return text, read(text, known)
    except ProtocolFaults as faults:
        raise Fault(f"{file} cannot be used:\n{faults}") from None


def check_file(file: Path, *, json_wanted: bool) -> None:
    """Print every fault with its path; exit 1 where there is any."""
    faults = check(text_of(file), known_here())
    if json_wanted:
        told = [{"path": each.path, "fault": each.sentence} for each in faults]
        show_json({"file": str(file), "sound": not faults, "faults": told})
    else:
        for each in faults:
            typer.echo(str(each))
        typer.echo(f"{file}: {f'{len(faults)} faults' if faults else 'no fault'}")
    if faults:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan is asked for. `file`: the bundled protocol if there is none."""

    tmr_on: date
    zone: str
    send_at: str
    enrolled_on: date | None = None
    amputation_on: date | None = None
    optional: tuple[str, ...] = ()
    file: Path | None = None
    as_of_on: date | None = None


def plan_rows(wanted: Wanted) -> list[dict[str, object]]:
    """The plan as flat rows, in order of sending."""
    protocol = _protocol_of(wanted)
    fault = (
        _days(wanted)
        or zone_fault(wanted.zone)
        or send_time_fault(_time(wanted.send_at), protocol.quiet)
        or _unknown(protocol, wanted.optional)
        or _no_amputation(protocol, wanted)
    )
    if fault:
        raise Fault(fault)
    preferences = Preferences(
        wanted.zone,
        _time(wanted.send_at),
        wanted.enrolled_on or wanted.tmr_on - ENROLMENT_BEFORE,
        frozenset(wanted.optional),
        amputation_on=wanted.amputation_on,
    )
    return [dict(row) for row in rows_of(protocol, wanted.tmr_on, preferences, wanted.as_of_on)]


def _protocol_of(wanted: Wanted) -> Protocol:
    if wanted.file is None:
        return read(default_text(), frozenset(Library.bundled().ids))
    return read_file(wanted.file, known_here())[1]


def _days(wanted: Wanted) -> str | None:
    given = (wanted.tmr_on, wanted.enrolled_on, wanted.amputation_on, wanted.as_of_on)
    return next((fault for day in given if day and (fault := day_fault(day))), None)


def _no_amputation(protocol: Protocol, wanted: Wanted) -> str | None:
    counted = [point.code for point in protocol.time_points if point.anchor is Anchor.AMPUTATION]
    if wanted.amputation_on or not counted:
        return None
    return f"{', '.join(counted)} count from the amputation: give its date with --amputation-on."


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise Fault(f"{text!r} is not a time; write it like 09:30.") from None


def _unknown(protocol: Protocol, optional: tuple[str, ...]) -> str | None:
    codes = {point.code for point in protocol.time_points if point.optional}
    unknown = [code for code in optional if code not in codes]
    return (
        f"Not an optional time point: {', '.join(unknown)}; there is {', '.join(sorted(codes))}."
        if unknown
        else None
    )


def publish_default(tx: Tx, act: Act) -> int:
    """Publish the bundled protocol, unless one is in use; the id of the one in use."""
    in_use = protocols.current(tx)
    return in_use if in_use is not None else publish(tx, act, default_text())


def publish(tx: Tx, act: Act, text: str, accepted: str | None = None) -> int:
    """Keep this text as a published version, with the plan that was accepted for it; its number."""
    protocol = read(text, known_instruments(tx))
    told = {"name": protocol.name, "version": protocol.version, "checksum": fingerprint(text)}
    return protocols.publish(tx, act, **told, body=text, accepted=accepted)


def body_in_use(tx: Tx) -> str:
    in_use = protocols.current(tx)
    return default_text() if in_use is None else protocols.body(tx, in_use)
