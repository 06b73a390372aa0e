"""Regular expressions of strangers, by the library `regex`: it stops in time, Python's own does not.

Most patterns need microseconds. One that is not done in a moment is tried once more with a longer one, which
costs the form much of its budget; one that needs even longer ends the form's expressions.
"""

from collections.abc import Callable
from functools import lru_cache
from math import prod
from typing import TypeVar

import regex

from questionnaires.forms.fhirpath.env import Budget, ExpressionFault, OutOfSteps, short

T = TypeVar("T")
_GROUP = regex.compile(r"\$(\d+|\{\w+\})")
_COUNT = regex.compile(r"(?<=[{,])\d{1,9}(?=\})")
_LONGEST, _MOST_COPIES = 1_000, 100_000
"""`(a{1000}){1000}` is written out when it is compiled, which no time limit covers."""
_QUICK, _STEPS_OF_QUICK = 0.002, 500
_SLOW, _STEPS_OF_SLOW = 0.05, 60_000


def matches(budget: Budget, text: str, pattern: str, *, whole: bool = False) -> bool:
    """Whether a text holds a pattern; `whole`: whether it is one."""
    found = _compiled(pattern)
    look = found.fullmatch if whole else found.search
    return _limited(budget, lambda seconds: look(text, timeout=seconds)) is not None


def replaced(budget: Budget, text: str, pattern: str, by: str) -> str:
    """A text with a pattern replaced; `$1` and `${name}` stand for its groups."""
    if len(text) * len(by) > _LONGEST * _LONGEST:
        raise ExpressionFault("a text grows too long")
    template = regex.sub(
        r"\$(\d+|\{\w+\})", lambda found: rf"\g<{found[1].strip('{}')}>", by.replace("\\", r"\\")
    )
    found = _compiled(pattern)
    return short(_limited(budget, lambda seconds: found.sub(template, text, timeout=seconds)))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> "regex.Pattern[str]":
    counts = [int(each) for each in _COUNT.findall(pattern)]
    if len(pattern) > _LONGEST or prod(max(1, each) for each in counts) > _MOST_COPIES:
        raise ExpressionFault("a pattern is too long")
    try:
        return regex.compile(pattern, regex.DOTALL)
    except regex.error:
        raise ExpressionFault("a pattern cannot be read") from None


def _limited(budget: Budget, look: Callable[[float], T]) -> T:
    for seconds, steps in ((_QUICK, _STEPS_OF_QUICK), (_SLOW, _STEPS_OF_SLOW)):
        budget.spend(steps)
        try:
            return look(seconds)
        except TimeoutError:
            continue
    raise OutOfSteps
