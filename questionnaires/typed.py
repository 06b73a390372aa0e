"""What typed or dictated words mean where something other than words is asked. Pure.

Lenient where it is safe: white space, digits of any script, number words, a scale named behind the number. A
guess is never safe: "7-8", "about 7" or "7.5" is asked again, because a wrong number looks like a right one.
"""

import re
import unicodedata

from questionnaires.instrument import Item
from questionnaires.lexicons import Lexicon
from questionnaires.moves import NO, YES, RefusalReason

_WHOLE = re.compile(r"(-?[0-9]+)(?:\.0+)?")
_LONGEST = 9
"""More digits than any range here has; a longer number is out of range whatever it says."""
_ALIKE = str.maketrans({"\N{FULLWIDTH SOLIDUS}": "/", "\N{MINUS SIGN}": "-", "\ufe0f": "", "\u20e3": ""})
"""Signs that other keyboards write for ours, and what an emoji puts around a digit."""


def number(text: str, lexicon: Lexicon, maximum: int | None) -> int | RefusalReason:
    """The one whole number that these words mean.

    A scale behind it ("7/10", "seven out of ten") must end where the question's does, at `maximum`. Errors:
    `unclear` if there is a number in the words but not certainly this one, `not-an-answer` if there is none,
    `out-of-range` for one that is too long to be in any range.
    """
    plain = _plain(text)
    match [_value(part, lexicon) for part in re.split(_between(lexicon), plain)]:
        case [int() as value]:
            return _in_any_range(value)
        case [int() as value, int() as top] if top == maximum:
            return _in_any_range(value)
    return RefusalReason.UNCLEAR if _mentions_a_number(plain, lexicon) else RefusalReason.NOT_AN_ANSWER


def yes_or_no(text: str, lexicon: Lexicon) -> int | None:
    """YES or NO, if the words are nothing but that."""
    plain = _plain(text)
    return YES if plain in lexicon.yes else NO if plain in lexicon.no else None


def option(text: str, item: Item) -> int | None:
    """The ordinal of the option whose label these words are; None if none's, or that of several."""
    plain = _plain(text)
    found = [at for at, each in enumerate(item.options) if _plain(each.label) == plain]
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    """Small letters, our own digits, single spaces, and no full stop or exclamation mark at the end."""
    ours = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return " ".join(ours.translate(_ALIKE).casefold().split()).rstrip(".!").rstrip()


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


def _mentions_a_number(plain: str, lexicon: Lexicon) -> bool:
    return any(word.isdecimal() or word in lexicon.numbers for word in re.findall(r"[0-9]+|[^\W\d]+", plain))
