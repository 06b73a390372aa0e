"""What the commands about one person do, in the words they print."""

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from app.enrolment import Enrolled, arrange, enrol, named_episode, named_patient
from app.enrolment_form import (
    day_fault,
    form_values,
    read_file,
    read_form,
    read_governance,
)
from app.opening import act_now, opened
from app.output import show_json
from domain import LEFT, Act, Fault, PatientStatus
from scheduler.instants import local_date
from storage import contacts, episodes, patients, sites
from storage.database import Tx
from storage.words import ChannelState, Owner, ReturnReason


def enrol_from(file: Path | None, flags: dict[str, Any], *, as_json: bool) -> None:
    """Enrol from a file, flags, or both (flags win), and say what is missing."""
    form = read_form(form_values(read_file(file) if file else {}, flags))
    act = act_now()
    with opened() as database, database.write() as tx:
        done = enrol(tx, act, form, enrolled_on=_today(tx, form.site, act.at))
    if as_json:
        show_json(_as_row(done))
        return
    for line in _as_lines(done):
        typer.echo(line)


def _today(tx: Tx, site_code: str, at: Any) -> date:
    site = sites.by_code(tx, site_code)
    local: date = at.astimezone(ZoneInfo(site.zone if site else "UTC")).date()
    return local


def _as_row(done: Enrolled) -> dict[str, object]:
    return {
        "patient": done.patient.code,
        "episode": done.episode.code,
        "activated": done.episode.activated_at is not None,
        "missing": list(done.missing),
        "warnings": list(done.warnings),
    }


def _as_lines(done: Enrolled) -> list[str]:
    lines = [f"Warning: {warning}" for warning in done.warnings]
    lines.append(f"Registered: patient {done.patient.code}, episode {done.episode.code}.")
    if done.missing:
        lines.append("Follow-up has not started. The operation counts in the register; still missing:")
        lines += [f"  - {sentence}" for sentence in done.missing]
        lines.append(f"When it stands: tmr-followup activate {done.episode.code} --file arrangements.yaml")
    else:
        lines.append(f"Follow-up is active. Next: tmr-followup link {done.patient.code}")
    return lines


def activate_from(code: str, file: Path | None) -> None:
    """Add the arrangements of the file to those known, and activate; a Fault says what is still missing."""
    values = read_file(file) if file else {}
    with opened() as database, database.write() as tx:
        episode = named_episode(tx, code)
        stands = read_governance(values, episodes.governance(tx, episode.id))
        missing = arrange(tx, act_now(), episode, stands)
    if missing:
        raise Fault(f"{episode.code} cannot be activated yet. Missing: {' '.join(missing)}")
    typer.echo(f"{episode.code} is active.")


def pause_patient(code: str, until_on: date | None) -> str:
    """Pause until a local date has passed, or go on, and say which."""
    with opened() as database, database.write() as tx:
        return pause(tx, act_now(), code, until_on)


def pause(tx: Tx, act: Act, code: str, until_on: date | None) -> str:
    """Ask nothing up to and including a local date of the patient; None ends the pause."""
    fault = day_fault(until_on) if until_on else None
    if fault:
        raise Fault(fault)
    patient = named_patient(tx, code)
    if until_on is not None and until_on < local_date(act.at, patient.zone):
        raise Fault(f"{until_on} has passed already. Nothing was changed.")
    patients.pause(tx, act, patient.id, until_on)
    if until_on is None:
        return f"{code} is asked again from now on."
    return f"{code} is not asked until {until_on} has passed."


def withdraw_patient(code: str, *, channel_only: bool, deceased: bool) -> str:
    """Record why nobody asks any more, and say what it means."""
    if channel_only and deceased:
        raise Fault("Give either --channel-only or --deceased.")
    status = PatientStatus.WITHDRAWN
    if channel_only:
        status = PatientStatus.CHANNEL_STOPPED
    if deceased:
        status = PatientStatus.DECEASED
    with opened() as database, database.write() as tx:
        leave(tx, act_now(), code, status)
    return f"{code} is {status.value}. Queued messages are cancelled; open alerts stay open and owned."


def leave(tx: Tx, act: Act, code: str, status: PatientStatus) -> None:
    """Change how far somebody is still followed; whoever has left is not phoned again by mistake."""
    patient = named_patient(tx, code)
    if patient.status in LEFT and status is not PatientStatus.DECEASED:
        raise Fault(f"{code} is {patient.status.value} already. Nothing was changed.")
    patients.set_status(tx, act, patient.id, status)


def reinstate_patient(code: str, reason: str) -> str:
    """Follow somebody again, and say what it means and what comes next."""
    with opened() as database, database.write() as tx:
        return come_back(tx, act_now(), code, reason)


def come_back(tx: Tx, act: Act, code: str, reason: str) -> str:
    """End a withdrawal that was an error or that its patient takes back; the dead stay dead."""
    patient = named_patient(tx, code)
    if reason not in set(ReturnReason):
        raise Fault(f"{reason!r} is not a reason; use {' or '.join(ReturnReason)}. Nothing was changed.")
    if not patients.reinstate(tx, act, patient.id, ReturnReason(reason)):
        raise Fault(f"{code} is {patient.status.value}, not withdrawn. Nothing was changed.")
    said = f"{code} is followed again from today. Windows that ended meanwhile stay as they are."
    if contacts.channel(tx, Owner.PATIENT, patient.id).state is ChannelState.LINKED:
        return said
    return f"{said} Messages need a new consent: tmr-followup link {code}"
