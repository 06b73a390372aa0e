"""What went wrong: complications by 30, 90 and 365 days, and reoperation over time. Pure.

Rates are of operations with at least one confirmed event, among operations whose days are over; suspected
and refuted events are counted beside. Source: HTG750 3.3 and 3.6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.cohort.operated import Operated
from audit.report.figures import Count, Partition, tallied
from audit.statistics.estimates import Estimate, share
from audit.statistics.survival import AALEN_JOHANSEN, KAPLAN_MEIER, Span, Step, at, first_event, incidence
from storage.register_words import Product, ReoperationReason, SafetyKind
from storage.words import SafetyCategory, SafetyState

Operations = Sequence[Operated]
DAYS = (30, 90, 365)
YEARS = {"12 months": 365, "24 months": 730}
GRADES = ("I", "II", "IIIa", "IIIb", "IVa", "IVb", "V", "ungraded")
DEATH = "death"
NEVER = 10**6
"""Later than any day that is asked about."""

REASONS = (*(word.value for word in ReoperationReason), "unstated")


@dataclass(frozen=True, slots=True)
class Safety:
    """`rates`: category (and `any`) -> days -> share, of operations whose days are over; `rates_of_all`: of
    all operations so far. `not_yet`: operations whose days are not over. `deaths` are of people, each once.

    `product_not_said`: of the events that are not refuted, those of which nobody said whether a device or a
    medicine had a part; any of them may be reportable.
    """

    rates: Mapping[str, Mapping[str, Estimate]]
    rates_of_all: Mapping[str, Mapping[str, Estimate]]
    not_yet: Mapping[str, Count]
    events: Mapping[str, Partition]
    grades: Partition
    other_kinds: Partition
    deaths: Count
    reportable_not_reported: Count
    product_not_said: Count


@dataclass(frozen=True, slots=True)
class Reoperation:
    """`any_cause`: 1 - Kaplan-Meier; `by_reason`: cumulative incidence, death and the others competing.

    Both by horizon. `curve` is that of any cause, `curves` those by reason.
    """

    watched: Count
    happened: Partition
    any_cause: Mapping[str, Estimate]
    by_reason: Mapping[str, Mapping[str, Estimate]]
    curve: tuple[Step, ...]
    curves: Mapping[str, tuple[Step, ...]]


def safety(operations: Operations, as_of: date) -> Safety:
    """Missing data: an event that nobody reported is not known; who left early counts with what is known."""
    every = [event for each in operations for event in each.events]
    standing = [event for event in every if event.state is not SafetyState.REFUTED]
    confirmed = [event for event in standing if event.state is SafetyState.CONFIRMED]
    n, over = len(operations), {days: _over(operations, days, as_of) for days in DAYS}
    return Safety(
        rates=rates(operations, as_of),
        rates_of_all=_rates(dict.fromkeys(DAYS, operations)),
        not_yet={str(days): Count(n - len(over[days]), n) for days in DAYS},
        events={
            word.value: tallied(
                [state.value for state in SafetyState],
                [event.state for event in every if event.category is word],
            )
            for word in SafetyCategory
        },
        grades=tallied(GRADES, [event.grade or "ungraded" for event in confirmed]),
        other_kinds=tallied(
            [*(word.value for word in SafetyKind), "unstated"],
            [event.kind or "unstated" for event in confirmed if event.category is SafetyCategory.OTHER],
        ),
        deaths=Count(
            len({each.row.patient for each in operations if each.died_on is not None}),
            len({each.row.patient for each in operations}),
        ),
        reportable_not_reported=Count(
            sum(
                event.product not in (None, Product.NONE) and event.yellow_card_on is None
                for event in standing
            )
        ),
        product_not_said=Count(sum(event.product is None for event in standing), len(standing)),
    )


def reoperation(operations: Operations, as_of: date) -> Reoperation:
    """Missing data: who withdrew or went elsewhere is cut off that day, everybody else at `as_of`."""
    spans = [span(each, as_of) for each in operations]
    curves = {reason: incidence(spans, reason) for reason in REASONS}
    curve = first_event(spans, frozenset(REASONS))
    n = len(spans)
    return Reoperation(
        watched=Count(n),
        happened=tallied(REASONS, [each.cause for each in spans if each.cause in REASONS]),
        any_cause={name: _by(curve, days, n, KAPLAN_MEIER) for name, days in YEARS.items()},
        by_reason={
            reason: {name: _by(steps, days, n, AALEN_JOHANSEN) for name, days in YEARS.items()}
            for reason, steps in curves.items()
        },
        curve=curve,
        curves=curves,
    )


def span(each: Operated, as_of: date) -> Span:
    """From the operation to the first reoperation, else to death, else to leaving or `as_of`."""
    day_of = each.row.operation.tmr_on
    ends: list[tuple[date, int, str | None]] = [(min(as_of, each.left_on or as_of), 2, None)]
    if each.died_on is not None:
        ends.append((each.died_on, 1, DEATH))
    if each.reoperated is not None:
        ends.append((each.reoperated[0], 0, each.reoperated[1]))
    on, _, cause = min(ends, key=lambda end: (end[0], end[1]))
    return Span(max((on - day_of).days, 0), cause)


def _by(steps: tuple[Step, ...], days: int, n: int, method: str) -> Estimate:
    if n == 0:
        return Estimate(None, None, None, 0, method)
    step = at(steps, days)
    if step is None:
        return Estimate(0.0, None, None, n, method)
    return Estimate(step.value, step.low, step.high, n, method)


def rates(operations: Operations, as_of: date) -> Mapping[str, Mapping[str, Estimate]]:
    """Category (and `any`) -> days -> share with a confirmed event by then, of those whose days are over."""
    return _rates({days: _over(operations, days, as_of) for days in DAYS})


def _rates(of: Mapping[int, Operations]) -> Mapping[str, Mapping[str, Estimate]]:
    """`of`: days -> the operations that the share is of."""
    names = [*(word.value for word in SafetyCategory), "any"]
    firsts = {days: [_first_days(each) for each in those] for days, those in of.items()}
    return {
        name: {
            str(days): share(sum(first.get(name, NEVER) <= days for first in found), len(found))
            for days, found in firsts.items()
        }
        for name in names
    }


def _first_days(each: Operated) -> dict[str, int]:
    """Category (and `any`) -> the day of its first confirmed event from the operation (day 0) on."""
    dated = [(event.category.value, event.occurred_on) for event in each.confirmed]
    if each.reoperated is not None:
        dated.append((SafetyCategory.REOPERATION.value, each.reoperated[0]))
    first: dict[str, int] = {}
    for category, on in dated:
        day = (on - each.row.operation.tmr_on).days
        if day >= 0:
            for name in (category, "any"):
                first[name] = min(day, first.get(name, day))
    return first


def _over(operations: Operations, days: int, as_of: date) -> list[Operated]:
    """The operations that are so many days ago."""
    return [each for each in operations if (as_of - each.row.operation.tmr_on).days >= days]
