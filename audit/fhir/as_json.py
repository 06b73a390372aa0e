"""JSON with decimals as they are: FHIR keeps `5.50` apart from `5.5`, and a binary float keeps neither."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any


def as_json(node: Any, margin: str = "\n") -> str:
    """A resource as text, two blanks a level, keys in the order given."""
    deeper = f"{margin}  "
    match node:
        case dict() if node:
            rows = (f"{_plain(key)}: {as_json(value, deeper)}" for key, value in node.items())
            return _wrapped("{", rows, "}", margin)
        case list() if node:
            return _wrapped("[", (as_json(value, deeper) for value in node), "]", margin)
        case Decimal():
            return format(node, "f")
        case _:
            return _plain(node)


def _plain(node: Any) -> str:
    return json.dumps(node, ensure_ascii=False)


def _wrapped(opening: str, rows: Iterable[str], closing: str, margin: str) -> str:
    inner = f"{margin}  "
    return f"{opening}{inner}{f',{inner}'.join(rows)}{margin}{closing}"
