"""What the site knows and the questions depend on, as the hidden items of an instrument. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain import Limb, Mode

EARLY_DAYS = 28
"""Change rules are off, and the wound is fresh, until this day after surgery."""


GIVEN: Mapping[str, tuple[str, ...]] = {
    "ctx-phase": ("before", "early", "later"),
    "ctx-mode": (Mode.MONITORING, Mode.AUDIT),
    "ctx-limb": (Limb.UPPER, Limb.LOWER),
}
"""What a response may begin with, by the link id of the hidden item that takes it, in the order to offer."""


def context(mode: Mode, limb: Limb, phase_of_asking: str) -> Mapping[str, str]:
    """The hidden items of a response that begins now: they stay as they are to its end."""
    return {"ctx-mode": mode.value, "ctx-phase": phase_of_asking, "ctx-limb": limb.value}


def phase(at: datetime, zone: str, tmr_on: date) -> str:
    """`before` surgery (until day 0), `early` (day 1 to 27) or `later`, by the patient's local date."""
    day = (at.astimezone(ZoneInfo(zone)).date() - tmr_on).days
    if day <= 0:
        return "before"
    return "early" if day < EARLY_DAYS else "later"
