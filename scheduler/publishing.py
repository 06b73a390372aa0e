"""What a protocol must keep to before it is published, beyond what `read` asks of any. Pure.

These rules may grow: they are asked of a file that is to be published, never of one that is in use, so that a
new version of the product goes on with whatever a site has published.
"""

from collections.abc import Iterator, Set
from datetime import UTC, date, datetime, timedelta

from scheduler.durations import Duration, day_after, written
from scheduler.fields import Fault
from scheduler.instants import Quiet, after_quiet
from scheduler.locking import fingerprint, locked
from scheduler.protocol import ProtocolFaults, parse
from scheduler.protocol_rules import OPERATIONS, when
from scheduler.rehearsal import never_asked
from scheduler.timepoints import NO_CAPS, Protocol, TimePoint

MOST_REMINDERS = 3
_A_WEEK = [date(2025, 1, day) for day in range(13, 20)]
"""Operations on each day of the week, Monday first."""


def check(text: str, known: Set[str]) -> tuple[Fault, ...]:
    """Everything for which a protocol must not be published, with its path; in the order of the rules.

    `known` are the ids of the instruments that there are. A part that cannot be read is not judged further.
    """
    try:
        protocol, faults = parse(text, known)
    except ProtocolFaults as unreadable:
        return unreadable.faults
    sound = [
        (path, point)
        for path, point in ((f"time_points[{n}]", each) for n, each in enumerate(protocol.time_points))
        if not any(fault.path == path or fault.path.startswith(f"{path}.") for fault in faults)
    ]
    found = [*faults, *_locked(protocol, text), *_too_many(protocol), *_recheck(protocol)]
    for path, point in sound:
        found += _past_the_window(protocol, path, point)
        found += _no_day(protocol, path, point)
    return tuple(found) if found else tuple(_starved(protocol))


def _locked(protocol: Protocol, text: str) -> Iterator[Fault]:
    ours = locked().get(f"{protocol.name}@{protocol.version}")
    if ours is not None and ours != fingerprint(text):
        yield Fault(
            "version",
            f"{protocol.name} {protocol.version} came with the product with another text, and a version "
            f"never changes: raise the version.",
        )


def _too_many(protocol: Protocol) -> Iterator[Fault]:
    """Three reminders at most, by the bot, for one asking."""
    own = (
        (f"time_points[{n}].follow_up", point.ladder)
        for n, point in enumerate(protocol.time_points)
        if point.ladder is not protocol.follow_up
    )
    usual = (("follow_up", protocol.follow_up), ("re_check.follow_up", protocol.recheck.ladder))
    for path, ladder in (*usual, *own):
        if len(ladder.reminders) > MOST_REMINDERS:
            yield Fault(path, f"The bot reminds {MOST_REMINDERS} times at most.")


def _past_the_window(protocol: Protocol, path: str, point: TimePoint) -> Iterator[Fault]:
    """Each reminder can come before the window is over, for somebody asked early on the target day."""
    for number, step in enumerate(point.ladder.reminders, start=1):
        for on in OPERATIONS:
            window = point.window(on)
            if _reminded_on(protocol, window.target_on, step) > point.last_asked_on(on, window.closes_on):
                yield Fault(
                    path,
                    f"Reminder {number} comes {written(step)} after the asking, when the window is over "
                    f"{when(point, on)}.",
                )
                break


def _reminded_on(protocol: Protocol, asked_on: date, step: Duration) -> date:
    hours = Quiet(protocol.quiet.begins, protocol.quiet.ends)
    asked_at = datetime.combine(asked_on, hours.ends, tzinfo=UTC)
    on_that_day = asked_at + timedelta(hours=step.hours)
    return day_after(after_quiet(on_that_day, "UTC", hours).date(), Duration(days=step.days))


def _no_day(protocol: Protocol, path: str, point: TimePoint) -> Iterator[Fault]:
    """A window holds a day of the week that people are asked on, wherever it falls."""
    for on in OPERATIONS:
        window = point.window(on)
        days = (point.last_asked_on(on, window.closes_on) - window.opens_on).days + 1
        if days <= _longest_run(protocol.quiet):
            yield Fault(
                path,
                f"`never_on` can leave no day to ask {point.code} on: its window has {days} "
                f"{'day' if days == 1 else 'days'} {when(point, on)}.",
            )
            return


def _longest_run(quiet: Quiet) -> int:
    """The most days in a row on which nobody is asked."""
    runs = [0]
    for n in range(14):  # two weeks, for a run may go over the end of one
        runs.append(runs[-1] + 1 if n % 7 in quiet.never_on else 0)
    return max(runs)


def _recheck(protocol: Protocol) -> Iterator[Fault]:
    recheck = protocol.recheck
    span = recheck.until - recheck.after
    for number, step in enumerate(recheck.ladder.reminders, start=1):
        if timedelta(days=step.days, hours=step.hours) >= span:
            yield Fault(
                "re_check.follow_up", f"Reminder {number} comes {written(step)} after the asking, too late."
            )
    if span.days + 1 <= _longest_run(protocol.quiet):
        yield Fault("re_check.until", "`never_on` can leave no day for the re-check: make this later.")


def _starved(protocol: Protocol) -> Iterator[Fault]:
    """With these caps even somebody who never answers, and is reminded each time, is asked everything."""
    if protocol.caps == NO_CAPS:
        return
    told: set[str] = set()
    for tmr_on in _A_WEEK:
        for code in never_asked(protocol, tmr_on):
            if code not in told:
                told.add(code)
                yield Fault(
                    "caps",
                    f"They can leave no message for {code}: whoever never answers is never asked it "
                    f"(for an operation on {tmr_on:%A}).",
                )
