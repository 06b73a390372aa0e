"""Counts what an import comes to, and tells of differences from what is stored: refused, or noted. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from app.importing.words import Place, Told


class Thing(StrEnum):
    """What is counted. `visits` are reports at a time point; `windows`: past ones closed without answers."""

    PATIENTS = "patients"
    OPERATIONS = "operations"
    VISITS = "visits"
    ANSWERS = "answers"
    EVENTS = "safety_events"
    ENDS = "deaths_and_withdrawals"
    THEATRE = "theatre_counts"
    WINDOWS = "windows_closed_unanswered"


class Came(StrEnum):
    """What became of it. `refused`: it differs from what is stored, and was not to be changed."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Tally:
    """`update`: differences are stored, and not refused."""

    told: Told
    update: bool
    counts: Counter[tuple[Thing, Came]] = field(default_factory=Counter)

    def add(self, thing: Thing, came: Came, number: int = 1) -> None:
        self.counts[thing, came] += number

    def differs(self, thing: Thing, place: Place, what: str) -> bool:
        """Whether this difference is to be stored."""
        if self.update:
            self.add(thing, Came.CHANGED)
            self.told.note(place, f"{what} differs from what is stored, and is changed.")
            return True
        self.add(thing, Came.REFUSED)
        self.told.fault(place, f"{what} differs from what is stored. Run with --update to have it changed.")
        return False

    @property
    def is_news(self) -> bool:
        """Whether anything is to be stored."""
        return any(n for (_, came), n in self.counts.items() if came in (Came.NEW, Came.CHANGED))

    def rows(self) -> dict[str, dict[str, int]]:
        """Thing -> what became of it -> how many; every one of them, in a stable order."""
        return {thing.value: {came.value: self.counts[thing, came] for came in Came} for thing in Thing}
