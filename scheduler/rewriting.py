"""Changes fields of a protocol's text and leaves the rest as somebody wrote it, comments too. Pure.

For texts in which each field can be read; what is in them may break the rules.
"""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

Path = tuple[str | int, ...]


def rewritten(text: str, changes: Mapping[Path, object]) -> str:
    """The text with these values at these paths, in their order; None takes a field or a member of a list
    away, a mapping at a number of a list is put in before what is there.

    Where a change would read otherwise for what else is written (`<<: *other`), comments are given up.
    """
    wanted = _changed(_safe().load(text), changes)
    kept = _dumped(_changed(_faithful().load(text), changes))
    return kept if _safe().load(kept) == wanted else _dumped(wanted)


def anchor_of(text: str, series: str) -> str:
    """What a series counts from, if its time points do not say it."""
    return str((_safe().load(text).get("anchors") or {}).get(series, "tmr"))


def _safe() -> YAML:
    return YAML(typ="safe", pure=True)


def _faithful() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _changed(body: Any, changes: Mapping[Path, object]) -> Any:
    for path, value in changes.items():
        _put(body, path, value)
    return body


def _put(node: Any, path: Path, value: object) -> None:
    *way, last = path
    for step in way:
        node = node.setdefault(step, {}) if isinstance(node, dict) else node[step]
    if value is None:
        _take(node, last)
    elif isinstance(last, int):
        node.insert(last, value)
    elif node.get(last) != value:
        node[last] = value


def _take(node: Any, last: str | int) -> None:
    if isinstance(last, int) or last in node:
        del node[last]


def _dumped(body: Any) -> str:
    out = StringIO()
    _faithful().dump(body, out)
    return out.getvalue()
