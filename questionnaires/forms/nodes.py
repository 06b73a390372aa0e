"""Looks into JSON of strangers without ever raising: what has another shape than expected is passed over."""

from collections.abc import Mapping
from typing import Any

Node = Mapping[str, Any]


def rows(node: Node, key: str) -> list[Node]:
    """The objects of a list; whatever else stands there is passed over."""
    found = node.get(key)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def words(node: Node, key: str) -> str:
    """A text; a number that should have been one is taken as it is written."""
    found = node.get(key)
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return ""
    return str(found)
