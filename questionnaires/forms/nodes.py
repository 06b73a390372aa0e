"""Looks into JSON of strangers without ever raising: what has another shape than expected is passed over."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any

Node = Mapping[str, Any]
_DEEPEST, _MOST = 200, 100_000


def rows(node: Node, key: str) -> list[Node]:
    """The objects of a list, or one that stands there without a list; whatever else is passed over."""
    found = node.get(key)
    if isinstance(found, Mapping):
        return [found]
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def words(node: Node, key: str) -> str:
    """A text; a number that should have been one is taken as it is written."""
    found = node.get(key)
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return ""
    return str(found)


def is_small(value: Any, most: int) -> bool:
    """Whether something has no more pieces than that; it is not looked at any further."""
    waiting = [value]
    for _ in range(most):
        if not waiting:
            return True
        one = waiting.pop()
        if isinstance(one, (Mapping, list)):
            waiting += one.values() if isinstance(one, Mapping) else one
    return not waiting


def finite(node: Node) -> Node:
    """What YAML gave as JSON would have it: dates as text, nothing that holds itself or swells."""
    copied: Node = _copy(node, 0, count())
    return copied


def _copy(value: Any, depth: int, counter: Iterator[int]) -> Any:
    if depth > _DEEPEST or next(counter) > _MOST:
        return None
    if isinstance(value, Mapping):
        return {str(key): _copy(each, depth + 1, counter) for key, each in value.items()}
    if isinstance(value, list):
        return [_copy(each, depth + 1, counter) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (str, int, float)) else None
