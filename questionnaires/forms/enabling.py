"""Which instances are enabled, by FHIR's enableWhen over repeated groups, chains and loops.

An instance is disabled with anything around it. A disabled source counts as unanswered. A condition reads the
occurrences of its question that are nearest: one of the instances around, else those below the innermost
instance around that holds any; any answer among them is enough. Conditions that refer to each other in a loop
are judged over and over from "all enabled"; those that never settle are disabled and told.
Source: HL7 FHIR R4, Questionnaire.item.enableWhen.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.forms.form import When
from questionnaires.forms.instances import Instance
from questionnaires.forms.values import Value, compare, equal
from questionnaires.instrument import Operator

_ORDERED: Mapping[Operator, Callable[[int], bool]] = {
    Operator.GREATER: lambda sign: sign > 0,
    Operator.LESS: lambda sign: sign < 0,
    Operator.AT_LEAST: lambda sign: sign >= 0,
    Operator.AT_MOST: lambda sign: sign <= 0,
}


@dataclass(frozen=True, slots=True)
class Settled:
    """The enabled instances, and those whose conditions never settled."""

    on: frozenset[Instance]
    restless: tuple[Instance, ...]


Sources = Mapping[tuple[Instance, str], tuple[Instance, ...]]
"""(an instance, a question that one of its conditions reads) -> the occurrences that are read."""


def sources_of(instances: Sequence[Instance]) -> Sources:
    """What every condition reads; it stays the same, whatever is enabled."""
    by_link: dict[str, list[Instance]] = defaultdict(list)
    for instance in instances:
        by_link[instance.item.link_id].append(instance)
    return {
        (instance, when.question): _nearest(instance, by_link.get(when.question, ()))
        for instance in instances
        for when in instance.item.conditions
    }


def settle(
    instances: Sequence[Instance],
    sources: Sources,
    filled: Mapping[Instance, tuple[Value, ...]],
    off: frozenset[Instance],
) -> Settled:
    """Judge every instance. `filled` are answers that were calculated, `off` what an expression disables."""
    on = set(instances)
    changed: list[Instance] = []
    for _ in range(len(instances) + 1):
        changed = []
        for instance in instances:
            is_on = instance not in off and _is_on(instance, sources, filled, on)
            if is_on is not (instance in on):
                changed.append(instance)
                on.symmetric_difference_update({instance})
        if not changed:
            break
    return Settled(frozenset(on - set(changed)), tuple(changed))


def _is_on(
    instance: Instance,
    sources: Sources,
    filled: Mapping[Instance, tuple[Value, ...]],
    on: set[Instance],
) -> bool:
    if instance.parent is not None and instance.parent not in on:
        return False
    judged = []
    for when in instance.item.conditions:
        read = [each for each in sources[instance, when.question] if each in on]
        judged.append(holds(when, [answer for each in read for answer in filled.get(each, each.answers)]))
    return not judged or (any(judged) if instance.item.any_of else all(judged))


def _nearest(instance: Instance, candidates: Sequence[Instance]) -> tuple[Instance, ...]:
    """The occurrences of a question that an instance's condition reads."""
    for around in reversed(instance.above):
        if around in candidates:
            return (around,)
        within = tuple(each for each in candidates if around in each.above)
        if within:
            return within
    return tuple(candidates)


def holds(when: When, answers: Sequence[Value]) -> bool:
    """Whether these answers satisfy a condition; none means unanswered."""
    answer = when.answer
    match when.operator:
        case Operator.EXISTS:
            return bool(answers) is (answer is not False)
        case Operator.EQUAL:
            return answer is not None and any(equal(each, answer) for each in answers)
        case Operator.NOT_EQUAL:
            return answer is None or not any(equal(each, answer) for each in answers)
        case ordered:
            signs = [] if answer is None else [compare(each, answer) for each in answers]
            return any(sign is not None and _ORDERED[ordered](sign) for sign in signs)
