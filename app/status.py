"""Whether everything is alive and what waits: the `status` command, and the health page of `run`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import typer

from alerts.bank_holidays import around
from alerts.hours import site_hours
from alerts.ladder import Ladder, clock_starts
from app.backups import backup_fault
from app.console_state import console_fault
from app.daily_export import export_fault
from app.erasure import erasure_warnings
from app.figures import as_row as figures_row
from app.figures import figures
from app.instruments import licence_warnings
from app.output import show_json
from app.register_warnings import register_warnings
from app.rule_numbers import numbers_warnings
from clock import SystemClock
from domain import AlertState, Mode
from scheduler import put_back
from scheduler.in_force import numbers_in_force
from storage import (
    alerts,
    digest_wishes,
    heartbeats,
    inbox,
    mailboxes,
    outbox,
    responses,
    rota,
    sites,
    staff,
    trail,
)
from storage.database import Database, Tx
from storage.keeping import USUAL_KEEPING, Keeping
from storage.words import MailState

LATE = {"tick": timedelta(minutes=5), "intake": timedelta(minutes=5), "courier": timedelta(minutes=5)}
"""How old a heartbeat may be before the page is red."""

LATE_MAIL = timedelta(minutes=5)
WAITING_OUTBOX = timedelta(minutes=10)
WAITING_INBOX = timedelta(minutes=5)
WAITING_JUDGED = timedelta(minutes=5)
WAITING_NOTICE = timedelta(minutes=10)


class Part(StrEnum):
    """What is looked at, one after the other; the first three must give signs of life."""

    TICK = "tick"
    INTAKE = "intake"
    COURIER = "courier"
    OUTBOX = "outbox"
    INBOX = "inbox"
    RULES = "rules"
    MAIL = "mail"
    PAGING = "paging"
    NOTICES = "notices"
    EXPORT = "export"
    BACKUP = "backup"
    CONSOLE = "console"
    EPISODES = "episodes"


@dataclass(frozen=True, slots=True)
class Seen:
    """`parts`: each with what is wrong with it now, if anything is. `beats`: when those that must not stop
    last did their work. `unjudged`: responses that wait for the rules."""

    parts: tuple[tuple[Part, str | None], ...]
    beats: dict[str, datetime]
    unjudged: int

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(fault for _, fault in self.parts if fault)


@dataclass(frozen=True, slots=True)
class Health:
    """`faults` are sentences; none means green. `warnings` are sentences that nobody need be woken for."""

    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    beats: dict[str, datetime]
    open_alerts: int
    to_be_judged: int


def health(tx: Tx, as_of: datetime, keeping: Keeping = USUAL_KEEPING) -> Health:
    """Look at heartbeats, queues and what no rule has read yet."""
    seen = look(tx, as_of)
    standing = [alert for alert in alerts.standing(tx) if alert.state is AlertState.OPEN]
    warnings = (
        *licence_warnings(tx, as_of),
        *numbers_warnings(tx),
        *register_warnings(tx, as_of),
        *erasure_warnings(tx, as_of, keeping),
        *without_digest(tx),
    )
    return Health(seen.faults, warnings, seen.beats, len(standing), seen.unjudged)


def look(tx: Tx, as_of: datetime) -> Seen:
    """Look at every part once."""
    beats = {beat.name: beat.at for beat in heartbeats.every(tx) if beat.name in LATE}
    unjudged = responses.waiting_to_be_judged(tx, as_of - WAITING_JUDGED)
    parts = (
        *((Part(name), _late(name, beats.get(name), as_of)) for name in LATE),
        (Part.OUTBOX, _waiting("The outbox", outbox.oldest_waiting(tx), as_of, WAITING_OUTBOX)),
        (Part.INBOX, _waiting("The inbox", inbox.oldest_waiting(tx), as_of, WAITING_INBOX)),
        (Part.RULES, _unjudged(unjudged)),
        (Part.MAIL, _mail(tx, as_of)),
        (Part.PAGING, _nobody_told(tx, as_of)),
        (Part.NOTICES, _told_by_neither(tx)),
        (Part.EXPORT, export_fault(tx, as_of)),
        (Part.BACKUP, backup_fault(tx, as_of)),
        (Part.CONSOLE, console_fault(tx)),
        (Part.EPISODES, _held_up(tx)),
    )
    return Seen(parts, beats, unjudged)


def _unjudged(count: int) -> str | None:
    return f"{count} responses wait to be judged by the alert rules." if count else None


def _held_up(tx: Tx) -> str | None:
    count = put_back.standing(tx)
    return f"A fault of the program holds up {count} episodes; the log says where." if count else None


def _late(name: str, at: datetime | None, as_of: datetime) -> str | None:
    if at is None:
        return f"The {name} has never run."
    return f"The {name} has not run since {at:%Y-%m-%d %H:%M} UTC." if as_of - at > LATE[name] else None


def _waiting(what: str, since: datetime | None, as_of: datetime, limit: timedelta) -> str | None:
    if since is None or as_of - since <= limit:
        return None
    return f"{what} has been waiting since {since:%Y-%m-%d %H:%M} UTC."


def _mail(tx: Tx, as_of: datetime) -> str | None:
    """E-mail, where a mail server is set."""
    beat = heartbeats.last(tx, mailboxes.HEARTBEAT)
    if beat is None or beat.detail["state"] == MailState.OFF:
        return None
    if beat.detail["state"] == MailState.TROUBLE:
        return "The mail server takes no mail. Staff are told by Telegram alone."
    if as_of - beat.at > LATE_MAIL:
        return f"Nothing was sent by e-mail since {beat.at:%Y-%m-%d %H:%M} UTC: its courier has stopped."
    return None


def _told_by_neither(tx: Tx) -> str | None:
    """Notices that went by neither channel, while their case is open and that person was not told since."""
    lost = alerts.failed_notices(tx)
    return f"Notices of open cases went by no channel for {lost} of the staff. Phone them." if lost else None


def _nobody_told(tx: Tx, as_of: datetime) -> str | None:
    """Cases that somebody should have heard of by now: their clock runs, and no notice went out."""
    begun_by = as_of - WAITING_NOTICE
    late = 0
    for site_id, cases in alerts.untold(tx, begun_by).items():
        site, numbers = sites.get(tx, site_id), numbers_in_force(tx, site_id, as_of)
        turns = rota.since(tx, site_id, min(case.fired_at for case in cases))
        for case in cases:
            hours = site_hours(site, around(site, case.fired_at))
            late += clock_starts(case, Ladder(site, hours, numbers, rota=turns)) <= begun_by
    return f"No notice has reached anybody about {late} of the open alerts." if late else None


def without_digest(tx: Tx) -> Iterator[str]:
    """Sites with alerts on where nobody reads the findings that page no one: only digests tell of them."""
    readers = [staff.get(tx, wish.staff_id) for wish in digest_wishes.every(tx)]
    read_at = {person.site_id for person in readers if person.active}
    for site in sites.every(tx):
        if site.mode is Mode.MONITORING and site.id not in read_at:
            yield f"Nobody at {site.code} gets a digest, so findings that page no one are not read there."


def as_row(found: Health) -> dict[str, object]:
    return {
        "status": "red" if found.faults else "green",
        "faults": list(found.faults),
        "warnings": list(found.warnings),
        "heartbeats": found.beats,
        "open_alerts": found.open_alerts,
        "responses_to_be_judged": found.to_be_judged,
    }


def print_status(database: Database, keeping: Keeping, *, as_json: bool) -> None:
    """Print it; exit 1 when something is red, so that a monitor may call it."""
    as_of = SystemClock().now()
    with database.read() as tx:
        found = health(tx, as_of, keeping)
        alerting = figures(tx, as_of) if as_json else None
    if alerting is not None:
        show_json({**as_row(found), "alerting": figures_row(alerting)})
    else:
        for sentence in (*found.faults, *found.warnings):
            typer.echo(sentence)
        typer.echo(f"{'Red' if found.faults else 'Green'}. Open alerts: {found.open_alerts}.")
    if found.faults:
        sys.exit(1)


def verify_trail(database: Database, *, as_json: bool) -> None:
    """Say whether every row of the trail still carries its seal; exit 1 when not."""
    with database.read() as tx:
        verdict = trail.verify(tx)
    if as_json:
        show_json({"rows": verdict.count, "head": verdict.head, "fault": verdict.fault})
    else:
        typer.echo(verdict.fault or f"The trail is whole: {verdict.count} rows, head {verdict.head}.")
    if verdict.fault:
        sys.exit(1)
