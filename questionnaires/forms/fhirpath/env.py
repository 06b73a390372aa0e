"""What an expression runs in: its variables, its place in a loop, and a budget of steps.

Steps are counted instead of seconds. The count is the same on every machine and needs no clock; it covers all
that an expression can do for long, for FHIRPath has no loops but its functions over collections.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from questionnaires.forms.fhirpath.elements import Element, Found

STEPS = 500_000
"""What one judgement of a form may take: at most about half a second of one core, mostly far less."""
_LONGEST = 100_000


class ExpressionFault(Exception):
    """An expression that cannot be read or evaluated; the text says what is wrong with it, not with whom."""


class OutOfSteps(Exception):
    """The budget is spent: the form's expressions do not come to an end in time."""


class Budget:
    """Steps that are left. The one thing here that changes."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Raises OutOfSteps."""
        self.left -= steps
        if self.left < 0:
            raise OutOfSteps


@dataclass(slots=True)
class Env:
    """`this`, `index` and `total` are FHIRPath's $this, $index and $total."""

    variables: Mapping[str, Found]
    budget: Budget
    as_of: datetime
    weight: Callable[[Element], Found]
    this: Found
    index: int = 0
    total: Found | None = None

    def at(self, element: Element, index: int, total: Found | None = None) -> "Env":
        """The same inside a loop, at one of its elements."""
        total = self.total if total is None else total
        return Env(self.variables, self.budget, self.as_of, self.weight, [element], index, total)


Code = Callable[[Env, Found], Found]
"""A compiled expression: what it yields for the elements before its dot."""


def only(found: Found) -> Element:
    """The one element there is. Raises ExpressionFault for several."""
    if len(found) != 1:
        raise ExpressionFault("several values where one is wanted")
    return found[0]


def truth(found: Found) -> bool | None:
    """A collection where a yes or no is wanted: nothing is neither, one thing that is no boolean is yes."""
    if not found:
        return None
    one = only(found)
    return one if isinstance(one, bool) else True


def cost(found: Found) -> int:
    """The steps that making something took; a long text takes time and memory, too."""
    return len(found) + (len(found[0]) >> 4 if found and type(found[0]) is str else 0)


def short(text: str) -> str:
    """A text, if it is not growing without end."""
    if len(text) > _LONGEST:
        raise ExpressionFault("a text grows too long")
    return text
