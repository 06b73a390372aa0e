"""The words of a protocol: its time points, how silence is followed up, and the re-check after a rise."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from scheduler.durations import Duration, day_after
from scheduler.instants import Quiet


class Anchor(StrEnum):
    """The date that a time point counts from: of the operation, of the amputation, the first of follow-up."""

    TMR = "tmr"
    AMPUTATION = "amputation"
    ENROLMENT = "enrolment"


class StepChannel(StrEnum):
    """How a step of the ladder reaches somebody: the bot, an e-mail, or the coordinator by phone."""

    TELEGRAM = "telegram"
    EMAIL = "e-mail"
    PHONE_LIST = "phone-list"


@dataclass(frozen=True, slots=True)
class Ladder:
    """What follows silence, counted from the asking: reminders by the bot, in order, then the coordinator's
    call list.

    Steps in days fall on the patient's preferred time; steps in hours are counted from the instant.
    """

    reminders: tuple[Duration, ...]
    call: Duration | None


@dataclass(frozen=True, slots=True)
class Window:
    """A time point placed on the calendar; local dates, both ends included."""

    opens_on: date
    target_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class TimePoint:
    """One visit: what is asked, around which day, and how silence is followed up.

    `target`, `opens` and `closes` count from the date of the `anchor` (day 0). Windows of one `series` count
    from one anchor and never overlap. An optional one is planned only for those for whom it is enabled.
    """

    code: str
    series: str
    target: Duration
    opens: Duration
    closes: Duration
    instruments: tuple[str, ...]
    ladder: Ladder
    optional: bool
    primary: bool
    anchor: Anchor = Anchor.TMR

    @property
    def before_surgery(self) -> bool:
        """Whether it belongs before the operation: then nobody is asked from day 0."""
        return self.anchor is Anchor.TMR and (self.target.months < 0 or self.target.days < 0)

    @property
    def after_surgery(self) -> bool:
        """Whether it belongs after the operation; what counts from another date belongs to neither side."""
        return self.anchor is Anchor.TMR and not self.before_surgery

    def window(self, anchor_on: date) -> Window:
        """Where it lies if its anchor is on that date."""
        return Window(
            opens_on=day_after(anchor_on, self.opens),
            target_on=day_after(anchor_on, self.target),
            closes_on=day_after(anchor_on, self.closes),
        )

    def last_asked_on(self, tmr_on: date, closes_on: date) -> date:
        """The last local date on which it may be asked: the window's end, or the day before surgery."""
        return min(closes_on, tmr_on - timedelta(days=1)) if self.before_surgery else closes_on


@dataclass(frozen=True, slots=True)
class Recheck:
    """The second look after a rise in pain: asked from `after` until `until` from the rise."""

    after: timedelta
    until: timedelta
    instruments: tuple[str, ...]
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class Caps:
    """The most messages that ask one patient, over all their operations: on a local date, and on any seven
    dates in a row. None is no limit."""

    a_day: int | None = None
    a_week: int | None = None


NO_CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of the schedule. Time points are in the order of the file; `follow_up` is the ladder of
    those without their own."""

    name: str
    version: str
    quiet: Quiet
    recheck: Recheck
    time_points: tuple[TimePoint, ...]
    follow_up: Ladder
    caps: Caps = NO_CAPS

    def point(self, code: str) -> TimePoint | None:
        """The time point of that code; None where this version has it not."""
        return next((point for point in self.time_points if point.code == code), None)
