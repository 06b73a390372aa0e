"""Pain, quality of life and wear over time: levels, paired changes, responders, what is missing. Pure.

Change is paired: an operation counts at a time point if both that and the baseline are known. Nothing is
carried forward. Source: HTG750 3.2; thresholds: Farrar 2001 (2 points, 30 %), IMMPACT (50 %).
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from audit.cohort.measures import BASELINE, FREQUENCIES, PAINS, PRIMARY_END, SCALES, Measure
from audit.cohort.operated import Operated
from audit.report.figures import Change, Delta, Level, Outcome, Partition, Responders, Shares, Shift, tallied
from audit.report.schedule import is_over
from audit.statistics.estimates import FEW, Estimate, bootstrap_mean, mean, median, share, spread
from audit.statistics.missing import shifted_mean, tipping
from audit.statistics.mixed import Measured, change_from

Operations = Sequence[Operated]
MODERATE = 4
"""Responders are looked for among those whose pain was at least moderate before."""


def outcome(
    operations: Operations, measure: Measure, points: Sequence[str], as_of: date, *, modelled: bool
) -> Outcome:
    """One measure at each of `points`, the baseline first. `modelled`: with the mixed model (slow)."""
    scale, later = SCALES[measure], [point for point in points if point != BASELINE]
    is_pain = measure in PAINS
    return Outcome(
        title=scale.title,
        unit=f"points, {scale.low} to {scale.high}",
        low_is_good=scale.low_is_good,
        levels={point: level(_known(operations, point, measure)) for point in points},
        changes={point: change(changes_of(operations, point, measure)) for point in later},
        shares={point: shares(_known(operations, point, measure)) for point in points} if is_pain else {},
        responders={point: responders(operations, point, measure, as_of) for point in later if is_pain},
        worse_by_two={point: worse(changes_of(operations, point, measure)) for point in later if is_pain},
        prospective=_prospective(operations, measure, later),
        missing={
            point: delta(_due(operations, point, measure, as_of), point, measure)
            for point in later
            if is_pain and point == PRIMARY_END
        },
        mixed_model=change_from(BASELINE, _measured(operations, points, measure)) if modelled else {},
    )


def _prospective(operations: Operations, measure: Measure, points: Sequence[str]) -> dict[str, Change]:
    own = [each for each in operations if not each.has_retrospective_baseline]
    if len(own) == len(operations):
        return {}
    return {point: change(changes_of(own, point, measure)) for point in points if point == PRIMARY_END}


def level(values: Sequence[Decimal]) -> Level:
    """Missing data: left out. No value for nobody."""
    plain = [float(value) for value in values]
    return Level(mean(plain), spread(plain), median(plain))


def change(changes: Sequence[Decimal]) -> Change:
    """Missing data: who lacks either end is left out. No value for nobody."""
    plain = [float(value) for value in changes]
    few = bootstrap_mean(plain) if 0 < len(plain) < FEW else None
    return Change(mean(plain), spread(plain), median(plain), few)


def shares(values: Sequence[Decimal]) -> Shares:
    """Missing data: left out."""
    n = len(values)
    return Shares(
        share(sum(value >= 7 for value in values), n),
        share(sum(value <= 3 for value in values), n),
        share(sum(value == 0 for value in values), n),
    )


def worse(changes: Sequence[Decimal]) -> Estimate:
    """The share whose pain rose by 2 points or more. Missing data: who lacks either end is left out."""
    return share(sum(value >= 2 for value in changes), len(changes))


def responders(operations: Operations, point: str, measure: Measure, as_of: date) -> Responders:
    """Among those with a baseline of 4 or more. Missing data: who did not answer did not respond, of all and
    of those whose window is over; of completers they are left out."""
    pairs = [
        (is_over(each, point, as_of), before, each.value(point, measure))
        for each in operations
        if (before := each.value(BASELINE, measure)) is not None and before >= MODERATE
    ]
    due = [(before, after) for over, before, after in pairs if over]
    answered = [(before, after) for _, before, after in pairs if after is not None]

    def shares_of(is_met: Callable[[Decimal, Decimal], bool]) -> tuple[Estimate, Estimate, Estimate]:
        met = sum(is_met(before, after) for before, after in answered)
        met_due = sum(after is not None and is_met(before, after) for before, after in due)
        return share(met, len(pairs)), share(met_due, len(due)), share(met, len(answered))

    return Responders(
        *shares_of(lambda before, after: 10 * (before - after) >= 3 * before),
        *shares_of(lambda before, after: 2 * (before - after) >= before),
        *shares_of(lambda before, after: before - after >= 2),
    )


def delta(operations: Operations, point: str, measure: Measure) -> Delta:
    """What those who did not answer could hide. Missing data: who has no baseline is left out."""
    known = [float(found) for each in operations if (found := each.change(point, measure)) is not None]
    based = sum(each.value(BASELINE, measure) is not None for each in operations)
    missing = based - len(known)
    return Delta(
        as_known=shifted_mean(known, missing, 0),
        plus_one=shifted_mean(known, missing, 1),
        plus_two=shifted_mean(known, missing, 2),
        tipping_point=tipping(known, missing),
    )


def shift(operations: Operations, points: Sequence[str]) -> Shift:
    """Ranks of those who answered, and how each stands against their own baseline."""
    ranks = {point: tallied(FREQUENCIES, _words(operations, point)) for point in points}
    against = {point: _against(operations, point) for point in points if point != BASELINE}
    return Shift(ranks, against)


def _words(operations: Operations, point: str) -> list[str]:
    return [FREQUENCIES[rank] for each in operations if (rank := _rank(each, point)) is not None]


def _against(operations: Operations, point: str) -> Partition:
    pairs = [(_rank(each, BASELINE), _rank(each, point)) for each in operations]
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    return tallied(("less-often", "as-often", "more-often"), [_compared(*pair) for pair in known])


def _compared(before: int, after: int) -> str:
    if after == before:
        return "as-often"
    return "less-often" if after < before else "more-often"


def _rank(each: Operated, point: str) -> int | None:
    found = each.outcomes.get(point)
    return None if found is None else found.frequency


def _known(operations: Operations, point: str, measure: Measure) -> list[Decimal]:
    return [value for each in operations if (value := each.value(point, measure)) is not None]


def changes_of(operations: Operations, point: str, measure: Measure) -> list[Decimal]:
    """From baseline, of those who have both ends."""
    return [value for each in operations if (value := each.change(point, measure)) is not None]


def _due(operations: Operations, point: str, measure: Measure, as_of: date) -> list[Operated]:
    """Those who answered, or whose window is over."""
    return [
        each for each in operations if each.value(point, measure) is not None or is_over(each, point, as_of)
    ]


def _measured(operations: Operations, points: Sequence[str], measure: Measure) -> list[Measured]:
    return [
        Measured(each.row.episode, point, float(value))
        for each in operations
        for point in points
        if (value := each.value(point, measure)) is not None
    ]
