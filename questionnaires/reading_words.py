"""What typed words, or the buttons of a date, answer to one question: a value of its kind, or why not. Pure.

Whether the value keeps within the question's limits is judged afterwards (`limits.py`).
"""

from datetime import date, datetime, time

from domain import Answer
from questionnaires import lexicons, typed, typed_moments
from questionnaires.instrument import Item, ItemKind
from questionnaires.lexicons import Lexicon
from questionnaires.moves import YES, RefusalReason

Read = Answer | RefusalReason


def read(item: Item, text: str, languages: tuple[str, ...]) -> Read:
    """Words as they are where text is asked, else what they certainly mean; several choices are tapped.

    Where a choice is open, words that are no option stand for themselves.
    """
    words, lexicon = text.strip(), lexicons.lexicon(languages)
    match item.kind:
        case ItemKind.STRING | ItemKind.TEXT | ItemKind.URL:
            return words or RefusalReason.NOT_AN_ANSWER
        case ItemKind.CHOICE | ItemKind.OPEN_CHOICE:
            return _of_options(item, words)
        case ItemKind.BOOLEAN:
            said = typed.yes_or_no(words, lexicon)
            return RefusalReason.NOT_AN_ANSWER if said is None else said == YES
        case ItemKind.INTEGER | ItemKind.DECIMAL | ItemKind.QUANTITY:
            return _number(item, words, lexicon)
        case _:
            return _moment(item, words, lexicon)


def _number(item: Item, words: str, lexicon: Lexicon) -> Read:
    match item.kind:
        case ItemKind.INTEGER:
            # The words on the last button may be typed as well.
            words = words.removesuffix("+") if words == item.or_more else words
            return typed.number(words, lexicon, item.maximum)
        case ItemKind.DECIMAL:
            return typed.decimal(words, lexicon)
        case _:
            return typed.quantity(words, item.units, lexicon)


def _moment(item: Item, words: str, lexicon: Lexicon) -> Read:
    match item.kind:
        case ItemKind.DATE:
            return typed_moments.day(words, lexicon)
        case ItemKind.TIME:
            return typed_moments.hour(words)
        case _:
            return typed_moments.moment(words, lexicon)


def _of_options(item: Item, words: str) -> Read:
    ordinal = typed.option(words, item)
    if ordinal is not None:
        return RefusalReason.NOT_AN_ANSWER if item.repeats else item.options[ordinal].answer
    return words if words and item.kind is ItemKind.OPEN_CHOICE else RefusalReason.NOT_AN_ANSWER


def picked(item: Item, text: str) -> Read:
    """The date, the time or both that buttons put together."""
    try:
        match item.kind:
            case ItemKind.DATE:
                return date.fromisoformat(text)
            case ItemKind.TIME:
                return time.fromisoformat(text)
            case ItemKind.DATETIME:
                return datetime.fromisoformat(text)
    except ValueError:
        return RefusalReason.NOT_AN_ANSWER
    return RefusalReason.NOT_AN_ANSWER
