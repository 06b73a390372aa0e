"""A simulation in numbers: messages and staff load a week, messages a day, what would go unanswered. Pure."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.simulating.cases import SITE
from app.simulating.words import Contact, Contacted, Simulated, Visit
from domain import AssessmentKind, AssessmentState, Severity
from storage.words import EndReason

RECHECKS = "re-check"
_TO_PATIENTS = (Contact.PROMPT, Contact.REMINDER)
_NEVER_WANTED = frozenset({EndReason.NOT_DUE, EndReason.DROPPED, EndReason.ANSWERED_ALREADY})
_95_PER_CENT = 1.96


@dataclass(frozen=True, slots=True)
class Week:
    """What a week from Monday `on` holds: to patients, then to staff."""

    on: date
    prompts: int
    reminders: int
    calls: int
    red_notices: int
    amber_notices: int

    @property
    def to_patients(self) -> int:
        return self.prompts + self.reminders

    @property
    def to_staff(self) -> int:
        return self.calls + self.red_notices + self.amber_notices


@dataclass(frozen=True, slots=True)
class Expected:
    """Of one time point, the windows whose last day lies within the simulation: how many were answered, and
    why the others were not. (A window still running would count when answered, and not when missed.)

    `unanswered` are missed or cancelled, without those nobody wanted; `low` and `high` enclose the share of
    them with 95 % confidence (Wilson). `reasons` are in order of frequency.
    """

    time_point: str
    completed: int
    partial: int
    unanswered: int
    low: float
    high: float
    reasons: Mapping[str, int]

    @property
    def ended(self) -> int:
        return self.completed + self.partial + self.unanswered

    @property
    def share(self) -> float:
        """Of those that ended, how many were not answered; 0 to 1."""
        return self.unanswered / self.ended if self.ended else 0.0


def weeks(simulated: Simulated) -> tuple[Week, ...]:
    """Every week from the start to the end, empty ones too, in order; days are those of the site."""
    first = _monday(simulated.starts_on)
    count = (_monday(simulated.ends_on - timedelta(days=1)) - first).days // 7 + 1
    found = Counter((_monday(_site_day(each)), each.kind, each.severity) for each in simulated.lived.contacts)
    return tuple(_week(first + timedelta(weeks=n), found) for n in range(count))


def _week(on: date, found: Mapping[tuple[date, Contact, Severity | None], int]) -> Week:
    return Week(
        on=on,
        prompts=found.get((on, Contact.PROMPT, None), 0),
        reminders=found.get((on, Contact.REMINDER, None), 0),
        calls=found.get((on, Contact.CALL, None), 0),
        red_notices=found.get((on, Contact.NOTICE, Severity.RED), 0),
        amber_notices=found.get((on, Contact.NOTICE, Severity.AMBER), 0),
    )


def messages_by_day(simulated: Simulated) -> Mapping[date, int]:
    """Messages to patients on each day that had one; days are those of the site."""
    return Counter(_site_day(each) for each in simulated.lived.contacts if each.kind in _TO_PATIENTS)


def expected(simulated: Simulated) -> tuple[Expected, ...]:
    """One a time point, in the order of the protocol, then all re-checks together; none that never ended."""
    visits = [each for each in simulated.lived.visits if each.closes_on < simulated.ends_on]
    by_code: dict[str, list[Visit]] = {point.code: [] for point in simulated.protocol.time_points}
    by_code[RECHECKS] = [each for each in visits if each.kind is AssessmentKind.RECHECK]
    for each in visits:
        if each.kind is AssessmentKind.SCHEDULED:
            by_code[each.time_point].append(each)
    return tuple(row for code, theirs in by_code.items() if (row := _expected(code, theirs)).ended)


def _expected(code: str, visits: list[Visit]) -> Expected:
    states = Counter(each.state for each in visits)
    reasons = Counter(each.reason or "" for each in visits if _is_unanswered(each))
    unanswered = sum(reasons.values())
    answered = states[AssessmentState.COMPLETED] + states[AssessmentState.PARTIAL]
    low, high = _wilson(unanswered, answered + unanswered)
    return Expected(
        time_point=code,
        completed=states[AssessmentState.COMPLETED],
        partial=states[AssessmentState.PARTIAL],
        unanswered=unanswered,
        low=low,
        high=high,
        reasons=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _is_unanswered(visit: Visit) -> bool:
    if visit.state is AssessmentState.MISSED:
        return True
    return visit.state is AssessmentState.CANCELLED and visit.reason not in _NEVER_WANTED


def _wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share. Source: Wilson 1927. Of nothing, anything is possible: 0 to 1."""
    if total == 0:
        return 0.0, 1.0
    share, z2 = count / total, _95_PER_CENT**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _95_PER_CENT * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def months(simulated: Simulated) -> Iterator[date]:
    """The first day of each month that the simulation touches."""
    month = simulated.starts_on.replace(day=1)
    while month < simulated.ends_on:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _site_day(contact: Contacted) -> date:
    return contact.at.astimezone(ZoneInfo(SITE.zone)).date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
