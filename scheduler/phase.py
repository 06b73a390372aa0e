"""In which phase of follow-up a questionnaire is asked: it decides which items make sense."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

EARLY_DAYS = 28
"""Change rules are off, and the wound is fresh, until this day after surgery."""


def phase(at: datetime, zone: str, tmr_on: date) -> str:
    """`before` surgery (until day 0), `early` (day 1 to 27) or `later`, by the patient's local date."""
    day = (at.astimezone(ZoneInfo(zone)).date() - tmr_on).days
    if day <= 0:
        return "before"
    return "early" if day < EARLY_DAYS else "later"
