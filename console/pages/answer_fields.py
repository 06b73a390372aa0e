"""One question of a questionnaire as the fields of a form, and what a form says as its answer. Pure.

Nothing is guessed: what is not certainly one answer is refused with what to do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.keyboards import numbers
from bot.surroundings import Surroundings
from console.pages.moments import capital
from console.web.nhs import Choice
from domain import Answer
from questionnaires.instrument import Item, ItemKind
from questionnaires.limits import broken
from questionnaires.moves import RefusalReason
from questionnaires.plain_words import plain_word
from questionnaires.play import wanted
from questionnaires.reading_words import read as read_words

MOST_CHOICES = 11
"""Where a number is one of more than these, it is typed."""
OTHER = "other"
REFUSED: Mapping[RefusalReason, str] = {
    RefusalReason.NOT_AN_ANSWER: "Give the answer, or say with a button below that there is none.",
    RefusalReason.UNCLEAR: "That could mean more than one answer. Ask again, and do not guess.",
    RefusalReason.OUT_OF_RANGE: "That is outside what this question takes.",
    RefusalReason.WRONG_FORM: "That does not have the form that is wanted here.",
    RefusalReason.TOO_LONG: "That is more than this question takes.",
    RefusalReason.REQUIRED: "Add the unit.",
    RefusalReason.REPEATED: "That is there twice.",
}
BOTH = "This says both that there is none and that there is one."

Taken = tuple[Answer, ...] | str
"""The values of an answer, or what is wrong with what was given."""


class Control(StrEnum):
    RADIOS = "radios"
    BOXES = "boxes"
    LINES = "lines"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Fields:
    """How a question is answered on a page. `own`: what stands beside the choices for words of one's own."""

    control: Control
    choices: tuple[Choice, ...]
    hint: str
    own: str = ""


def fields_of(item: Item, around: Surroundings) -> Fields:
    """The fields of a question, with what helps to answer it."""
    choices = tuple(Choice(str(at), around.fill(label)) for at, (_, label) in enumerate(_picks(item)))
    hint = " ".join(part for part in (around.fill(item.help), _scale(item, around)) if part)
    if choices and item.takes_words:
        own = "Something else, in the patient's words"
        more = () if item.repeats else (Choice(OTHER, own),)
        return Fields(_chosen_by(item), (*choices, *more), hint, own)
    if choices:
        return Fields(_chosen_by(item), choices, hint)
    told = capital(wanted(item)) + "; one a line" * item.repeats
    is_long = item.repeats or item.kind in (ItemKind.STRING, ItemKind.TEXT)
    units = ", ".join(unit.unit for unit in item.units)
    hint = " ".join(_sentence(part) for part in (hint, told, units) if part)
    return Fields(Control.LINES if is_long else Control.LINE, (), hint)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _chosen_by(item: Item) -> Control:
    return Control.BOXES if item.repeats else Control.RADIOS


def _scale(item: Item, around: Surroundings) -> str:
    """What the ends of the scale mean."""
    if not (item.low_anchor and item.high_anchor):
        return ""
    return (
        f"{item.minimum} = {around.fill(item.low_anchor)}, {item.maximum} = {around.fill(item.high_anchor)}"
    )


def _picks(item: Item) -> tuple[tuple[Answer, str], ...]:
    """The answers to choose from, with their words; none where the answer is typed."""
    if item.kind is ItemKind.BOOLEAN:
        return ((True, "Yes"), (False, "No"))
    if item.options:
        return tuple((option.answer, option.label) for option in item.options)
    scale = numbers(item)
    is_whole = item.last_button is None and not item.repeats and len(scale) <= MOST_CHOICES
    return tuple((number, str(number)) for number in scale) if is_whole else ()


def stands(item: Item, values: tuple[Answer, ...], form: Mapping[str, str]) -> Mapping[str, str]:
    """What stands in the fields: what was given just now, or the answer that is known."""
    if any(name == "typed" or name.startswith("chosen") for name in form):
        return form
    known = {answer: str(at) for at, (answer, _) in enumerate(_picks(item))}
    own = [plain_word(item, value) for value in values if value not in known]
    picked = [known[value] for value in values if value in known]
    typed = {"typed": "\n".join(own)}
    if item.repeats:
        return {f"chosen-{at}": at for at in picked} | typed
    return {"chosen": OTHER if own else "".join(picked)} | typed


def taken(item: Item, languages: tuple[str, ...], form: Mapping[str, str]) -> Taken:
    """The answer that a form gives to a question, or what is wrong with it."""
    picks = _picks(item)
    if item.repeats:
        return _several(item, picks, languages, form)
    chosen = form.get("chosen", "")
    if picks and chosen != OTHER:
        found = [answer for at, (answer, _) in enumerate(picks) if chosen == str(at)]
        return tuple(found) or REFUSED[RefusalReason.NOT_AN_ANSWER]
    value = _read(item, form.get("typed", ""), languages)
    return REFUSED[value] if isinstance(value, RefusalReason) else (value,)


def _several(
    item: Item, picks: tuple[tuple[Answer, str], ...], languages: tuple[str, ...], form: Mapping[str, str]
) -> Taken:
    """All that is ticked, in the order of the options, and then what was typed, a line each."""
    found = [answer for at, (answer, _) in enumerate(picks) if f"chosen-{at}" in form]
    if len(found) > 1 and any(option.exclusive for option in item.options if option.answer in found):
        return BOTH
    typed = form.get("typed", "") if not picks or item.takes_words else ""
    for value in _lines(item, typed, languages):
        if isinstance(value, RefusalReason):
            return REFUSED[value]
        found.append(value)
    return _counted(item, found)


def _counted(item: Item, found: list[Answer]) -> Taken:
    if not found:
        return REFUSED[RefusalReason.NOT_AN_ANSWER]
    if len(set(found)) < len(found):
        return REFUSED[RefusalReason.REPEATED]
    too_many = item.most is not None and len(found) > item.most
    return REFUSED[RefusalReason.TOO_LONG] if too_many else tuple(found)


def _lines(item: Item, typed: str, languages: tuple[str, ...]) -> Iterator[Answer | RefusalReason]:
    for line in typed.splitlines():
        if line.strip():
            yield _read(item, line, languages)


def _read(item: Item, text: str, languages: tuple[str, ...]) -> Answer | RefusalReason:
    if item.options:  # words beside the options stand for themselves
        value: Answer | RefusalReason = text.strip() or RefusalReason.NOT_AN_ANSWER
    else:
        value = read_words(item, text.replace("\r\n", "\n"), languages)
    if isinstance(value, RefusalReason):
        return value
    if item.lacks_unit(value):
        return RefusalReason.REQUIRED
    return broken(item, value) or value
