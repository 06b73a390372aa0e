"""An instrument in a terminal: the move that a typed line means. Pure; options count from 1.

Commands start with a slash, so that a text answer may be any word.
"""

import re
from collections.abc import Callable, Mapping

from questionnaires.instrument import Item, ItemKind
from questionnaires.moves import Back, Change, Choose, Decline, Done, Move, Send, Skip, Tick, Type
from questionnaires.steps import Ask, Ended, Review, Standing

_COMMANDS: Mapping[str, Callable[[int], Move]] = {"/decline": Decline, "/skip": Skip, "/done": Done}


def move_of(standing: Standing, line: str) -> Move | None:
    """The move that a typed line means here; None when it means none."""
    words = line.split()
    step = standing.step
    match words:
        case []:
            return None
        case ["/back"]:
            return Back()
        case ["/send"]:
            return Send()
        case ["/change", number]:
            return _change(step, number)
        case _ if isinstance(step, Ask):
            return _answer(step.item, line.strip())
        case _:
            return None


def _change(step: Ask | Review | Ended, number: str) -> Move | None:
    if isinstance(step, Review) and _is_number(number) and 1 <= int(number) <= len(step.lines):
        return Change(step.lines[int(number) - 1].item.ordinal)
    return None


def _answer(item: Item, line: str) -> Move | None:
    if line in _COMMANDS:
        return _COMMANDS[line](item.ordinal)
    if not _is_number(line) or item.kind in (ItemKind.INTEGER, ItemKind.STRING, ItemKind.TEXT):
        return Type(line)
    picked = int(line) - 1
    return Tick(item.ordinal, picked) if item.repeats else Choose(item.ordinal, picked)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", text) is not None
