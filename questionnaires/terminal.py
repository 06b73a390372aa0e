"""An instrument in a terminal: the move that a typed line means. Pure; options count from 1.

Commands start with a slash, so that a text answer may be any word.
"""

import re
from collections.abc import Callable, Mapping

from questionnaires.instrument import ItemKind
from questionnaires.moves import Back, Change, Choose, Decline, Done, Move, Send, Skip, Tick, Type
from questionnaires.steps import Ask, Ended, Review, Standing

_COMMANDS: Mapping[str, Callable[[int], Move]] = {"/decline": Decline, "/skip": Skip, "/done": Done}


def move_of(standing: Standing, line: str) -> Move | None:
    """The move that a typed line means here; None when it means none."""
    step = standing.step
    match line.split():
        case []:
            return None
        case ["/back"]:
            return Back()
        case ["/send"]:
            return Send()
        case ["/change" | "/out" as verb, number] if _is_number(number):
            return _named(step, verb, int(number))
        case _ if isinstance(step, Ask):
            return _answer(step, line.strip())
        case _:
            return None


def _named(step: Ask | Review | Ended, verb: str, number: int) -> Move | None:
    """An answer of the review to change, or one of several typed ones to take out."""
    if isinstance(step, Review) and verb == "/change" and 1 <= number <= len(step.lines):
        return Change(step.lines[number - 1].item.ordinal)
    if isinstance(step, Ask) and verb == "/out":
        return Tick(step.item.ordinal, len(step.item.options) + number - 1)
    return None


_PICKED = (ItemKind.BOOLEAN, ItemKind.CHOICE, ItemKind.OPEN_CHOICE)


def _answer(step: Ask, line: str) -> Move | None:
    item = step.item
    if line in _COMMANDS:
        return _COMMANDS[line](item.ordinal)
    if not _is_number(line) or not (item.kind in _PICKED or step.lacks_unit):
        return Type(line)
    picked = int(line) - 1
    return Tick(item.ordinal, picked) if item.repeats and item.options else Choose(item.ordinal, picked)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", text) is not None
