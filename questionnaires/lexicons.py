"""The words by which people give a number, or yes or no, in each language: data, read from `lexicon/`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from questionnaires.notation import load


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Small letters throughout. `out_of` stands between a number and the top of its scale; `months` are the
    names of the months, each with its number from 1."""

    numbers: Mapping[str, int]
    out_of: tuple[str, ...]
    yes: frozenset[str]
    no: frozenset[str]
    months: tuple[tuple[int, str], ...]


EMPTY = Lexicon({}, (), frozenset(), frozenset(), ())


@cache
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """The words of these languages together."""
    return together([_read(language) for language in languages])


def together(found: Sequence[Lexicon]) -> Lexicon:
    """One lexicon of several, without the words on which they disagree."""
    yes = frozenset[str]().union(*(each.yes for each in found))
    no = frozenset[str]().union(*(each.no for each in found))
    out_of = tuple(word for each in found for word in each.out_of)
    months = tuple(month for each in found for month in each.months)
    return Lexicon(_agreed(found), out_of, yes - no, no - yes, months)


def _agreed(found: Sequence[Lexicon]) -> Mapping[str, int]:
    pairs = {pair for each in found for pair in each.numbers.items()}
    words = [word for word, _ in pairs]
    return {word: number for word, number in pairs if words.count(word) == 1}


def _read(language: str) -> Lexicon:
    """The file of one language; a language without a file has no words, only digits."""
    file = files("questionnaires").joinpath("lexicon", f"{language}.yaml")
    return read(file.read_text(encoding="utf-8")) if file.is_file() else EMPTY


def read(text: str) -> Lexicon:
    """The lexicon in a YAML 1.2 text."""
    tree = load(text)
    return Lexicon(
        dict(tree["numbers"]),
        tuple(tree["out-of"]),
        frozenset(tree["yes"]),
        frozenset(tree["no"]),
        tuple(enumerate(tree["months"], 1)),
    )
