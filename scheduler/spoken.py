"""Lengths of time as people write them (`14 days`, `3 months`, `42 days before`), there and back. Pure.

Whoever writes ISO 8601 (`P14D`) is understood too.
"""

import re

from scheduler.durations import Duration, read_duration, written
from scheduler.why_words import length

_TERM = re.compile(r"(\d{1,4}) ?(hour|day|week|month|year)s?", re.ASCII)
_MARK = {"year": "Y", "month": "M", "week": "W", "day": "D", "hour": "H"}
_SIDE = re.compile(r"(.+?) (after|before)")
_ISO = re.compile(r"-?P(?:\d+[YMWD])*(?:T\d+H)?(?!\w)", re.ASCII)


def spoken(length_of: Duration) -> str:
    """A place in days and months from a date: `14 days after`, `42 days before`, `0 days after`."""
    before = min(length_of.months, length_of.days) < 0
    span = Duration(abs(length_of.months), abs(length_of.days), abs(length_of.hours))
    return f"{length(span)} {'before' if before else 'after'}"


def heard(text: str) -> Duration | None:
    """The length that was meant; None where it is none, or longer than a file may say it."""
    said = " ".join(text.casefold().split())
    sided = _SIDE.fullmatch(said)
    terms = [_TERM.fullmatch(each) for each in re.split(r" and |, ?", sided[1] if sided else said)]
    found = {each[2]: each[1] for each in terms if each}
    if len(found) != len(terms):
        return read_duration(said.upper())
    dates = "".join(found[unit] + _MARK[unit] for unit in ("year", "month", "week", "day") if unit in found)
    hours = f"T{found['hour']}H" if "hour" in found else ""
    sign = "-" if sided and sided[2] == "before" else ""
    return read_duration(f"{sign}P{dates}{hours}")


def all_heard(text: str) -> tuple[Duration, ...] | None:
    """Several, between commas (`2 days, 5 days`); none in an empty text. None where one is no length."""
    found = [heard(each) for each in text.split(",")] if text.strip() else []
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else None


def in_words(sentence: str) -> str:
    """A sentence about a protocol file, for somebody who never saw one."""
    plain = sentence.replace("`", "").replace("; put a number in quotes", "")
    return _ISO.sub(lambda found: _said(found[0]), plain)


def _said(iso: str) -> str:
    found = read_duration(iso)
    if found is None:
        return iso
    words = spoken(found) if written(found).startswith("-") else length(found)
    return "day 0" if found == Duration() else words
