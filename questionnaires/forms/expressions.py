"""Runs an expression of a form: FHIRPath, compiled once, with weight() and ordinal() for scored options.

For display only: no score or alert of the product comes from an expression. Whatever a form asks for, it gets
no further than its budget of steps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from questionnaires.forms.fhirpath.compiling import compiled
from questionnaires.forms.fhirpath.elements import Element, Found
from questionnaires.forms.fhirpath.env import STEPS, Budget, Env, ExpressionFault, OutOfSteps

__all__ = ["STEPS", "Budget", "Element", "ExpressionFault", "Found", "OutOfSteps", "Surroundings", "run"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What expressions may ask besides the response: the scores of options, and what time it is."""

    weight: Callable[[Element], Found]
    as_of: datetime
    budget: Budget


def run(text: str, base: Element, variables: Mapping[str, Found], around: Surroundings) -> Found:
    """What an expression yields for a response or one of its items. Raises ExpressionFault, OutOfSteps."""
    env = Env(variables, around.budget, around.as_of, around.weight, [base])
    try:
        return compiled(text)(env, env.this)
    except (ExpressionFault, OutOfSteps):
        raise
    except Exception as fault:  # noqa: BLE001 - whatever an expression provokes is a fault of the expression
        raise ExpressionFault(type(fault).__name__) from None
