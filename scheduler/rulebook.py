"""What judging an episode needs besides the facts."""

from dataclasses import dataclass

from alerts.numbers import Numbers
from questionnaires.library import Library
from scheduler.plan import Preferences
from scheduler.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The definitions and wishes that hold for it."""

    library: Library
    numbers: Numbers
    protocol: Protocol
    preferences: Preferences
