"""Whether an answer keeps within the limits of its question. Pure, but for the time a pattern may take."""

from datetime import datetime, time
from decimal import Decimal

import regex

from domain import Answer, Quantity
from questionnaires.instrument import Item, ItemKind, Limits
from questionnaires.moves import RefusalReason

SECONDS = 0.05
"""How long a pattern of a form may look at one answer; one that needs longer holds nobody up."""
_LONGEST = 2_000


def broken(item: Item, answer: Answer) -> RefusalReason | None:
    """Which limit this answer breaks; none if it may be taken."""
    if isinstance(answer, int):  # whole numbers, and truths, which have no limits
        return _outside(answer, item.minimum, item.maximum)
    if isinstance(answer, Quantity):
        return broken(item, answer.value)
    if isinstance(answer, str):
        return _form_of(item, answer)
    most = item.limits.decimals
    if isinstance(answer, Decimal) and most is not None and _places(answer) > most:
        return RefusalReason.WRONG_FORM
    return _outside(answer, item.limits.low, item.limits.high)


def _plain(bound: object) -> object:
    """A moment without its zone: those of patients are local."""
    return bound.replace(tzinfo=None) if isinstance(bound, (datetime, time)) else bound


def _outside(value: object, low: object, high: object) -> RefusalReason | None:
    below = low is not None and is_above(low, value)
    above = high is not None and is_above(value, high)
    return RefusalReason.OUT_OF_RANGE if below or above else None


def is_above(one: object, other: object) -> bool:
    """Whether a value is more than another of its own kind; zones do not count."""
    return bool(_plain(one) > _plain(other))  # type: ignore[operator]  # bounds are of their item's kind


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _form_of(item: Item, text: str) -> RefusalReason | None:
    limits = item.limits
    if limits.longest is not None and len(text) > limits.longest:
        return RefusalReason.TOO_LONG
    if len(text) < limits.shortest or not _fits(text, limits):
        return RefusalReason.WRONG_FORM
    if item.kind is ItemKind.URL and not regex.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text):
        return RefusalReason.WRONG_FORM
    return None


def _fits(text: str, limits: Limits) -> bool:
    """Whether the text has the form wanted; a pattern that takes too long is as if it were not there."""
    if not limits.pattern:
        return True
    try:
        return regex.fullmatch(limits.pattern, text, timeout=SECONDS) is not None
    except TimeoutError:
        return True


def is_pattern(text: str) -> bool:
    """Whether this can be used as a pattern."""
    if len(text) > _LONGEST:
        return False
    try:
        regex.compile(text)
    except (regex.error, RecursionError, OverflowError, MemoryError):
        return False
    return True
