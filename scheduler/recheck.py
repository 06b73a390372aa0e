"""When the re-check after a rise in pain is asked. Pure."""

from datetime import datetime, timedelta

from scheduler.instants import after_quiet, local_date, slot
from scheduler.plan import Planned, Preferences
from scheduler.timepoints import Protocol


def recheck(rise_at: datetime, parent: str, protocol: Protocol, preferences: Preferences) -> Planned:
    """The re-check of the assessment at time point `parent`, whose answers rose at `rise_at`.

    Asked at the first preferred time from 48 h after the rise; where a long day holds none before 72 h,
    at the first allowed instant. The window in local dates: it opens on the date of 48 h and closes with
    the date of 72 h, so the prompt always goes out within the span, and there is until midnight to answer.
    """
    zone, quiet = preferences.zone, protocol.quiet
    earliest, latest = rise_at + protocol.recheck.after, rise_at + protocol.recheck.until
    day = local_date(earliest, zone)
    slots = (slot(day + timedelta(days=n), preferences.send_time, zone, quiet) for n in range(3))
    send_at = next(at for at in slots if at >= earliest)
    return Planned(
        time_point=f"RC-{parent}",
        opens_on=day,
        closes_on=local_date(latest, zone),
        send_at=send_at if send_at <= latest else after_quiet(earliest, zone, quiet),
        instruments=protocol.recheck.instruments,
    )
