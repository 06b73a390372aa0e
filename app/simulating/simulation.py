"""A cohort's years under a protocol: everybody's life, one after the other, the same for the same seed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain

from alerts.bank_holidays import around as bank_holidays
from alerts.numbers_file import bundled
from app.demo.clinic import on_the_day
from app.demo.cohort import cohort
from app.demo.lives import Member, Surgery
from app.simulating.life import Life, Surroundings
from app.simulating.words import Lived, Simulated
from scheduler.durations import Duration, day_after
from scheduler.timepoints import Protocol

_ENROLLED_BEFORE = timedelta(days=14)
"""Whoever has another operation is enrolled for it so long before."""


def simulate(protocol: Protocol, *, patients: int, months: int, seed: int, starts_on: date) -> Simulated:
    """Everything that would be sent, and what would come of it, until so many months after the start."""
    ends_on = day_after(starts_on, Duration(months=months))
    until = datetime.combine(ends_on, time(0), tzinfo=UTC)
    around = Surroundings(protocol, bundled(), bank_holidays, seed, until)
    operations = list(chain.from_iterable(map(_operations, cohort(seed, patients, starts_on, months))))
    lives = [
        Life(around, member, surgery, code, on_the_day(enrolled_on)).live()
        for member, surgery, code, enrolled_on in operations
        if surgery.arranged
    ]
    return Simulated(
        protocol=protocol,
        seed=seed,
        patients=patients,
        months=months,
        starts_on=starts_on,
        ends_on=ends_on,
        operations=len(operations),
        not_activated=len(operations) - len(lives),
        lived=_together(lives),
    )


def _operations(member: Member) -> Iterator[tuple[Member, Surgery, str, date]]:
    """The operations of one member, with the name of each episode and the day of enrolment."""
    yield member, member.surgery, f"S{member.number:04d}", member.enrolled_on
    if member.second is not None:
        enrolled_on = member.second.tmr_on - _ENROLLED_BEFORE
        yield member, member.second, f"S{member.number:04d}-2", enrolled_on


def _together(lives: list[Lived]) -> Lived:
    contacts = chain.from_iterable(life.contacts for life in lives)
    return Lived(
        contacts=tuple(sorted(contacts, key=lambda each: (each.at, each.patient))),
        visits=tuple(chain.from_iterable(life.visits for life in lives)),
        cases=tuple(chain.from_iterable(life.cases for life in lives)),
    )
