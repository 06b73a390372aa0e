"""Reads the numbers of the rules from their YAML file, and lists everything wrong with it at once."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, get_args, get_type_hints

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from alerts.numbers import ORDERED, Numbers
from alerts.rules import RULES
from domain import Fault, Severity

Note = Callable[[str, str], None]


class NumbersFaults(Fault):
    """The file of numbers cannot be used. `faults` holds (path, sentence) in the order of the fields."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        self.faults = faults
        super().__init__(
            "Numbers of the alert rules: " + " ".join(f"{path}: {text}" for path, text in faults)
        )


def bundled_text() -> str:
    """The file that comes with the product."""
    return files("alerts").joinpath("numbers.yaml").read_text("utf-8")


@cache
def bundled() -> Numbers:
    """The numbers that come with the product."""
    return read(bundled_text())


def read(text: str) -> Numbers:
    """The numbers of a YAML 1.2 text; raises NumbersFaults with every fault and its path."""
    return numbers_of(parsed(text), checksum_of(text))


def checksum_of(text: str) -> str:
    """The SHA-256 of a file's text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def numbers_of(node: object, checksum: str) -> Numbers:
    """The numbers of a parsed file; raises NumbersFaults as `read` does."""
    faults: list[tuple[str, str]] = []

    def note(path: str, sentence: str) -> None:
        faults.append((path, sentence))

    taken = _section(Numbers, node, "", note)
    if not faults:
        _in_order(taken, note)
    if faults:
        raise NumbersFaults(tuple(faults))
    return Numbers(**taken, checksum=checksum)


def parsed(text: str) -> object:
    """What a YAML 1.2 text holds; raises NumbersFaults if it is none."""
    try:
        # The pure parser: the C one reads YAML 1.1, where `no` is false and 10:30 is 630.
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else "file"
        raise NumbersFaults(((line, "This is not YAML."),)) from error
    except (ValueError, RecursionError):
        raise NumbersFaults((("file", "It holds a number or a date that cannot be read."),)) from None


def _section(kind: type[Any], node: object, path: str, note: Note) -> dict[str, Any]:
    """The fields of one frozen dataclass, taken from a mapping of the same names."""
    hints = get_type_hints(kind, include_extras=True)
    # What has a default does not come from the file.
    wanted = tuple(field.name for field in fields(kind) if field.default is MISSING)
    known = _mapping(node, wanted, path, note)
    return {name: _value(hints[name], known[name], f"{path}{name}", note) for name in wanted if name in known}


def _mapping(node: object, wanted: tuple[str, ...], path: str, note: Note) -> Mapping[str, object]:
    """The node as a mapping; notes what is missing and what nobody knows."""
    if not isinstance(node, Mapping):
        note(path.rstrip(".") or "file", "Names and values are expected here.")
        return {}
    for name in wanted:
        if name not in node:
            note(f"{path}{name}", "This is missing.")
    for name in node:
        if name not in wanted:
            note(f"{path}{name}", "Nothing is known by this name.")
    return node


def _value(hint: Any, node: object, path: str, note: Note) -> object:
    if is_dataclass(hint):
        taken = _section(hint, node, f"{path}.", note)  # type: ignore[arg-type]  # is_dataclass of a type
        return hint(**taken) if len(taken) == len(fields(hint)) else None  # type: ignore[operator]
    if hint is str:
        return _text(node, path, note)
    if hint == get_type_hints(Numbers, include_extras=True)["working_days"]:
        return _limits(get_args(hint)[1], node, path, note)
    return _number(hint, node, path, note)


def _limits(hint: Any, node: object, path: str, note: Note) -> dict[str, object]:
    """A limit for every AMBER rule, and for no other."""
    wanted = tuple(rule.id for rule in RULES.values() if rule.severity is Severity.AMBER)
    known = _mapping(node, wanted, f"{path}.", note)
    return {rule: _number(hint, known[rule], f"{path}.{rule}", note) for rule in wanted if rule in known}


def _text(node: object, path: str, note: Note) -> str:
    if not isinstance(node, str) or not node:
        note(path, "A text in quotes is expected here.")
    return str(node)


def _number(hint: Any, node: object, path: str, note: Note) -> object:
    """A whole number or a Decimal within its range; a decimal keeps the digits that were written."""
    kind, span = get_args(hint)
    whole = isinstance(node, int) and not isinstance(node, bool)
    if not (whole or (kind is Decimal and isinstance(node, float))):
        note(path, f"A {'whole ' if kind is int else ''}number is expected here.")
        return None
    value = kind(str(node))
    if not span.low <= value <= span.high:
        note(path, f"It must be {span.low} to {span.high}.")
    return value


def _in_order(taken: Mapping[str, Any], note: Note) -> None:
    for first, second in ORDERED:
        low, high = (getattr(taken[path.split(".")[0]], path.split(".")[1]) for path in (first, second))
        if low > high:
            note(first, f"It may not be greater than {second}.")
