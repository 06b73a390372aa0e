"""When the re-check after a rise in pain is asked, and whether one to come serves for it. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.rule import RecheckWanted
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


def checked_already(wanted: Sequence[RecheckWanted], to_come: Sequence[RecheckWanted]) -> bool:
    """Whether re-checks to come ask about each of these rises anyway, for values at least as high.

    Who reports every day that the pain is worse is asked once more after some days, not once for each day.
    """
    return all(
        any(other.pain is one.pain and other.value >= one.value for other in to_come) for one in wanted
    )
