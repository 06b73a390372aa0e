"""The plan of one episode: every time point of the protocol, its window and the instant of asking. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain

from scheduler.instants import local_date, slot
from scheduler.timepoints import Anchor, Protocol, TimePoint, Window


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the plan needs to know of a patient.

    `enrolled_on`: the date of linking where it is known, else of enrolment; nobody is asked before the day
    after it. `optional`: the codes of the optional time points enabled for this patient. `amputation_on`:
    None where it is not known; what counts from it is then left out. `followed_from`: the first day of the
    follow-up, which what is anchored at enrolment counts from; `enrolled_on` if None.
    """

    zone: str
    send_time: time
    enrolled_on: date
    optional: frozenset[str] = frozenset()
    amputation_on: date | None = None
    followed_from: date | None = None

    def anchor_on(self, anchor: Anchor, tmr_on: date) -> date | None:
        """The date of an anchor for an operation on `tmr_on`; None where it is not known."""
        if anchor is Anchor.TMR:
            return tmr_on
        return self.amputation_on if anchor is Anchor.AMPUTATION else self.followed_from or self.enrolled_on


@dataclass(frozen=True, slots=True)
class Planned:
    """One time point of one episode: window in local dates (both ends included), asked at `send_at`.

    `anchor`: the date that the window counts from.
    """

    time_point: str
    opens_on: date
    closes_on: date
    send_at: datetime
    instruments: tuple[str, ...]
    anchor: Anchor = Anchor.TMR


@lru_cache(2048)  # an operation is looked at many times before its plan changes
def plan(protocol: Protocol, tmr_on: date, preferences: Preferences) -> tuple[Planned, ...]:
    """Every time point wanted, past ones too; by `send_at`, then in the order of the protocol."""
    wanted = (
        point for point in protocol.time_points if not point.optional or point.code in preferences.optional
    )
    dated = ((point, preferences.anchor_on(point.anchor, tmr_on)) for point in wanted)
    placed = (
        _placed(protocol, point, point.window(anchor_on), tmr_on, preferences)
        for point, anchor_on in dated
        if anchor_on is not None
    )
    return tuple(sorted(placed, key=_order))


def _order(planned: Planned) -> datetime:
    return planned.send_at


def _placed(
    protocol: Protocol, point: TimePoint, window: Window, tmr_on: date, preferences: Preferences
) -> Planned:
    last_on = point.last_asked_on(tmr_on, window.closes_on)
    day = _send_on(window, last_on, preferences.enrolled_on)
    return Planned(
        time_point=point.code,
        opens_on=window.opens_on,
        closes_on=window.closes_on,
        send_at=_send_at(protocol, day, window.opens_on, last_on, preferences),
        instruments=point.instruments,
        anchor=point.anchor,
    )


def _send_on(window: Window, last_on: date, enrolled_on: date) -> date:
    """The target where it is still to come, else the day after enrolment, never past the last day.

    A window that was over at enrolment is never asked; it keeps its target.
    """
    if window.target_on > enrolled_on or window.closes_on < enrolled_on:
        return window.target_on
    return min(enrolled_on + timedelta(days=1), last_on)


def _send_at(
    protocol: Protocol, day: date, opens_on: date, last_on: date, preferences: Preferences
) -> datetime:
    """The preferred time of that day, or of the next on which people are asked.

    Where none is left in the window, because of the day of the week or because the zone left out the last
    day, it is the last one before it. A window without any is never asked: the instant then lies after it.
    """
    zone, send_time = preferences.zone, preferences.send_time
    at = slot(day, send_time, zone, protocol.quiet)
    before = (day - timedelta(days=n) for n in range(1, 8))
    slots = (slot(one, send_time, zone, protocol.quiet) for one in before if one >= opens_on)
    fitting = (each for each in chain((at,), slots) if local_date(each, zone) <= last_on)
    return next(fitting, at)
