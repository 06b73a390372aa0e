"""Builds the report: every number of it, from the register, for one period. Pure.

Primary and secondary TMR are never pooled; RPNI alone is in the first box of the flow and nowhere else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.cohort.measures import PAINS, PRIMARY_END, SCALES, Measure
from audit.cohort.operated import Operated
from audit.report.ascertainment import Ascertained, ascertainment, overall
from audit.report.efficacy import change, changes_of, outcome, responders, shift, worse
from audit.report.figures import Change, Count, Outcome, Responders, Shift
from audit.report.flow import Completeness, Everyone, Flow, completeness, everyone, flow
from audit.report.safety import Reoperation, Safety, rates, reoperation, safety
from audit.report.schedule import time_points
from audit.report.wanted import Wanted
from audit.statistics.estimates import Estimate
from domain import Limb
from storage.audit_words import Register
from storage.words import Cause, Indication, Technique

Operations = Sequence[Operated]


@dataclass(frozen=True, slots=True)
class Stratum:
    """The figures of a part of the operations, at 12 months and by days after the operation."""

    operated: Count
    changes: Mapping[Measure, Change]
    responders: Mapping[Measure, Responders]
    worse_by_two: Mapping[Measure, Estimate]
    safety: Mapping[str, Mapping[str, Estimate]]


@dataclass(frozen=True, slots=True)
class Cohort:
    """One indication. `strata`: dimension -> word -> its figures."""

    flow: Flow
    completeness: Mapping[str, Completeness]
    outcomes: Mapping[Measure, Outcome]
    frequency: Shift
    safety: Safety
    reoperation: Reoperation
    strata: Mapping[str, Mapping[str, Stratum]]


@dataclass(frozen=True, slots=True)
class Report:
    """All numbers. `cohorts`: by indication, secondary first."""

    period: str
    first: date
    last: date
    as_of: date
    site: str | None
    surgeon: str | None
    time_points: tuple[str, ...]
    everyone: Everyone
    ascertainment: tuple[Ascertained, ...]
    ascertained: Mapping[str, Count]
    cohorts: Mapping[str, Cohort]
    rpni_only: Safety


def build(register: Register, operations: Operations, wanted: Wanted) -> Report:
    """The report of the operations that are `wanted`. `operations`: all of the register."""
    chosen = wanted.chosen(operations)
    points = time_points(chosen)
    rows = () if wanted.surgeon else ascertainment(register, chosen, wanted)
    return Report(
        period=wanted.period.name,
        first=wanted.period.first,
        last=wanted.period.last,
        as_of=wanted.as_of,
        site=wanted.site,
        surgeon=wanted.surgeon,
        time_points=points,
        everyone=everyone(chosen),
        ascertainment=rows,
        ascertained=overall(rows),
        cohorts={
            word.value: _cohort(of_indication(chosen, word), points, wanted.as_of)
            for word in (Indication.SECONDARY, Indication.PRIMARY)
        },
        rpni_only=safety([each for each in chosen if not each.is_tmr], wanted.as_of),
    )


def of_indication(operations: Operations, word: Indication) -> tuple[Operated, ...]:
    """The TMR operations of one indication."""
    return tuple(each for each in operations if each.is_tmr and each.row.operation.indication is word)


def _cohort(operations: Operations, points: Sequence[str], as_of: date) -> Cohort:
    effective = [each for each in operations if each.counts_for_efficacy]
    return Cohort(
        flow=flow(operations),
        completeness=completeness(operations, points, as_of),
        outcomes={
            measure: outcome(effective, measure, points, as_of, modelled=measure in PAINS)
            for measure in SCALES
        },
        frequency=shift(effective, points),
        safety=safety(operations, as_of),
        reoperation=reoperation(operations, as_of),
        strata={
            name: {part: _stratum(those, as_of) for part, those in _parts(operations, words, word_of)}
            for name, words, word_of in DIMENSIONS
        },
    )


DIMENSIONS: tuple[tuple[str, Iterable[str], Callable[[Operated], str]], ...] = (
    ("limb", Limb, lambda each: each.row.operation.limb),
    ("technique", (Technique.TMR, Technique.TMR_RPNI), lambda each: each.row.operation.technique),
    ("cause", Cause, lambda each: each.row.operation.cause),
)
"""What the figures are split by: HTG750 2.4 and 3.5 (limb), 2.7 (technique), 2.1 (cause)."""


def _parts(
    operations: Operations, words: Iterable[str], word_of: Callable[[Operated], str]
) -> Iterable[tuple[str, list[Operated]]]:
    for word in words:
        yield str(word), [each for each in operations if word_of(each) == word]


def _stratum(operations: Operations, as_of: date) -> Stratum:
    effective = [each for each in operations if each.counts_for_efficacy]
    changes = {measure: changes_of(effective, PRIMARY_END, measure) for measure in SCALES}
    return Stratum(
        operated=Count(len(operations)),
        changes={measure: change(found) for measure, found in changes.items()},
        responders={measure: responders(effective, PRIMARY_END, measure, as_of) for measure in PAINS},
        worse_by_two={measure: worse(changes[measure]) for measure in PAINS},
        safety=rates(operations, as_of),
    )
