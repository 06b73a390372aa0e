"""Reports and answers, written shortly, for the tests of the alert rules."""

from datetime import UTC, date, datetime, timedelta

from alerts.report import CHOICE, CORE, Report
from domain import Answer, Answers, Coding

_YES_OR_NO = {"bleeding-heavy", "chest-breath-calf", "limb-cold", "can-wait", "prosthesis-have"}
SURGERY = date(2025, 1, 15)


def answers(text: str) -> Answers:
    """Answers from `rlp-average=5 safety=bleeding+fall bleeding-heavy=yes`."""
    pairs = (pair.split("=") for pair in text.split())
    return {link_id: tuple(_value(link_id, one) for one in value.split("+")) for link_id, value in pairs}


def report(
    day: int,
    text: str = "",
    *,
    number: int = 1,
    instrument: str = CORE,
    ended: bool = True,
    completed: bool = True,
    recheck_of: int | None = None,
) -> Report:
    """A report given at noon of that day after surgery."""
    on = SURGERY + timedelta(day)
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Report(number, instrument, day, on, at, answers(text), ended, completed, recheck_of)


def _value(link_id: str, text: str) -> Answer:
    if text.isdecimal():
        return int(text)
    if link_id in _YES_OR_NO:
        return text == "yes"
    return Coding(CHOICE, text)
