"""Lives told as stories in tests/specs: what happens, line by line, lived from look to look."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain import AssessmentKind, PatientStatus
from scheduler.instants import local_date
from scheduler.plan import Preferences
from scheduler.recheck import recheck
from tests.scheduler.life import Event, Life
from tests.scheduler.specs import Block, fields

L = TypeVar("L", bound=Life)


def instant(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _rise(life: Life, at: datetime, code: str) -> None:
    patient = life.facts.patient
    preferences = Preferences(patient.zone, patient.send_time, patient.enrolled_on)
    life.add(recheck(at, code, life.protocol, preferences), AssessmentKind.RECHECK)


HAPPENINGS: dict[str, Callable[[Life, datetime, str], None]] = {
    "completes ": lambda life, at, code: life.complete([code]),
    "answers a pain of ": lambda life, at, code: life.begin([code], key=True),
    "begins ": lambda life, at, code: life.begin([code], key=False),
    "pauses until ": lambda life, at, day: life.prefer(paused_until_on=date.fromisoformat(day)),
    "blocks": lambda life, at, _: life.reachable(False),
    "links": lambda life, at, _: life.link(local_date(at, life.facts.patient.zone)),
    "moves to ": lambda life, at, zone: life.prefer(zone=zone),
    "operation moves to ": lambda life, at, day: life.operation_on(date.fromisoformat(day)),
    "rise at ": _rise,
    "channel-stopped": lambda life, at, _: life.leave(PatientStatus.CHANNEL_STOPPED),
    "withdrawn": lambda life, at, _: life.leave(PatientStatus.WITHDRAWN),
    "reinstated": lambda life, at, _: life.come_back(),
    "deceased": lambda life, at, _: life.leave(PatientStatus.DECEASED),
}


def _happen(life: Life, at: datetime, what: str) -> None:
    words = next(words for words in HAPPENINGS if what.startswith(words))
    HAPPENINGS[words](life, at, what.removeprefix(words))


def _event(line: str, zone: str) -> Event:
    text, what = fields(line.removeprefix(">"))
    at = instant(text, zone)
    return at, lambda life: _happen(life, at, what)


def lived(block: Block, kind: type[L]) -> tuple[L, datetime]:
    """A life of this kind, lived as the story says to its last line, and the instant of that."""
    tmr_on, zone, send_time, linked = block.operation
    word, enrolled_on = linked.split()
    life = kind(
        date.fromisoformat(tmr_on),
        zone,
        time.fromisoformat(send_time),
        date.fromisoformat(enrolled_on),
        linked=word == "linked",
    )
    first, *happenings, last = [line for line in block.lines if line.startswith(">")]
    begin, how = fields(first[1:])
    now, end = instant(begin, zone), instant(fields(last[1:])[0], zone)
    life.reconcile(now)
    if how == "start":
        life.already_done_before(now)
    for line in happenings:
        if "| down until " in line:
            at, until = instant(fields(line[1:])[0], zone), instant(line.split(" until ")[1], zone)
            life.live(now, at, [], every=None)
            now = until
    events = [_event(line, zone) for line in happenings if "| down until " not in line]
    life.live(now, end, events, every=None)
    return life, end
