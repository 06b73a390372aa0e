"""The plan as flat rows for machines: what `protocol plan --json` prints. Pure."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from scheduler.plan import Planned, Preferences, plan
from scheduler.timepoints import Protocol

Row = dict[str, str | list[str]]


def plan_rows(protocol: Protocol, tmr_on: date, preferences: Preferences) -> list[Row]:
    """One row a time point, in the order of asking, then of the protocol; past ones too.

    Fields: code, opens_on and closes_on (local dates), send_at (UTC, ends in Z), send_local (with its
    offset), instruments.
    """
    return [_row(planned, preferences.zone) for planned in plan(protocol, tmr_on, preferences)]


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
