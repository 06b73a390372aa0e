"""An answer as words: what the review and the running screens show of what somebody chose."""

from collections.abc import Sequence

from bot.texts.wording import Texts
from domain import Answer, Coding, EntryKind
from questionnaires.conversation import Line
from questionnaires.instrument import Item


def in_words(texts: Texts, item: Item, values: Sequence[Answer]) -> str:
    """The values of one item, in their order, with commas between."""
    return ", ".join(_word(texts, item, value) for value in values)


def _word(texts: Texts, item: Item, value: Answer) -> str:
    if isinstance(value, bool):
        return texts.say("button-yes" if value else "button-no")
    if isinstance(value, Coding):
        return next((option.label for option in item.options if option.answer == value), value.code)
    if isinstance(value, int):
        return number_in_words(item, value)
    return str(value)


def number_in_words(item: Item, number: int) -> str:
    """A number as its button says it: the last one may stand for all above it too."""
    return item.or_more if number == item.last_button else str(number)


def line_in_words(texts: Texts, line: Line) -> str:
    """The answer of one line of the review, or that there is none and why."""
    if line.kind is EntryKind.DECLINED:
        return texts.say("declined")
    if line.values is None:
        return texts.say("skipped")
    return in_words(texts, line.item, line.values)
