"""Numbers that were signed under an earlier program, made whole for this one.

A newer program may know of numbers that a signed file does not hold. Judging must not stop for that: what is
missing is taken from the numbers that come with the product, and the faults are told, so that somebody signs
a whole file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from alerts.numbers import Numbers
from alerts.numbers_file import NumbersFaults, bundled, bundled_text, checksum_of, numbers_of, parsed, read


@dataclass(frozen=True, slots=True)
class Held:
    """What is judged by, and what was wrong with the file: (path, sentence), in the order of the fields."""

    numbers: Numbers
    faults: tuple[tuple[str, str], ...] = ()


@cache
def held(text: str) -> Held:
    """The numbers of a signed text; the product's own, where even made whole it cannot be used."""
    try:
        return Held(read(text))
    except NumbersFaults as faulty:
        return Held(_made_whole(text), faulty.faults)


def _made_whole(text: str) -> Numbers:
    try:
        return numbers_of(_over(parsed(bundled_text()), parsed(text)), checksum_of(text))
    except NumbersFaults:
        return bundled()


def _over(base: object, signed: object) -> object:
    """The base with every value that was signed and that it has a place for."""
    if not isinstance(base, Mapping):
        return signed
    if not isinstance(signed, Mapping):
        return base
    return {name: _over(value, signed[name]) if name in signed else value for name, value in base.items()}
