"""Reads one cell: a date, a number, yes or no, a word of a list. What cannot be read is a sentence. Pure."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from app.importing.words import Absent, DateOrder, Fractions, Manner, Raw, Wrong, bare, folded, listed, plain

W = TypeVar("W", bound=StrEnum)

FIRST_YEAR, LAST_YEAR = 1900, 2199
_SERIALS = range(20_000, 80_000)
"""Numbers that stand for a date in a spreadsheet: from October 1954 to January 2119."""
_SERIAL_ZERO = date(1899, 12, 30)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?|(\d{4})(\d{2})(\d{2})")
_WRITTEN = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/. ]*(?P<month>[a-z]{3,9})"
    r"|(?P<month_first>[a-z]{3,9})[-/. ]*(?P<day_next>\d{1,2})(?:st|nd|rd|th)?)"
    r"\.?,?[-/. ]+(?P<year>\d{4}|\d{2})(?: [\d:.]+)?"
)
_ORDERED = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: [\d:.]+)?")
_NO_DATE = Wrong("This is no date; write it like 2025-12-31.")
_SHORT_YEAR = Wrong("The year of this date has two figures: write all four.")
_OF_TEN = re.compile(r"(.+?)\s*/\s*10")
_BROKEN = re.compile(r"#(REF|VALUE|NAME|DIV/0|NUM|NULL)[!?]")
_YES = frozenset(("yes", "y", "true", "1", "x", "✓", "ja", "present"))
_NO = frozenset(("no", "n", "false", "0", "none", "absent", "nein"))


def absent(raw: Raw, manner: Manner) -> Absent | None:
    """Whether a cell holds no value, and which kind of none."""
    text = folded(raw)
    if text in manner.declined:
        return Absent.DECLINED
    return Absent.MISSING if not text or text in manner.missing else None


def read_date(raw: Raw, manner: Manner) -> date | Wrong:
    """A local date. Day and month are never guessed: the map says which comes first."""
    if isinstance(raw, datetime):
        return _sane(raw.date())
    if isinstance(raw, date):
        return _sane(raw)
    text = folded(raw)
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(float(text)))
    found = _ISO.fullmatch(text.upper())
    if found:
        return _calendar(*(int(part) for part in found.groups() if part is not None))
    named = _WRITTEN.fullmatch(text)
    if named:
        return _in_words(named)
    ordered = _ORDERED.fullmatch(text)
    return _in_order(ordered, manner) if ordered else _NO_DATE


def _in_words(found: re.Match[str]) -> date | Wrong:
    """31 Dec 2025, or December 31, 2025: neither is a guess."""
    month = (found["month"] or found["month_first"])[:3]
    if month not in _MONTHS:
        return _NO_DATE
    if len(found["year"]) < len("2025"):
        return _SHORT_YEAR
    return _calendar(int(found["year"]), _MONTHS.index(month) + 1, int(found["day"] or found["day_next"]))


def _in_order(found: re.Match[str], manner: Manner) -> date | Wrong:
    one, other, year = (int(part) for part in found.groups())
    if len(found[3]) < len("2025"):
        return _SHORT_YEAR
    if manner.dates is DateOrder.ISO:
        return Wrong(
            "Day and month of this date are not told apart: say `dates: dmy` or `dates: mdy` in the map."
        )
    day, month = (one, other) if manner.dates is DateOrder.DAY_FIRST else (other, one)
    return _calendar(year, month, day)


def _calendar(year: int, month: int, day: int) -> date | Wrong:
    try:
        return _sane(date(year, month, day))
    except ValueError:
        return Wrong("This date is on no calendar. Check the day, the month, and `dates` in the map.")


def _sane(on: date) -> date | Wrong:
    if FIRST_YEAR <= on.year <= LAST_YEAR:
        return on
    return Wrong(f"This date cannot be meant: the year must lie from {FIRST_YEAR} to {LAST_YEAR}.")


def read_number(raw: Raw, manner: Manner) -> Decimal | Wrong:
    """A number; `6/10` is six."""
    wrong = Wrong("This is no number.")
    if isinstance(raw, (datetime, date, time)):
        return Wrong("This cell is a date; a number is wanted. Check the format of the cell.")
    if isinstance(raw, bool):
        return wrong
    text = plain(raw)
    of_ten = _OF_TEN.fullmatch(text)
    text = of_ten[1] if of_ten else text
    if manner.comma:
        text = text.replace(",", ".")
    elif "," in text:
        return Wrong("This number has a comma: say `decimal: comma` in the map if it is a decimal comma.")
    try:
        number = Decimal(text.replace(" ", ""))
    except InvalidOperation:
        return wrong
    return number if number.is_finite() and abs(number) < Decimal(10) ** 12 else wrong


def read_whole(raw: Raw, manner: Manner) -> int | Wrong:
    """A whole number. Half points are refused unless the map has them rounded (half up)."""
    number = read_number(raw, manner)
    if isinstance(number, Wrong):
        return number
    nearest = int(number.to_integral_value(ROUND_HALF_UP))
    if nearest != number and manner.fractions is Fractions.REFUSE:
        return Wrong(
            "A whole number is wanted; say `fractions: round` in the map to have such numbers rounded."
        )
    return nearest


def within(value: int | Wrong, low: int | None, high: int | None) -> int | Wrong:
    """The number, if it lies in its range."""
    if isinstance(value, Wrong) or ((low is None or value >= low) and (high is None or value <= high)):
        return value
    span = f"from {low} to {high}" if high is not None else f"{low} or more"
    return Wrong(
        f"This must be {span}. If it stands for a missing value, name it under `missing` in the map."
    )


def read_truth(raw: Raw) -> bool | Wrong:
    """Yes or no."""
    text = folded(raw)
    if text in _YES or text in _NO:
        return text in _YES
    return Wrong("This must be yes or no; say which under `values` in the map.")


def read_word(raw: Raw, words: type[W], others: Mapping[str, W]) -> W | Wrong:
    """A word of a list, by itself or by another name that is known for it."""
    text = bare(plain(raw))
    known = {bare(word.value): word for word in words} | dict(others)
    if text in known:
        return known[text]
    return Wrong(f"This must be one of {listed(words)}; translate it under `values` in the map.")


def read_text(raw: Raw, most: int) -> str | Wrong:
    """Words on one line, `most` characters at most."""
    text = plain(raw)
    if _BROKEN.fullmatch(text):
        return Wrong("The program that wrote this file could not reckon this cell. Mend the formula.")
    return text if len(text) <= most else Wrong(f"This is too long: {most} characters at most.")
