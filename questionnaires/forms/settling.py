"""Judges conditions and expressions in turn until nothing changes, for each may read what the other gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.forms.calculating import Calculated, as_answers, calculate
from questionnaires.forms.enabling import Settled, Sources, settle, sources_of
from questionnaires.forms.expressions import Budget, Element, Found, Surroundings
from questionnaires.forms.fhirpath.elements import data_of
from questionnaires.forms.form import Form
from questionnaires.forms.instances import Instance
from questionnaires.forms.laying_out import LaidOut, lay_out
from questionnaires.forms.nodes import Node
from questionnaires.forms.values import Value, read_value
from questionnaires.forms.weights import weights_of

Answers = Mapping[Instance, list[Node]]
_MOST_ROUNDS = 50
_RESTLESS = "the form: Expressions that read each other never settle; what they say is left out."


@dataclass(frozen=True, slots=True)
class State:
    """What is enabled, what was calculated by instance, and words about expressions that failed."""

    settled: Settled
    results: Mapping[Instance, tuple[Any, ...]]
    faults: tuple[str, ...]


def state_without(instances: Sequence[Instance]) -> State:
    """The state by conditions alone."""
    return State(settle(instances, sources_of(instances), {}, frozenset()), {}, ())


def state_with(
    form: Form, response: Node, instances: Sequence[Instance], as_of: datetime, steps: int
) -> State:
    """The state by conditions and expressions. Raises OutOfSteps."""
    budget = Budget(steps)
    budget.spend(sum(map(len, form.texts)))  # a step a letter, to read them
    rounds = _Rounds(form, response, instances, sources_of(instances), as_of, budget)
    before, last = rounds.first(), rounds.first()
    for _ in range(min(_MOST_ROUNDS, 3 + len(form.texts))):
        before, last = last, rounds.after(last)
        if (before.settled.on, before.answers) == (last.settled.on, last.answers):
            return State(last.settled, last.found.results, last.found.faults)
    return rounds.given_up(before, last)


@dataclass(frozen=True, slots=True)
class _Round:
    """What one round gave: `answers` are the results for items that have none of their own."""

    settled: Settled
    found: Calculated
    answers: Answers


@dataclass(frozen=True, slots=True)
class _Rounds:
    form: Form
    response: Node
    instances: Sequence[Instance]
    sources: Sources
    as_of: datetime
    budget: Budget

    def first(self) -> _Round:
        """Before any expression was run."""
        return _Round(self._settle({}, frozenset()), Calculated({}, frozenset(), ()), {})

    def after(self, last: _Round) -> _Round:
        """Run the expressions over what the last round left, then judge the conditions."""
        laid_out = lay_out(self.response, self.instances, last.settled.on, last.answers)
        self.budget.spend(len(self.instances))
        around = Surroundings(_weighing(self.form, laid_out), self.as_of, self.budget)
        found = calculate(self.form, self.instances, laid_out, around)
        answers = _answers(found.results)
        return _Round(self._settle(answers, found.off), found, answers)

    def given_up(self, before: _Round, last: _Round) -> State:
        """What still changes counts as disabled, and its results as nothing."""
        off = last.found.off | (before.settled.on ^ last.settled.on)
        results = {
            each: values
            for each, values in last.found.results.items()
            if before.found.results.get(each) == values
        }
        return State(self._settle(_answers(results), off), results, (*last.found.faults, _RESTLESS))

    def _settle(self, answers: Answers, off: frozenset[Instance]) -> Settled:
        filled = {each: _values(given) for each, given in answers.items()}
        return settle(self.instances, self.sources, filled, off)


def _weighing(form: Form, laid_out: LaidOut) -> Any:
    """weight() for the answers of this response."""

    def weight(element: Element) -> Found:
        data = data_of(element)
        score = weights_of(form).of(data, laid_out.questions.get(id(data)))
        return [] if score is None else [score]

    return weight


def _answers(results: Mapping[Instance, tuple[Any, ...]]) -> Answers:
    """What was calculated for items without an answer of their own, as answers."""
    found = {each: list(as_answers(each, values)) for each, values in results.items() if not each.answers}
    return {each: answers for each, answers in found.items() if answers}


def _values(answers: Sequence[Node]) -> tuple[Value, ...]:
    return tuple(value for answer in answers if (value := read_value(answer, "value")) is not None)
