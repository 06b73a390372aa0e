"""Which instances are enabled, by FHIR's enableWhen over repeated groups, chains and loops.

An instance is disabled with anything around it. A disabled source counts as unanswered. A condition reads the
occurrences of its question that are nearest: one of the instances around, else those below the innermost
instance around that holds any; any answer among them is enough. Conditions that refer to each other in a loop
are judged over and over from "all enabled"; those that never settle are disabled and told.
Source: HL7 FHIR R4, Questionnaire.item.enableWhen.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Sources:
    """What conditions read, which stays the same whatever is enabled.

    `read` holds the occurrences by (instance, question); `readers` the places, in document order, of the
    instances that have to be judged again when one has changed.
    """

    read: Mapping[tuple[Instance, str], Sequence[Instance]]
    readers: Mapping[Instance, Sequence[int]]


def sources_of(instances: Sequence[Instance]) -> Sources:
    """What every condition reads."""
    held = _held(instances)
    read: dict[tuple[Instance, str], Sequence[Instance]] = {}
    readers: dict[Instance, list[int]] = defaultdict(list)
    for place, instance in enumerate(instances):
        if instance.parent is not None:
            readers[instance.parent].append(place)
        for question in {when.question for when in instance.item.conditions}:
            read[instance, question] = _nearest(instance, question, held)
            for source in read[instance, question]:
                readers[source].append(place)
    return Sources(read, readers)


Held = Mapping[tuple[Instance | None, str], Sequence[Instance]]
"""(an instance or the whole response, a link id) -> its occurrences in there."""


def _held(instances: Sequence[Instance]) -> Held:
    wanted = {when.question for instance in instances for when in instance.item.conditions}
    held: dict[tuple[Instance | None, str], list[Instance]] = defaultdict(list)
    for instance in instances:
        if instance.item.link_id in wanted:
            for around in (None, *instance.above):
                held[around, instance.item.link_id].append(instance)
    return held


def _nearest(instance: Instance, question: str, held: Held) -> Sequence[Instance]:
    """The occurrences of a question that an instance's condition reads."""
    for around in reversed(instance.above):
        if around.item.link_id == question:
            return (around,)
        within = held.get((around, question))
        if within:
            return within
    return held.get((None, question), ())


def settle(
    instances: Sequence[Instance],
    sources: Sources,
    filled: Mapping[Instance, Sequence[Value]],
    off: frozenset[Instance],
) -> Settled:
    """Judge every instance. `filled` are answers that were calculated, `off` what an expression disables."""
    judging = _Judging(sources, filled, off, set(instances))
    restless = judging.until_settled(instances)
    if restless:  # once more without them, for what stands beside the loop is none the worse
        judging = _Judging(sources, filled, off | restless, set(instances))
        restless |= judging.until_settled(instances)
    told = tuple(instance for instance in instances if instance in restless)
    return Settled(frozenset(judging.on - restless), told)


@dataclass(frozen=True, slots=True)
class _Judging:
    """What is enabled so far, and all that decides it."""

    sources: Sources
    filled: Mapping[Instance, Sequence[Value]]
    off: frozenset[Instance]
    on: set[Instance]

    def until_settled(self, instances: Sequence[Instance]) -> set[Instance]:
        """Judge over and over; gives those that still change when that has gone on for far too long."""
        waiting: list[int] = list(range(len(instances)))
        flipping: set[Instance] = set()
        left = half = 25 * len(instances) + 500
        while waiting and left > -half:
            left -= len(waiting)
            before = set(self.on) if left <= 0 else self.on
            waiting = self.again(instances, waiting)
            flipping |= before ^ self.on
        return flipping if waiting else set()

    def again(self, instances: Sequence[Instance], places: Iterable[int]) -> list[int]:
        """Judge some in document order; gives the places of those that read what has changed."""
        waiting: set[int] = set()
        for place in places:
            instance = instances[place]
            if self._is_on(instance) is not (instance in self.on):
                self.on.symmetric_difference_update({instance})
                waiting.update(self.sources.readers.get(instance, ()))
        return sorted(waiting)

    def _is_on(self, instance: Instance) -> bool:
        if instance in self.off or (instance.parent is not None and instance.parent not in self.on):
            return False
        conditions = instance.item.conditions
        judge = any if instance.item.any_of else all
        return not conditions or judge(holds(when, self._answers(instance, when)) for when in conditions)

    def _answers(self, instance: Instance, when: When) -> list[Value]:
        read = (each for each in self.sources.read[instance, when.question] if each in self.on)
        return [answer for each in read for answer in self.filled.get(each, each.answers)]


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
