"""A pattern that goes on for ever spends the budget of its form, whatever the machine is doing meanwhile."""

import pytest

from questionnaires.forms.fhirpath.env import Budget, OutOfSteps
from questionnaires.forms.fhirpath.patterns import _limited


def test_a_look_that_never_ends_in_time_is_out_of_steps_after_two_tries() -> None:
    tries: list[float] = []

    def look(seconds: float) -> bool:
        tries.append(seconds)
        raise TimeoutError

    with pytest.raises(OutOfSteps):
        _limited(Budget(10**9), look)
    assert len(tries) == 2
    assert tries[0] < tries[1]
