"""What typed or dictated words mean where something other than words is asked. Pure.

Lenient where it is safe: white space, digits of any script, number words, a scale named behind the number. A
guess is never safe: "7-8", "about 7" or "7.5" is asked again, because a wrong number looks like a right one.
"""

import re
from dataclasses import replace
from decimal import Decimal

from domain import Quantity
from questionnaires.instrument import Item
from questionnaires.lexicons import Lexicon
from questionnaires.moves import NO, YES, RefusalReason
from questionnaires.words import plain

_WHOLE = re.compile(r"(-?[0-9]+)(?:\.0+)?")
_LONGEST = 9
"""More digits than any range here has; a longer number is out of range whatever it says."""
_DECIMAL = re.compile(r"(-?[0-9]+)(?:[.,]([0-9]+))?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3},[0-9]{3}")
"""A thousand to some people and one to others."""


def number(text: str, lexicon: Lexicon, maximum: int | None) -> int | RefusalReason:
    """The one whole number that these words mean.

    A scale behind it ("7/10", "seven out of ten") must end where the question's does, at `maximum`. Errors:
    `unclear` if there is a number in the words but not certainly this one, `not-an-answer` if there is none,
    `out-of-range` for one that is too long to be in any range.
    """
    said = plain(text)
    match [_value(part, lexicon) for part in re.split(_between(lexicon), said)]:
        case [int() as value]:
            return _in_any_range(value)
        case [int() as value, int() as top] if top == maximum:
            return _in_any_range(value)
    return RefusalReason.UNCLEAR if _mentions_a_number(said, lexicon) else RefusalReason.NOT_AN_ANSWER


def decimal(text: str, lexicon: Lexicon) -> Decimal | RefusalReason:
    """The one number, whole or not, that these words mean; "1,000" could be two. Errors as for `number`."""
    said = plain(text)
    match = None if _THOUSANDS.fullmatch(said) else _DECIMAL.fullmatch(said)
    if match is not None and len(said) <= 2 * _LONGEST:
        return Decimal(said.replace(",", "."))
    if said in lexicon.numbers:
        return Decimal(lexicon.numbers[said])
    return RefusalReason.UNCLEAR if _mentions_a_number(said, lexicon) else RefusalReason.NOT_AN_ANSWER


def quantity(text: str, units: tuple[Quantity, ...], lexicon: Lexicon) -> Quantity | RefusalReason:
    """A number with one of these units; with the only one there is, or with none, if none is named."""
    said = plain(text)
    for unit in units:
        for name in {plain(unit.unit), plain(unit.code)} - {""}:
            # A unit that begins with a digit ("1", a mere ratio) would be cut off the number.
            is_word = not name[0].isdecimal()
            if is_word and said.endswith(name) and not said.removesuffix(name)[-1:].isalpha():
                return _of(unit, decimal(said.removesuffix(name), lexicon))
    return _of(units[0] if len(units) == 1 else Quantity(Decimal(0), ""), decimal(said, lexicon))


def _of(unit: Quantity, number: Decimal | RefusalReason) -> Quantity | RefusalReason:
    return number if isinstance(number, RefusalReason) else replace(unit, value=number)


def yes_or_no(text: str, lexicon: Lexicon) -> int | None:
    """YES or NO, if the words are nothing but that."""
    said = plain(text)
    return YES if said in lexicon.yes else NO if said in lexicon.no else None


def option(text: str, item: Item) -> int | None:
    """The ordinal of the option whose label these words are; None if none's, or that of several."""
    said = plain(text)
    found = [at for at, each in enumerate(item.options) if plain(each.label) == said]
    return found[0] if len(found) == 1 else None


def _between(lexicon: Lexicon) -> str:
    """What stands between a number and its scale."""
    words = [rf"\s{re.escape(phrase)}\s" for phrase in lexicon.out_of]
    return "|".join((r"\s*/\s*", *words))


def _value(part: str, lexicon: Lexicon) -> int | None:
    whole = _WHOLE.fullmatch(part)
    if whole is None:
        return lexicon.numbers.get(part)
    return int(whole.group(1)[: _LONGEST + 2])


def _in_any_range(value: int) -> int | RefusalReason:
    return value if len(str(abs(value))) <= _LONGEST else RefusalReason.OUT_OF_RANGE


def _mentions_a_number(said: str, lexicon: Lexicon) -> bool:
    return any(word.isdecimal() or word in lexicon.numbers for word in re.findall(r"[0-9]+|[^\W\d]+", said))
