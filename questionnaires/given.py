"""When the answers of a response were given, and from when they were known here. Pure.

What was amended later corrects what was said then, so it moves no report. What staff enter of an earlier day
stands at noon of that day: the day is what they know.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain import Entry, EntryKind, Response


def given_log(response: Response, log: Sequence[Entry]) -> Sequence[Entry]:
    """The entries with which the report as a whole was given: those until it was sent, or ended half done."""
    sent = next((number for number, entry in enumerate(log, 1) if entry.kind is EntryKind.SENT), None)
    if sent is not None or response.ended_at is None:
        return log[:sent]
    return [entry for entry in log if entry.at <= response.ended_at]


def given_at(response: Response, log: Sequence[Entry]) -> datetime:
    """The last of these entries, not the closing of a window that may be months later."""
    return log[-1].at if log else response.started_at


def given_on(response: Response, log: Sequence[Entry], zone: str) -> date:
    """The local date of it. A day that staff named stays that day, wherever the patient lives since."""
    named = _named(response, log)
    return given_at(response, log).astimezone(ZoneInfo(zone)).date() if named is None else named


def entered_later_on(response: Response, log: Sequence[Entry], zone: str) -> date | None:
    """The local date on which staff entered it; none where that is the day it was given, or it was a tap."""
    named = _named(response, log)
    if named is None or response.entered_at is None:
        return None
    entered_on = response.entered_at.astimezone(ZoneInfo(zone)).date()
    return entered_on if entered_on > named else None


def known_at(response: Response, log: Sequence[Entry]) -> datetime:
    """When the last of these entries was known here: as it was given, or as staff entered it later."""
    at = given_at(response, log)
    return at if response.entered_at is None else max(at, response.entered_at)


def _named(response: Response, log: Sequence[Entry]) -> date | None:
    """The day that staff named, where the last word was theirs: a tap names the update it came by."""
    return None if log and log[-1].source is not None else response.given_on
