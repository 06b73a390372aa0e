"""An answer as words: what the review and the running screens show of what somebody chose."""

from collections.abc import Sequence
from datetime import date, datetime, time

from bot.texts.wording import Texts
from domain import Answer, EntryKind
from questionnaires.conversation import Line
from questionnaires.instrument import Item
from questionnaires.plain_words import plain_word


def in_words(texts: Texts, item: Item, values: Sequence[Answer]) -> str:
    """The values of one item, in their order, with commas between."""
    return ", ".join(_word(texts, item, value) for value in values)


def _word(texts: Texts, item: Item, value: Answer) -> str:
    if any(option.answer == value for option in item.options):
        return plain_word(item, value)
    match value:
        case bool():
            return texts.say("button-yes" if value else "button-no")
        case int():
            return number_in_words(item, value)
        case date() | time():
            return _moment(texts, value)
        case _:
            return plain_word(item, value)


def _moment(texts: Texts, value: date | time) -> str:
    """A date and a time as people say them: 3 June 2025, 14:30."""
    match value:
        case datetime():
            return f"{texts.full_date(value.date())}, {value:%H:%M}"
        case date():
            return texts.full_date(value)
        case hour:
            return f"{hour:%H:%M}"


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
