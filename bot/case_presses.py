"""Buttons of staff on a case, and their data. Pure.

Each names the case and where it stood when the button was drawn (`step`): a button drawn before the case
changed hands does nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Opened:
    """Show the case as it stands."""

    alert_id: int


@dataclass(frozen=True, slots=True)
class StoryRead:
    """Show a page of its story; pages count from 0."""

    alert_id: int
    page: int


@dataclass(frozen=True, slots=True)
class HandingOver:
    """Show to whom it can be handed over; pages count from 0."""

    alert_id: int
    step: int
    page: int


@dataclass(frozen=True, slots=True)
class HandedOver:
    alert_id: int
    step: int
    staff_id: int


@dataclass(frozen=True, slots=True)
class Snoozing:
    """Show until when it can be snoozed."""

    alert_id: int
    step: int


@dataclass(frozen=True, slots=True)
class SnoozedUntil:
    """`day` is the ordinal of the site's local date on which it comes back."""

    alert_id: int
    step: int
    day: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Show with what it can be closed."""

    alert_id: int
    step: int


@dataclass(frozen=True, slots=True)
class ClosedWith:
    """`number` counts the action codes from 0, in their order."""

    alert_id: int
    step: int
    number: int


CasePress = Opened | StoryRead | HandingOver | HandedOver | Snoozing | SnoozedUntil | Closing | ClosedWith

NUMBERED: Mapping[str, tuple[int, Callable[..., CasePress]]] = {
    "case": (1, Opened),
    "story": (2, StoryRead),
    "hand": (3, HandingOver),
    "give": (3, HandedOver),
    "rest": (2, Snoozing),
    "until": (3, SnoozedUntil),
    "close": (2, Closing),
    "code": (3, ClosedWith),
}
"""Head of the data -> how many numbers follow, and what they mean."""


def opened(alert_id: int) -> str:
    return f"case:{alert_id}"


def story_read(alert_id: int, page: int) -> str:
    return f"story:{alert_id}:{page}"


def handing_over(alert_id: int, step: int, page: int = 0) -> str:
    return f"hand:{alert_id}:{step}:{page}"


def handed_over(alert_id: int, step: int, staff_id: int) -> str:
    return f"give:{alert_id}:{step}:{staff_id}"


def snoozing(alert_id: int, step: int) -> str:
    return f"rest:{alert_id}:{step}"


def snoozed_until(alert_id: int, step: int, day: date) -> str:
    return f"until:{alert_id}:{step}:{day.toordinal()}"


def closing(alert_id: int, step: int) -> str:
    return f"close:{alert_id}:{step}"


def closed_with(alert_id: int, step: int, number: int) -> str:
    return f"code:{alert_id}:{step}:{number}"
