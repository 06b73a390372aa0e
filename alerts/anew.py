"""What an amended report changes in the judgement of those given after it, whose usual pain may move."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from alerts.change import unanswered
from alerts.numbers import Numbers
from alerts.report import Report
from alerts.rule import Finding, RecheckWanted
from alerts.rules import amber, digest
from alerts.unconfirmed import not_answered


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding of one report that is new (`before` is none), gone (`after` is none), or has other inputs."""

    key: str
    before: Finding | None
    after: Finding | None


@dataclass(frozen=True, slots=True)
class Anew:
    """What differs in one later report, in the order of the rules, and the re-checks it wants only now."""

    report: Report
    differences: tuple[Difference, ...]
    wanted: tuple[RecheckWanted, ...]


def anew(
    report: Report,
    before: Sequence[Report],
    after: Sequence[Report],
    numbers: Numbers,
    *,
    silent: AbstractSet[int] = frozenset(),
    too_late: AbstractSet[int] = frozenset(),
) -> Anew:
    """Judge one report that was not amended against the history as it was, and as it is now.

    Both times by the same numbers, so that nothing but the amendment makes a difference. `silent`: responses
    whose re-check nobody answered. `too_late`: those that can be asked no re-check any more; a rise found
    only now is then judged as one whose re-check nobody answered. Order: what is found now by its rules, then
    what is gone. RED looks at no history, so it never differs. Source: ours [P].
    """
    was, now = amber(report, before, numbers), amber(report, after, numbers)
    wanted = tuple(each for each in _wanted(now) if each.pain not in {one.pain for one in _wanted(was)})
    old = {each.key: each for each in _found(report, before, numbers, was, silent)}
    late = silent | (too_late if wanted else frozenset())
    new = {each.key: each for each in _found(report, after, numbers, now, late)}
    keys = (*new, *(key for key in old if key not in new))
    differences = (Difference(key, old.get(key), new.get(key)) for key in keys)
    asks = () if report.response_id in late else wanted
    return Anew(report, tuple(each for each in differences if each.before != each.after), asks)


def _wanted(told: Sequence[Finding | RecheckWanted]) -> list[RecheckWanted]:
    return [each for each in told if isinstance(each, RecheckWanted)]


def _found(
    report: Report,
    history: Sequence[Report],
    numbers: Numbers,
    told: Sequence[Finding | RecheckWanted],
    silent: AbstractSet[int],
) -> list[Finding]:
    found = [each for each in told if isinstance(each, Finding)]
    found += digest(report, history, numbers)
    if report.response_id in silent:
        found += (*unanswered(report, history, numbers), *not_answered(report, history, numbers))
    return found
