"""A questionnaire played as the chat shows it: the bot's own conversation and screens, with nothing stored.

What was tapped and typed so far is in the page's own form; each time the whole conversation is had again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.buttons import read
from bot.looks import Looked
from bot.presenting import HONEST
from bot.presses import Listed, Reviewed, Tapped, Why
from bot.screen import Screen
from bot.screens import change_list, screen
from bot.surroundings import Surroundings
from domain import Entry
from questionnaires.conversation import Ended, Refusal, Review, Type, accept, standing
from questionnaires.conversation import answers as answers_of
from questionnaires.instrument import Instrument
from questionnaires.scores import scores_of

TYPED = "t "
"""What begins a message that was typed; anything else is a button's."""
MOST_STEPS = 300
_NUMBER = 1


@dataclass(frozen=True, slots=True)
class Chat:
    """`shown`: the card; `said`: an answer to a message or tap that was not taken. `steps`: for the form."""

    shown: Screen
    said: str
    steps: str
    is_over: bool
    scores: tuple[tuple[str, str], ...]


def chat(
    instrument: Instrument,
    context: Mapping[str, str],
    around: Surroundings,
    steps: Sequence[str],
    as_of: datetime,
) -> Chat:
    """Where the conversation stands after these taps and messages."""
    log, taken, said = list[Entry](), list[str](), ""
    for step in steps:
        entry = _made(instrument, context, log, step, as_of)
        said = around.say(HONEST[entry.reason].key) if isinstance(entry, Refusal) else ""
        if isinstance(entry, Entry):
            log.append(entry)
            taken.append(step)
    now = standing(instrument, context, log)
    is_over = isinstance(now.step, Ended)
    shown = _look(instrument, context, log, around, steps[-1] if steps else "")
    scores = scores_of(instrument.id, answers_of(instrument, context, log)) if is_over else ()
    told = tuple((each.name, str(each.value) if each.missing is None else each.missing) for each in scores)
    return Chat(shown, said, json.dumps(taken), is_over, told)


def _made(
    instrument: Instrument, context: Mapping[str, str], log: Sequence[Entry], step: str, as_of: datetime
) -> Entry | Refusal | None:
    """What a tap or a message makes; none for a button that stores nothing, or is none of ours."""
    if step.startswith(TYPED):
        move = Type(step.removeprefix(TYPED))
        return accept(instrument, context, log, move, seq=None, as_of=as_of)
    pressed = read(step)
    if not isinstance(pressed, Tapped):
        return None
    return accept(instrument, context, log, pressed.move, seq=pressed.seq, as_of=as_of)


def _look(
    instrument: Instrument,
    context: Mapping[str, str],
    log: Sequence[Entry],
    around: Surroundings,
    last: str,
) -> Screen:
    """The card; other buttons of it, why it is asked, or the list for change, if that was tapped last."""
    now, pressed = standing(instrument, context, log), read(last)
    match pressed, now.step:
        case Listed(page=number), Review() as review:
            return change_list(_NUMBER, now.seq, review, number, around)
        case Looked(view=view), _:
            return screen(_NUMBER, now, around, view=view)
        case ((Why() | Reviewed()), _):
            return screen(_NUMBER, now, around, why=isinstance(pressed, Why))
    return screen(_NUMBER, now, around)


def steps_in(text: str) -> tuple[str, ...]:
    """What a form brought back; nothing where it is none of ours."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    is_ours = isinstance(found, list) and all(isinstance(each, str) for each in found)
    return tuple(each.encode(errors="replace").decode() for each in found[:MOST_STEPS]) if is_ours else ()
