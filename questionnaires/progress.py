"""How far somebody is through a sitting: one count over all instruments that are answered together. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain import Entry
from questionnaires.fold import fold, open_questions
from questionnaires.instrument import Instrument
from questionnaires.steps import Standing


class Count(NamedTuple):
    """`position` counts from 1 among the `total` questions of all parts; `part` from 1 among the `parts`."""

    position: int
    total: int
    part: int
    parts: int


def questions(instrument: Instrument, context: Mapping[str, str], log: Iterable[Entry] = ()) -> int:
    """How many questions of a part are enabled: after its log, or as they are when it has not begun."""
    return len(open_questions(instrument, fold(instrument, context, log).whole))


def count(before: tuple[int, ...], here: Standing, after: tuple[int, ...]) -> Count:
    """Where a part stands within the sitting, given the questions of the parts before it and after it.

    Branches open and shut, so the total may change on the way; the position only goes back with Back.
    """
    done = sum(before)
    return Count(
        position=done + here.position,
        total=done + here.total + sum(after),
        part=len(before) + 1,
        parts=len(before) + 1 + len(after),
    )
