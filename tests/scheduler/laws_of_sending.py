"""Laws of when the default protocol sends, for sweeps over zones and dates; they ask nothing of the plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler.plan import Planned, Preferences
from scheduler.timepoints import Ladder
from tests.scheduler.cast import DEFAULT

EIGHT, TWENTY_ONE = time(8), time(21)
_SERIES = {point.code: point.series for point in DEFAULT.time_points}


def hold_windows(planned: Sequence[Planned]) -> None:
    """No window is inverted, and those of one series do not overlap. They depend on the date alone."""
    by_series: defaultdict[str, list[Planned]] = defaultdict(list)
    for one in planned:
        assert one.opens_on <= one.closes_on, one
        by_series[_SERIES[one.time_point]].append(one)
    for series in by_series.values():
        for before, after in pairwise(sorted(series, key=lambda one: one.opens_on)):
            assert before.closes_on < after.opens_on, (before, after)


def hold_sends(planned: Sequence[Planned], tmr_on: date, preferences: Preferences) -> None:
    """Each time point is asked once, within its window, outside quiet hours, on its side of the operation.

    Two that fall on one instant are one sitting; on one date they are nothing else.
    """
    place = ZoneInfo(preferences.zone)
    assert len({one.time_point for one in planned}) == len(planned), "a time point twice"
    asked: dict[date, datetime] = {}
    last: datetime | None = None
    for one in planned:
        shown = one.send_at.astimezone(place)
        day = shown.date()
        assert last is None or last <= one.send_at, "not in the order of asking"
        assert one.opens_on <= day <= one.closes_on, one
        assert EIGHT <= shown.time() < TWENTY_ONE, one
        assert (day < tmr_on) == (one.time_point == "BL"), one
        assert asked.setdefault(day, one.send_at) == one.send_at, "two messages on one date"
        if one.closes_on > preferences.enrolled_on and one.time_point != "BL":
            assert day > preferences.enrolled_on, one
        last = one.send_at


def hold_ladder(
    ladder: Ladder, asked_at: datetime, fell: Mapping[tuple[int, int], datetime], zone: str
) -> None:
    """After the asking each step falls later than the one before, on its own date, outside quiet hours.

    `fell` holds the instant of each step by its days and hours. A date that the zone left out altogether
    gives the next one; there alone the call to the coordinator may come with the reminder before it.
    """
    place = ZoneInfo(zone)
    asked_on = asked_at.astimezone(place).date()
    steps = [*ladder.reminders, *([ladder.call] if ladder.call else [])]
    moments = [asked_at, *(fell[step.days, step.hours] for step in steps)]
    for step, (before, after) in zip(steps, pairwise(moments), strict=True):
        is_early_call = step is ladder.call and _left_out(asked_on + timedelta(days=step.days), place)
        assert before < after or (is_early_call and before == after), moments
    for step, at in zip(steps, moments[1:], strict=True):
        shown = at.astimezone(place)
        assert EIGHT <= shown.time() < TWENTY_ONE, (step, at)
        wanted = asked_on + timedelta(days=step.days)
        days = (0, 1) if step.hours else (0,)
        assert shown.date() in {_there(wanted + timedelta(days=n), place) for n in days}, (step, at)


def hold_end(over_at: datetime, day: date, zone: str) -> None:
    """The instant at which a date is over parts that date and those before it from those after it."""
    place = ZoneInfo(zone)
    assert over_at.astimezone(place).date() > day
    assert (over_at - timedelta(seconds=1)).astimezone(place).date() <= day


def _there(day: date, place: ZoneInfo) -> date:
    """The date, or the next one where it is left out."""
    return day + timedelta(days=1) if _left_out(day, place) else day


def _left_out(day: date, place: ZoneInfo) -> bool:
    """Whether the calendar of the zone has no such date at noon."""
    noon = datetime.combine(day, time(12), tzinfo=place)
    return noon.astimezone(UTC).astimezone(place).date() != day
