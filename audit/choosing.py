"""Which operations an export is about: all, those of one hospital, those done in one period. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol, TypeVar

from domain import Fault
from storage.audit_words import OperationRow, Register

_PERIOD = re.compile(r"(\d{4})(?:-Q([1-4]))?")


class _OfEpisode(Protocol):
    @property
    def episode_id(self) -> int: ...


E = TypeVar("E", bound=_OfEpisode)


class ChoiceFault(Fault):
    """What was asked for cannot be read, or is not there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`site`: the code of the hospital that operated. `first_on` to `last_on`, both included: date of TMR."""

    site: str | None = None
    first_on: date | None = None
    last_on: date | None = None

    @property
    def words(self) -> str:
        """For people."""
        if self.site is None and self.first_on is None:
            return "every operation of the register"
        parts = [] if self.site is None else [f"operated at {self.site}"]
        if self.first_on is not None:
            parts.append(f"TMR from {self.first_on} to {self.last_on}")
        return ", ".join(parts)

    @property
    def detail(self) -> dict[str, str]:
        """For the trail; empty: everything."""
        told = {"site": self.site, "from": self.first_on, "to": self.last_on}
        return {name: str(value) for name, value in told.items() if value is not None}

    def wants(self, operation: OperationRow) -> bool:
        on = operation.operation.tmr_on
        return self.site in (None, operation.site) and self.covers(on, on)

    def covers(self, first: date, last: date) -> bool:
        """Whether all of these days are chosen."""
        return self.first_on is None or self.last_on is None or self.first_on <= first <= last <= self.last_on


EVERYTHING = Choice()


def choice(site: str | None = None, period: str | None = None) -> Choice:
    """What a person asked for. `period` is a year (2025), a quarter (2025-Q1) or 2025-01-15..2025-06-30."""
    if period is None:
        return Choice(site)
    first_on, last_on = period_ends(period)
    return Choice(site, first_on, last_on)


_YEARS = range(1900, 2200)
"""Days are counted beyond the ends of a period, so it must not touch those of the calendar."""


def period_ends(text: str) -> tuple[date, date]:
    """The first and the last day of a period as a person writes it."""
    fault = ChoiceFault(f"{text!r} is no period; write 2025, 2025-Q1 or 2025-01-15..2025-06-30.")
    found = _PERIOD.fullmatch(text)
    if found is not None and int(found[1]) in _YEARS:
        return whole(int(found[1]), int(found[2]) if found[2] else None)
    first, dots, last = text.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise fault from None
    if not dots or days[0] > days[1] or {days[0].year, days[1].year} - {*_YEARS}:
        raise fault
    return days


def quarter_of(on: date) -> int:
    """The quarter of a date, from 1 to 4."""
    return (on.month + 2) // 3


def whole(year: int, quarter: int | None = None) -> tuple[date, date]:
    """The first and the last day of a year, or of a quarter (1 to 4) of it."""
    if quarter is None:
        return date(year, 1, 1), date(year, 12, 31)
    first_month = 3 * quarter - 2
    after = date(year, first_month, 28) + timedelta(days=70)
    return date(year, first_month, 1), after.replace(day=1) - timedelta(days=1)


def narrowed(register: Register, chosen: Choice) -> Register:
    """The register with the chosen operations and what belongs to them; sites and instruments stay.

    Theatre counts and reviews are those of the chosen hospital that lie whole in the period.
    """
    if chosen == EVERYTHING:
        return register
    if chosen.site is not None and chosen.site not in {site.code for site in register.sites}:
        raise ChoiceFault(f"There is no site {chosen.site}.")
    operations = tuple(each for each in register.operations if chosen.wants(each))
    episodes = {each.episode_id for each in operations}
    people = {each.patient for each in operations}
    sites = {site.id for site in register.sites if chosen.site in (None, site.code)}
    assessments = _of(episodes, register.assessments)
    asked = {each.id for each in assessments}
    responses = tuple(each for each in register.responses if each.assessment_id in asked)
    begun = {each.id for each in responses}
    return replace(
        register,
        operations=operations,
        assessments=assessments,
        responses=responses,
        scores=tuple(each for each in register.scores if each.response_id in begun),
        alerts=tuple(each for each in register.alerts if each.alert.episode_id in episodes),
        safety_events=_of(episodes, register.safety_events),
        digest_findings=_of(episodes, register.digest_findings),
        theatre=tuple(
            each
            for each in register.theatre
            if each.site_id in sites and chosen.covers(*whole(each.year, each.quarter))
        ),
        reviews=tuple(
            each
            for each in register.reviews
            if each.site_id in sites and chosen.covers(*period_ends(each.period))
        ),
        messages=tuple(each for each in register.messages if each.patient in people),
    )


def _of(episodes: set[int], rows: Iterable[E]) -> tuple[E, ...]:
    return tuple(each for each in rows if each.episode_id in episodes)
