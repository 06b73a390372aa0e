"""What the protocol commands do: print a plan, and change the schedule with a dry run first."""

from datetime import date, time, timedelta
from hashlib import sha256
from pathlib import Path

from app.enrolment_form import day_fault
from app.shelf import Shelf
from domain import LEFT, Act, Fault
from questionnaires.library import Library
from scheduler.instants import local_date, send_time_fault, zone_fault
from scheduler.plan import Preferences, plan
from scheduler.plan_rows import plan_rows as rows_of
from scheduler.present import Present
from scheduler.protocol import Protocol, ProtocolFaults, default_text, read
from scheduler.reconcile import Add, Cancel, Change, Move, Revive, reconcile
from scheduler.tick import preferences_of
from storage import episodes, facts, protocols
from storage.database import Tx

ENROLMENT_BEFORE = timedelta(days=42)


def _known(tx: Tx) -> frozenset[str]:
    """Ids of the instruments that a protocol may name: the bundled ones and the site's own."""
    return frozenset(Shelf().library(tx).ids)


def plan_rows(
    *, tmr_on: date, zone: str, send_at: str, enrolled_on: date | None, optional: list[str]
) -> list[dict[str, object]]:
    """The plan of the bundled protocol as flat rows, in order of sending."""
    protocol = read(default_text(), frozenset(Library.bundled().ids))
    fault = (
        day_fault(tmr_on)
        or (day_fault(enrolled_on) if enrolled_on else None)
        or zone_fault(zone)
        or send_time_fault(_time(send_at), protocol.quiet)
        or _unknown(protocol, optional)
    )
    if fault:
        raise Fault(fault)
    enrolled = enrolled_on or tmr_on - ENROLMENT_BEFORE
    preferences = Preferences(zone, _time(send_at), enrolled, frozenset(optional))
    return [dict(row) for row in rows_of(protocol, tmr_on, preferences)]


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise Fault(f"{text!r} is not a time; write it like 09:30.") from None


def _unknown(protocol: Protocol, optional: list[str]) -> str | None:
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
    return in_use if in_use is not None else _publish(tx, act, default_text())


def _publish(tx: Tx, act: Act, text: str) -> int:
    protocol = read(text, _known(tx))
    checksum = sha256(text.encode()).hexdigest()
    return protocols.publish(
        tx, act, name=protocol.name, version=protocol.version, checksum=checksum, body=text
    )


def body_in_use(tx: Tx) -> str:
    in_use = protocols.current(tx)
    return default_text() if in_use is None else protocols.body(tx, in_use)


def set_protocol(tx: Tx, act: Act, file: Path, *, for_real: bool) -> list[str]:
    """Check the file, say what would change for whom, and publish it if asked to."""
    text = _text(file)
    try:
        protocol = read(text, _known(tx))
    except ProtocolFaults as faults:
        raise Fault(f"{file} cannot be used:\n{faults}") from None
    found = protocols.find(tx, protocol.name, protocol.version)
    if found is not None and found[1] != sha256(text.encode()).hexdigest():
        raise Fault(
            f"{protocol.name} {protocol.version} is published already and never changes: raise its version."
        )
    lines = _dry_run(tx, act, protocol)
    if not for_real:
        return [*lines, "Nothing was changed. Publish with --yes."]
    protocol_id = found[0] if found else _publish(tx, act, text)
    for episode in episodes.every(tx):
        episodes.use_protocol(tx, act, episode.id, protocol_id)
    return [*lines, f"Published {protocol.name} {protocol.version}. It holds from the next tick on."]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Fault(f"{file} cannot be read as text.") from None


def _dry_run(tx: Tx, act: Act, protocol: Protocol) -> list[str]:
    """One line an active episode that changes, and a last line that counts."""
    lines: list[str] = []
    for episode in episodes.every(tx):
        if episode.activated_at is None:
            continue
        known = facts.load(tx, episode.id)
        zone = known.patient.zone
        present = Present(
            protocol_id=episode.protocol_id,
            tmr_on=episode.tmr_on,
            zone=zone,
            enrolled_on=local_date(episode.activated_at, zone),
            as_of_on=local_date(act.at, zone),
            followed=known.patient.status not in LEFT,
        )
        planned = plan(protocol, episode.tmr_on, preferences_of(known))
        changes = reconcile(planned, known.assessments, present)
        lines += [f"{episode.code}: {_words(change)}" for change in changes]
    return [*lines, f"{len(lines)} planned assessments would change; what was opened or sent stays as it is."]


def _words(change: Change) -> str:
    match change:
        case Add(planned, reason=reason):
            return f"{planned.time_point} appears, {planned.opens_on} to {planned.closes_on}" + (
                f" ({reason})" if reason else ""
            )
        case Move(_, planned) | Revive(_, planned):
            return f"{planned.time_point} moves to {planned.opens_on} to {planned.closes_on}"
        case Cancel(_, reason):
            return f"a planned assessment is cancelled ({reason})"
