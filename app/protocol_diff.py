"""Compares two protocol files: in what they differ, what that means for a sample, and for each patient."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, time
from pathlib import Path

import typer

from app.opening import act_now, opened
from app.output import show_json
from app.protocol_changes import planned_change, publishable
from app.protocol_plan import Plan, how_to_publish, in_words, plan_json, plan_lines
from app.protocols import ENROLMENT_BEFORE, known_here, known_instruments, read_file
from scheduler.differences import Difference, differences
from scheduler.effects import Placed, Shift
from scheduler.instants import local_date
from scheduler.locking import fingerprint
from scheduler.plan import Planned, Preferences, plan
from scheduler.protocol import Protocol
from storage import protocols
from storage.database import Tx
from storage.words import EndReason

_ZONE, _TIME, _SAMPLE_ON = "Europe/London", time(9, 30), date(2025, 1, 15)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two files, in what they differ, and what that means for an operation on a sample date."""

    old: Protocol
    new: Protocol
    differ: tuple[Difference, ...]
    sample: tuple[Shift, ...]


def compared(old: Protocol, new: Protocol, tmr_on: date) -> Compared:
    return Compared(old, new, differences(old, new), tuple(_sample(old, new, tmr_on)))


def _sample(old: Protocol, new: Protocol, tmr_on: date) -> Iterator[Shift]:
    """Each time point that lies elsewhere: somebody in London enrolled and amputated 42 days before."""
    enrolled_on = tmr_on - ENROLMENT_BEFORE
    optional = frozenset(point.code for each in (old, new) for point in each.time_points)
    preferences = Preferences(_ZONE, _TIME, enrolled_on, optional, amputation_on=enrolled_on)
    was, becomes = (
        {each.time_point: _placed(each) for each in plan(protocol, tmr_on, preferences)}
        for protocol in (old, new)
    )
    for code in (*becomes, *(code for code in was if code not in becomes)):
        if was.get(code) != becomes.get(code):
            reason = None if code in becomes else EndReason.DROPPED
            yield Shift(code, was.get(code), becomes.get(code), reason)


def _placed(planned: Planned) -> Placed:
    asked_on = local_date(planned.send_at, _ZONE)
    return Placed(planned.opens_on, planned.closes_on, asked_on, planned.instruments)


def diff_files(
    old_file: Path, new_file: Path, sample_on: date | None, *, database: bool, json_wanted: bool
) -> None:
    """Print the comparison; with the database, the plan of publishing the new file and its hash."""
    tmr_on = sample_on or _SAMPLE_ON
    if not database:
        known = known_here()
        old, new = read_file(old_file, known)[1], publishable(new_file, known)[1]
        _show(compared(old, new, tmr_on), tmr_on, None, new_file, json_wanted=json_wanted)
        return
    with opened() as store, store.read() as tx:
        known = known_instruments(tx)
        (old_text, old), (text, new) = read_file(old_file, known), publishable(new_file, known)
        planned = planned_change(tx, act_now(), text)
        in_use = _in_use(tx, old_text)
    note = None if in_use else f"{old_file} is not what is in use; the patients are compared with what is."
    _show(compared(old, new, tmr_on), tmr_on, planned, new_file, json_wanted=json_wanted, note=note)


def _in_use(tx: Tx, text: str) -> bool:
    current = protocols.current(tx)
    return current is not None and fingerprint(protocols.body(tx, current)) == fingerprint(text)


def _show(
    found: Compared,
    tmr_on: date,
    planned: Plan | None,
    file: Path,
    *,
    json_wanted: bool,
    note: str | None = None,
) -> None:
    if json_wanted:
        show_json(_as_object(found, tmr_on, planned, note))
        return
    typer.echo(f"{found.old.name} {found.old.version} -> {found.new.name} {found.new.version}")
    for each in found.differ:
        typer.echo(f"  {each}")
    if not found.differ:
        typer.echo("  no difference")
    typer.echo(f"For an operation on {tmr_on}, followed and amputated 42 days before:")
    for shift in found.sample:
        typer.echo(f"  {in_words(shift)}")
    if planned is not None:
        told = ["In the database:", *plan_lines(planned), *how_to_publish(planned, file)]
        typer.echo("\n".join([note, *told] if note else told))


def _as_object(found: Compared, tmr_on: date, planned: Plan | None, note: str | None) -> dict[str, object]:
    return {
        "old": {"name": found.old.name, "version": found.old.version},
        "new": {"name": found.new.name, "version": found.new.version},
        "differences": [asdict(each) for each in found.differ],
        "sample": {"tmr_on": tmr_on, "time_points": [asdict(each) for each in found.sample]},
        "database": None if planned is None else {**plan_json(planned), "old_in_use": note is None},
    }
