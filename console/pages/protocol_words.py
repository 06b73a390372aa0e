"""A protocol as people read it: when each time point is asked, in which window, and what follows silence.
Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from questionnaires.library import Library
from scheduler.durations import Duration
from scheduler.instants import Quiet
from scheduler.timepoints import Anchor, Caps, Ladder, Protocol, Recheck, TimePoint
from scheduler.why_words import counted, length

_WEEK = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_ANCHORS = {
    Anchor.TMR: "the operation",
    Anchor.AMPUTATION: "the amputation",
    Anchor.ENROLMENT: "enrolment",
}
HEAD = ("Time point", "Asked", "Window", "Questionnaires", "If nobody answers")


@dataclass(frozen=True, slots=True)
class Calendar:
    """`rows` are in the order of the file, under HEAD; `rules` are what holds for all of them."""

    name: str
    rules: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


def calendar(protocol: Protocol, library: Library) -> Calendar:
    rules = (
        ("Quiet hours", _quiet(protocol.quiet)),
        ("Messages that ask one patient", _caps(protocol.caps)),
        ("After a rise in pain", _recheck(protocol.recheck, library)),
    )
    rows = tuple(_row(point, library) for point in protocol.time_points)
    return Calendar(f"{protocol.name} {protocol.version}", rules, rows)


def _row(point: TimePoint, library: Library) -> tuple[str, ...]:
    marks = [word for word, on in (("main", point.primary), ("only where enabled", point.optional)) if on]
    name = f"{point.code} ({', '.join(marks)})" if marks else point.code
    asked = f"{counted(point.target)} {_ANCHORS[point.anchor]}"
    window = f"{_edge(point.opens)} to {_edge(point.closes)}"
    return name, asked, window, _titles(point.instruments, library), _silence(point.ladder)


def _edge(offset: Duration) -> str:
    return "the day itself" if offset == Duration() else counted(offset)


def _titles(instruments: tuple[str, ...], library: Library) -> str:
    return ", ".join(library.current(each).title for each in instruments)


def _silence(ladder: Ladder) -> str:
    """Reminders, then the telephone call."""
    steps = [f"reminder after {_all_of(ladder.reminders)}"] if ladder.reminders else []
    steps += [f"telephone list after {length(ladder.call)}"] if ladder.call else []
    return "; ".join(steps) or "nothing follows"


def _all_of(spans: tuple[Duration, ...]) -> str:
    return " and ".join(length(each) for each in spans)


def _quiet(quiet: Quiet) -> str:
    """When nobody is written to, in the patient's own time."""
    hours = f"No message from {quiet.begins:%H:%M} to {quiet.ends:%H:%M} of the patient's own time"
    days = " and ".join(_WEEK[each] for each in sorted(quiet.never_on))
    return f"{hours}, nor on {days}" if days else hours


def _caps(caps: Caps) -> str:
    return " and ".join(_limits(caps)) or "No limit"


def _limits(caps: Caps) -> Iterator[str]:
    if caps.a_day is not None:
        yield f"{caps.a_day} a day at most"
    if caps.a_week is not None:
        yield f"{caps.a_week} in seven days at most"


def _recheck(recheck: Recheck, library: Library) -> str:
    hours = [int(each / timedelta(hours=1)) for each in (recheck.after, recheck.until)]
    asked = f"Asked again {hours[0]} to {hours[1]} hours later: {_titles(recheck.instruments, library)}"
    return f"{asked}; {_silence(recheck.ladder)}"
