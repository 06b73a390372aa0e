"""In what two protocol files differ, said in the words of the file. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.durations import written
from scheduler.timepoints import Caps, Ladder, Protocol, StepChannel, TimePoint

_WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field. `old` is None where it is new, `new` where it is gone."""

    path: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        return f"{self.path}: {self.old or '-'} -> {self.new or '-'}"


def differences(old: Protocol, new: Protocol) -> tuple[Difference, ...]:
    """What differs, name and version apart: first the fields of the file, then each time point by its code,
    in the order of the new file, then those that are gone."""
    return (*_between("", _general(old), _general(new)), *_of_points(old, new))


def _between(path: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for field in new:
        if old[field] != new[field]:
            yield Difference(path + field, old[field] or None, new[field] or None)


def _general(protocol: Protocol) -> Mapping[str, str]:
    quiet, recheck = protocol.quiet, protocol.recheck
    return {
        "quiet_hours": f"{quiet.begins:%H:%M} to {quiet.ends:%H:%M}",
        "never_on": ", ".join(_WEEK[day] for day in sorted(quiet.never_on)),
        "caps": _caps(protocol.caps),
        "re_check.after": str(recheck.after),
        "re_check.until": str(recheck.until),
        "re_check.instruments": ", ".join(recheck.instruments),
        "re_check.follow_up": _ladder(recheck.ladder),
    }


def _caps(caps: Caps) -> str:
    told = (("a day", caps.a_day), ("a week", caps.a_week))
    return ", ".join(f"{most} {words}" for words, most in told if most is not None)


def _of_points(old: Protocol, new: Protocol) -> Iterator[Difference]:
    for point in new.time_points:
        before = old.point(point.code)
        if before is None:
            yield Difference(point.code, None, _in_short(point))
        else:
            yield from _between(f"{point.code}.", _fields(before), _fields(point))
    for point in old.time_points:
        if new.point(point.code) is None:
            yield Difference(point.code, _in_short(point), None)


def _in_short(point: TimePoint) -> str:
    words = _fields(point)
    return f"{words['target']} ({words['opens']} to {words['closes']}): {words['instruments']}"


def _fields(point: TimePoint) -> Mapping[str, str]:
    return {
        "series": point.series,
        "anchor": point.anchor,
        "target": written(point.target),
        "opens": written(point.opens),
        "closes": written(point.closes),
        "instruments": ", ".join(point.instruments),
        "follow_up": _ladder(point.ladder),
        "optional": "yes" if point.optional else "no",
        "primary": "yes" if point.primary else "no",
    }


def _ladder(ladder: Ladder) -> str:
    steps = [(step, StepChannel.TELEGRAM) for step in ladder.reminders]
    steps += [(ladder.call, StepChannel.PHONE_LIST)] if ladder.call else []
    return ", ".join(f"{written(step)} {channel}" for step, channel in steps)
