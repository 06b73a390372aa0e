"""The plan of one episode: every time point of the protocol, its window and the instant of asking. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.instants import local_date, slot
from scheduler.timepoints import Protocol, TimePoint, Window


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the plan needs to know of a patient.

    `enrolled_on`: the date of linking where it is known, else of enrolment. `optional`: the codes of the
    optional time points enabled for this patient.
    """

    zone: str
    send_time: time
    enrolled_on: date
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """One time point of one episode: window in local dates (both ends included), asked at `send_at`."""

    time_point: str
    opens_on: date
    closes_on: date
    send_at: datetime
    instruments: tuple[str, ...]


def plan(protocol: Protocol, tmr_on: date, preferences: Preferences) -> tuple[Planned, ...]:
    """Every time point wanted, past ones too; by `send_at`, then in the order of the protocol."""
    wanted = (
        point for point in protocol.time_points if not point.optional or point.code in preferences.optional
    )
    return tuple(sorted((_placed(protocol, point, tmr_on, preferences) for point in wanted), key=_order))


def _order(planned: Planned) -> datetime:
    return planned.send_at


def _placed(protocol: Protocol, point: TimePoint, tmr_on: date, preferences: Preferences) -> Planned:
    window = point.window(tmr_on)
    last_on = point.last_asked_on(tmr_on, window.closes_on)
    return Planned(
        time_point=point.code,
        opens_on=window.opens_on,
        closes_on=window.closes_on,
        send_at=_send_at(protocol, _send_on(window, last_on, preferences.enrolled_on), last_on, preferences),
        instruments=point.instruments,
    )


def _send_on(window: Window, last_on: date, enrolled_on: date) -> date:
    """The target where it is still to come, else the day after enrolment, never past the last day.

    A window that was over at enrolment is never asked; it keeps its target.
    """
    if window.target_on > enrolled_on or window.closes_on < enrolled_on:
        return window.target_on
    return min(enrolled_on + timedelta(days=1), last_on)


def _send_at(protocol: Protocol, day: date, last_on: date, preferences: Preferences) -> datetime:
    """The preferred time of that day. Where the zone left out the last day, the day before it."""
    zone, send_time = preferences.zone, preferences.send_time
    at = slot(day, send_time, zone, protocol.quiet)
    if local_date(at, zone) <= last_on:
        return at
    return slot(day - timedelta(days=1), send_time, zone, protocol.quiet)
