"""What typed or dictated words mean where a date, a time of day or both are asked. Pure.

Days come before months, as people here write them; a year has four digits. Whatever two people could read in
two ways ("3/6/25", "2:30" without am or pm) is asked again.
"""

import re
from datetime import date, datetime, time

from questionnaires.lexicons import Lexicon
from questionnaires.moves import RefusalReason
from questionnaires.words import plain

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*([./ -])\s*(\d{1,2})\s*\2\s*(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([^\W\d]+),?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?(?::\d{2})?\s*(am|pm|a\.m|p\.m)?")
_PARTS = re.compile(r"\s*(?:,|\bat\b|(?<=\d)t(?=\d))\s*|\s+")
_SHORTEST = 3
"""Letters of a month's name that say which one is meant."""


def day(text: str, lexicon: Lexicon) -> date | RefusalReason:
    """The date that these words mean. Errors: `unclear` if there are digits in them, else `not-an-answer`."""
    said = plain(text)
    found = _in_numbers(said) or _in_words(said, lexicon)
    if found is None:
        return _unread(said)
    try:
        return date(*found)
    except ValueError:
        return RefusalReason.UNCLEAR


def hour(text: str) -> time | RefusalReason:
    """The time of day that these words mean. Errors as for `day`."""
    said = plain(text)
    match = _CLOCK.fullmatch(said)
    if match is None:
        return _unread(said)
    hours, minutes, half = match.groups()
    if half is None and (minutes is None or not (hours.startswith("0") or int(hours) > 11)):
        return RefusalReason.UNCLEAR  # nine in the morning, or in the evening?
    at = int(hours) if half is None else _of_half(int(hours), half)
    try:
        return time(at, int(minutes or 0))
    except ValueError:
        return RefusalReason.UNCLEAR


def moment(text: str, lexicon: Lexicon) -> datetime | RefusalReason:
    """The date and time, local to whoever writes. Errors as for `day`."""
    said = plain(text)
    for gap in reversed(list(_PARTS.finditer(said))):
        on, at = day(said[: gap.start()], lexicon), hour(said[gap.end() :])
        if isinstance(on, date) and isinstance(at, time):
            return datetime.combine(on, at)
    return _unread(said)


def _in_numbers(said: str) -> tuple[int, int, int] | None:
    if match := _ISO.fullmatch(said):
        year, month, on = map(int, match.groups())
        return year, month, on
    if match := _NUMBERS.fullmatch(said):
        return int(match.group(4)), int(match.group(3)), int(match.group(1))
    return None


def _in_words(said: str, lexicon: Lexicon) -> tuple[int, int, int] | None:
    if match := _DAY_FIRST.fullmatch(said):
        on, name, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(said):
        name, on, year = match.groups()
    else:
        return None
    month = _month(name, lexicon)
    return None if month is None else (int(year), month, int(on))


def _month(name: str, lexicon: Lexicon) -> int | None:
    """The one month whose name begins so."""
    if len(name) < _SHORTEST:
        return None
    found = {at for at, month in lexicon.months if month.startswith(name)}
    return found.pop() if len(found) == 1 else None


def _of_half(hours: int, half: str) -> int:
    """The hour of the day, 24 (which is none) where no clock with two halves has it."""
    if not 1 <= hours <= 12:
        return 24
    return hours % 12 + (12 if half.startswith("p") else 0)


def _unread(said: str) -> RefusalReason:
    return RefusalReason.UNCLEAR if any(map(str.isdecimal, said)) else RefusalReason.NOT_AN_ANSWER
