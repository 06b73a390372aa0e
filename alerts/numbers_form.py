"""The file of numbers as a form has it: each number by its path, and the file that such a form gives."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from alerts.numbers import Numbers
from alerts.numbers_words import SECTIONS

_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)


def typed(numbers: Numbers) -> dict[str, str]:
    """Every number by its path, in the order of the file, as somebody would type it."""
    known = asdict(numbers)
    return {f"{section}.{name}": str(value) for section in SECTIONS for name, value in known[section].items()}


def written(version: str, values: Mapping[str, str]) -> str:
    """The file of these numbers. What is no number stands there as text, which its check names."""
    return "\n".join([f"version: {_quoted(version)}", *_lines(values), ""])


def _lines(values: Mapping[str, str]) -> Iterator[str]:
    section = ""
    for path, value in values.items():
        named, _, name = path.partition(".")
        if named != section:
            section = named
            yield f"{section}:"
        yield f"  {name}: {value if _NUMBER.fullmatch(value) else _quoted(value)}"


def _quoted(text: str) -> str:
    """As YAML has it in double quotes."""
    return json.dumps(text, ensure_ascii=False)
