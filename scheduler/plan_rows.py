"""The plan as flat rows for machines: what `protocol plan --json` prints. Pure."""

from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduler.instants import local_date
from scheduler.plan import Planned, Preferences, plan
from scheduler.timepoints import Protocol

Row = dict[str, str | list[str]]


class Standing(StrEnum):
    """What a time point is on a date: over before follow-up began and never asked; over; asked by then and
    not over; or to come."""

    NOT_DUE = "not-due"
    PAST = "past"
    DUE = "due"
    TO_COME = "to-come"


def plan_rows(
    protocol: Protocol, tmr_on: date, preferences: Preferences, as_of_on: date | None = None
) -> list[Row]:
    """One row a time point, in the order of asking, then of the protocol; past ones too.

    Fields: code, opens_on and closes_on (local dates), send_at (UTC, ends in Z), send_local (with its
    offset), instruments; and with a date to look from, status: how each stands on it.
    """
    placed = plan(protocol, tmr_on, preferences)
    if as_of_on is None:
        return [_row(each, preferences.zone) for each in placed]
    return [
        {**_row(each, preferences.zone), "status": _standing(each, preferences, as_of_on)} for each in placed
    ]


def _standing(planned: Planned, preferences: Preferences, as_of_on: date) -> Standing:
    if planned.closes_on < preferences.enrolled_on:
        return Standing.NOT_DUE
    if planned.closes_on < as_of_on:
        return Standing.PAST
    asked = local_date(planned.send_at, preferences.zone) <= as_of_on
    return Standing.DUE if asked else Standing.TO_COME


def _row(planned: Planned, zone: str) -> Row:
    return {
        "code": planned.time_point,
        "opens_on": planned.opens_on.isoformat(),
        "closes_on": planned.closes_on.isoformat(),
        "send_at": _utc(planned.send_at),
        "send_local": planned.send_at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds"),
        "instruments": list(planned.instruments),
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
