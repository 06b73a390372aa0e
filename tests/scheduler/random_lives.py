"""Random lives: what people do at random instants, and a life that checks the laws as it goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from domain import AssessmentState, PatientStatus
from scheduler.closing import GONE
from scheduler.instants import Quiet, end_of, is_quiet, local_date
from scheduler.messages import ASKING
from scheduler.steps import Close, Open, Prompt, Remind, Step, steps
from scheduler.timepoints import Caps
from tests.scheduler import cast
from tests.scheduler.life import Event, Life

PLACES = [
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Auckland",
]
"""Zones whose clocks show whole and half hours when it is a whole or half hour elsewhere."""

PROTOCOLS = [
    cast.DEFAULT,
    cast.DEFAULT,
    replace(cast.DEFAULT, quiet=Quiet(time(20), time(9), frozenset({6}))),
    replace(cast.DEFAULT, caps=Caps(a_day=1, a_week=3)),
    replace(cast.DEFAULT, quiet=Quiet(time(21), time(8), frozenset({4, 5})), caps=Caps(a_day=2)),
]
"""The default schedule, and with days left out and caps on messages."""

Deed = Callable[[Life, Random, datetime], None]
L = TypeVar("L", bound=Life)


def _answer(life: Life, random: Random, at: datetime) -> None:
    codes = [each.time_point for each in life.open if random.random() < 0.6]
    if random.random() < 0.5:
        life.complete(codes)
    else:
        life.begin(codes, key=random.random() < 0.5)


def _pause(life: Life, random: Random, at: datetime) -> None:
    day = local_date(at, life.facts.patient.zone)
    life.prefer(paused_until_on=day + timedelta(days=random.randrange(12)))


def _link(life: Life, random: Random, at: datetime) -> None:
    if life.facts.patient.status is PatientStatus.FOLLOWED:
        life.link(local_date(at, life.facts.patient.zone))


def _block(life: Life, random: Random, at: datetime) -> None:
    life.reachable(False)


def _stop(life: Life, random: Random, at: datetime) -> None:
    """Whoever has left can only be reported dead."""
    how = random.choice([PatientStatus.CHANNEL_STOPPED, PatientStatus.WITHDRAWN, PatientStatus.DECEASED])
    if life.facts.patient.status not in GONE or how is PatientStatus.DECEASED:
        life.leave(how)


def _come_back(life: Life, random: Random, at: datetime) -> None:
    if life.facts.patient.status is PatientStatus.WITHDRAWN:
        life.come_back()


def _prefer(life: Life, random: Random, at: datetime) -> None:
    life.prefer(send_time=send_time(random))


def _move(life: Life, random: Random, at: datetime) -> None:
    life.prefer(zone=random.choice(PLACES))


def _correct(life: Life, random: Random, at: datetime) -> None:
    life.operation_on(life.facts.episode.tmr_on + timedelta(days=random.randrange(-40, 40)))


DEEDS: list[Deed] = [_answer, _answer, _answer, _pause, _link, _link, _block, _stop, _prefer, _move, _correct]
DEEDS += [_come_back, _come_back]


def send_time(random: Random) -> time:
    """A whole or half hour outside quiet hours."""
    return time(random.randrange(8, 21), random.choice([0, 30]))


def born(kind: type[L], random: Random, zones: list[str]) -> tuple[L, datetime]:
    """Somebody enrolled some time before or after an operation, and the morning on which it began."""
    tmr_on = date(2020, 1, 1) + timedelta(days=random.randrange(3000))
    enrolled_on = tmr_on + timedelta(days=random.randrange(-60, 30))
    zone = random.choice(zones)
    life = kind(tmr_on, zone, send_time(random), enrolled_on, linked=random.random() < 0.7)
    life.protocol = random.choice(PROTOCOLS)
    return life, end_of(enrolled_on - timedelta(days=1), zone) + timedelta(hours=10)


def random_events(random: Random, start: datetime, days: int) -> list[Event]:
    """Some deeds of patients and staff on whole and half hours of the days from `start`."""
    moments = (
        start + timedelta(minutes=30 * random.randrange(days * 48)) for _ in range(random.randrange(12))
    )
    return [_event(moment, random.choice(DEEDS), random) for moment in moments]


def _event(at: datetime, deed: Deed, random: Random) -> Event:
    own = Random(random.random())
    return at, lambda life: deed(life, own, at)


class Watched(Life):
    """Checks every message as it is queued, and that nothing is due between one look and the next."""

    chance = Random(0)

    def tick(self, as_of: datetime) -> None:
        known, so_far = set(self.facts.queued), len(self.messages)
        super().tick(as_of)
        done = [step for _, step in self.messages[so_far:]]
        keys = [step.message.key for step in done if not isinstance(step, Close) and step.message]
        assert len(set(keys)) == len(keys), "one key twice"
        assert not known & set(keys), "a key used before"
        asking = [step for step in done if _asks(step)]
        assert len(asking) <= 1, "asked twice at once"
        for step in asking:
            self._check(step, as_of)
        self._count(len(asking), as_of)

    def _count(self, fresh: int, as_of: datetime) -> None:
        """No more messages on a date or in seven than the caps allow."""
        caps, zone = self.protocol.caps, self.facts.patient.zone
        day = local_date(as_of, zone)
        dates = [local_date(at, zone) for key, at in self.facts.queued.items() if key.startswith(ASKING)]
        week = [each for each in dates if day - timedelta(days=7) < each <= day]
        assert not fresh or caps.a_day is None or dates.count(day) <= caps.a_day
        assert not fresh or caps.a_week is None or len(week) <= caps.a_week

    def _check(self, step: Step, as_of: datetime) -> None:
        """Nobody is asked out of reach, in quiet hours, in a pause, or outside a window."""
        facts = self.facts
        day = local_date(as_of, facts.patient.zone)
        assert facts.channel_reachable
        assert facts.patient.status is PatientStatus.FOLLOWED
        assert not is_quiet(as_of, facts.patient.zone, self.protocol.quiet)
        assert facts.patient.paused_until_on is None or day > facts.patient.paused_until_on
        assert isinstance(step, Open | Prompt | Remind)
        for each in facts.assessments:
            if each.id in step.assessment_ids:
                assert each.state is AssessmentState.OPEN
                assert each.opens_on <= day <= each.closes_on
                assert (day < facts.episode.tmr_on) == (each.time_point == "BL")

    def look(self, as_of: datetime) -> datetime | None:
        found = super().look(as_of)
        until = found or as_of + timedelta(days=400)
        assert until > as_of, "something due was left undone"
        for moment in (as_of + (until - as_of) * self.chance.random(), until - timedelta(seconds=1)):
            assert steps(self.protocol, self.facts, moment) == (), "due before the next look"
        return found


def _asks(step: Step) -> bool:
    return isinstance(step, Prompt | Remind) or (isinstance(step, Open) and step.message is not None)
