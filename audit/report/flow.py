"""Who was operated on, who is followed and how, and how much of each window came back. Pure.

Source: HTG750 1.1, 1.2, 1.5 and 1.6; the order of the boxes follows the CONSORT flow diagram.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.cohort.measures import BASELINE, PAINS, PRIMARY_END
from audit.cohort.operated import Operated
from audit.missingness import Missingness
from audit.report.figures import Count, Partition, counted, tallied
from audit.report.schedule import is_over
from audit.statistics.estimates import Estimate, share
from domain import PatientStatus
from storage.words import Indication, Technique

Operations = Sequence[Operated]
NOT_RECORDED = "not-recorded"
"""The state of a window that nobody planned or filled, and that is over."""

ANSWERED = (Missingness.COMPLETED, Missingness.PARTIAL, Missingness.ANSWERED_BY_PHONE)
STATES = (*(word.value for word in Missingness), NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class Everyone:
    """All operations of the period, before any are set apart."""

    technique: Partition
    tmr: Partition


@dataclass(frozen=True, slots=True)
class Flow:
    """The operations of one indication. Counts are of operations; `standing` is of people, each once."""

    operated: Count
    arrangements_missing: Count
    followed_by: Partition
    standing: Partition
    with_baseline: Count
    with_retrospective_baseline: Count
    with_primary_end: Count
    with_both: Count


@dataclass(frozen=True, slots=True)
class Completeness:
    """One time point: of the windows that are over, the share answered, and all by state.

    `not-due` (over before follow-up began, or dropped) is in `states`, and not in the share. `still_open`:
    windows that are not over, `answered_early` those of them with an answer: in the share they would flatter.
    """

    answered: Estimate
    states: Partition
    still_open: Count
    answered_early: Count


def everyone(operations: Operations) -> Everyone:
    """RPNI alone is counted here and nowhere else (HTG750 2.7)."""
    tmr = [each for each in operations if each.is_tmr]
    primary = [each for each in tmr if each.row.operation.indication is Indication.PRIMARY]
    outside = sum(not each.counts_for_efficacy for each in primary)
    return Everyone(
        tallied([word.value for word in Technique], [each.row.operation.technique for each in operations]),
        counted(
            {
                "secondary": len(tmr) - len(primary),
                "primary-in-study": len(primary) - outside,
                "primary-outside-study": outside,
            }
        ),
    )


def flow(operations: Operations) -> Flow:
    """Missing data: an operation without any answer is in the first boxes and not in the last."""
    n = len(operations)
    based, ended = _with_pain(operations, BASELINE), _with_pain(operations, PRIMARY_END)
    return Flow(
        operated=Count(n),
        arrangements_missing=Count(sum(each.lacks_arrangements for each in operations), n),
        followed_by=tallied(("bot", "staff", "nobody"), [_followed_by(each) for each in operations]),
        standing=tallied(
            [word.value for word in PatientStatus],
            {each.row.patient: each.row.patient_status for each in operations}.values(),
        ),
        with_baseline=Count(len(based), n),
        with_retrospective_baseline=Count(sum(each.has_retrospective_baseline for each in operations), n),
        with_primary_end=Count(len(ended), n),
        with_both=Count(len(based & ended), n),
    )


def completeness(operations: Operations, points: Sequence[str], as_of: date) -> Mapping[str, Completeness]:
    """By time point. Missing data: what is missing is what this tells, by cause."""
    return {point: _completeness(operations, point, as_of) for point in points}


def _completeness(operations: Operations, point: str, as_of: date) -> Completeness:
    over = [each for each in operations if is_over(each, point, as_of)]
    states = tallied(STATES, [_state(each, point) for each in over])
    answered = sum(states.parts[word.value].value or 0 for word in ANSWERED)
    never = states.parts[Missingness.NOT_DUE.value].value or 0
    still = [each for each in operations if point in each.windows and not is_over(each, point, as_of)]
    early = sum(each.windows[point].came in ANSWERED for each in still)
    return Completeness(
        share(answered, len(over) - never), states, Count(len(still)), Count(early, len(still))
    )


def _state(each: Operated, point: str) -> str:
    window = each.windows.get(point)
    return NOT_RECORDED if window is None else window.came.value


def _with_pain(operations: Operations, point: str) -> set[str]:
    """The operations with an answer about either pain."""
    return {
        each.row.episode
        for each in operations
        if any(each.value(point, measure) is not None for measure in PAINS)
    }


def _followed_by(each: Operated) -> str:
    if each.row.linked_on is not None:
        return "bot"
    return "staff" if each.outcomes or each.events else "nobody"
