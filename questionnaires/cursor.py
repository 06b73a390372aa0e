"""A place in a definition file: reads typed values there, and notes what is wrong instead of stopping."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.faults import Found


@dataclass(frozen=True, slots=True)
class Place:
    """One JSON object within the file, with the path to it. `found` is shared by all places of a file."""

    node: Mapping[str, Any]
    path: str
    found: Found

    def fault(self, sentence: str, key: str = "") -> None:
        """Note a fault here, or at one key of this object."""
        self.found.append((".".join(part for part in (self.path, key) if part) or "the file", sentence))

    def only(self, *known: str) -> None:
        """Note every key that is not understood: what is left unread would be silently not asked."""
        for key in self.node:
            if key not in known:
                self.fault("This is not understood here.", str(key))

    def text(self, key: str, *, needed: bool = True) -> str:
        """The text at `key`; empty when it is missing or no text."""
        value = self.node.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.fault("Text is wanted here; put a number, date or yes/no in quotes.", key)
            return ""
        return value

    def word(self, key: str, words: Collection[str]) -> str | None:
        """The text at `key`, which must be one of `words`."""
        value = self.text(key)
        if not value or value in words:
            return value or None
        self.fault(f"'{value}' is not known; use one of {', '.join(words)}.", key)
        return None

    def flag(self, key: str) -> bool:
        """True or false; false when it is missing."""
        value = self.node.get(key, False)
        if not isinstance(value, bool):
            self.fault("true or false is wanted here.", key)
        return value is True

    def whole(self, key: str) -> int | None:
        value = self.node.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.fault("A whole number is wanted here.", key)
        return None

    def one(self, key: str) -> "Place | None":
        """The object at `key`."""
        value = self.node.get(key)
        if isinstance(value, Mapping):
            return Place(value, ".".join(part for part in (self.path, key) if part), self.found)
        self.fault("An object is wanted here.", key)
        return None

    def rows(self, key: str) -> tuple["Place", ...]:
        """The objects of the list at `key`, in order; empty when it is missing.

        A path names a row by its link id, where it has one, and else by its number from 0.
        """
        value = self.node.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            self.fault("A list of objects is wanted here.", key)
            return ()
        start = f"{self.path}." if self.path else ""
        return tuple(
            Place(row, f"{start}{key}[{_name(row, number)}]", self.found) for number, row in enumerate(value)
        )


def _name(row: Mapping[str, Any], number: int) -> str:
    name = row.get("linkId")
    return name if isinstance(name, str) else str(number)
