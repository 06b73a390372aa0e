"""Reads one mapping of a definition file field by field; every fault goes to one list, with its path."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time

from scheduler.durations import Duration, read_duration

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a definition file: where, and what, as a sentence."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


class Fields:
    """One mapping of the file. A field that cannot be read gives a harmless value and a fault."""

    def __init__(self, path: str, body: object, known: str, faults: list[Fault]) -> None:
        self.path, self.faults = path, faults
        self._body: Mapping[object, object] = body if isinstance(body, Mapping) else {}
        names = known.split()
        if not isinstance(body, Mapping):
            named = f"the fields {', '.join(names)}" if names else "names, each with a word"
            self.fault("", f"This must hold {named}.")
        for key in self._body:
            if key not in names:
                self.fault(str(key), f"This field is not known here; known are {', '.join(names)}.")

    def fault(self, key: str, sentence: str) -> None:
        self.faults.append(Fault(self._within(key) or "file", sentence))

    def check(self, findings: Iterable[tuple[str, str]]) -> None:
        """Add what the rules find, unless the mapping could not even be read: then they would mislead."""
        if self.sound:
            for key, sentence in findings:
                self.fault(key, sentence)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with this mapping so far, its parts included."""
        return not any(fault.path.startswith(f"{self.path}.") for fault in self.faults)

    def has(self, key: str) -> bool:
        return self._body.get(key) is not None

    def text(self, key: str, most: int) -> str:
        value = self._body.get(key)
        if isinstance(value, str) and 0 < len(value.strip()) <= most:
            return value.strip()
        self.fault(key, f"This must be a text of at most {most} characters; put a number in quotes.")
        return ""

    def number(self, key: str, least: int, most: int) -> int:
        value = self._body.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault(key, f"This must be a whole number from {least} to {most}.")
        return least

    def word(self, key: str, words: Iterable[str]) -> str | None:
        """One of these words; None, and a fault, for any other."""
        value, known = self._body.get(key), tuple(words)
        if isinstance(value, str) and value in known:
            return value
        self.fault(key, f"This must be one of {', '.join(known)}.")
        return None

    def flag(self, key: str) -> bool:
        value = self._body.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, "This must be true or false.")
        return value is True

    def clock(self, key: str) -> time:
        found = _CLOCK.fullmatch(str(self._body.get(key)))
        if found is None:
            self.fault(key, "This must be a time of the day like 08:00.")
            return time(0)
        return time(int(found[1]), int(found[2]))

    def dates(self, key: str) -> Duration:
        """A length that counts in calendar dates: no hours."""
        return self._duration(key, self._body.get(key), "hours", "P14D or P3M")

    def delay(self, key: str) -> Duration:
        """A length that counts from an instant: days and hours, no months."""
        return self._duration(key, self._body.get(key), "months", "P2D or PT6H")

    def delays(self, key: str) -> tuple[Duration, ...]:
        values = enumerate(self._list(key))
        return tuple(self._duration(f"{key}[{n}]", value, "months", "P2D or PT6H") for n, value in values)

    def _duration(self, key: str, value: object, without: str, like: str) -> Duration:
        found = read_duration(value) if isinstance(value, str) else None
        if found is None or getattr(found, without):
            self.fault(key, f"This must be a length of time like {like}, without {without}.")
            return Duration()
        return found

    def names(self, key: str) -> tuple[str, ...]:
        """A list of different words, at least one; in the order of the file."""
        values = self._list(key)
        names = tuple(value for value in values if isinstance(value, str))
        if not names or len(set(names)) != len(values):
            self.fault(key, "This must be a list of one or more different words.")
        return names

    def given(self) -> tuple[str, ...]:
        """The names of the fields that are given, in the order of the file."""
        return tuple(str(key) for key in self._body)

    def holds_list(self, key: str) -> bool:
        return isinstance(self._body.get(key), list)

    def parts(self, key: str, known: str) -> Iterator["Fields"]:
        """Each mapping of a list, in the order of the file."""
        for n, body in enumerate(self._list(key)):
            yield Fields(self._within(f"{key}[{n}]"), body, known, self.faults)

    def part(self, key: str, known: str) -> "Fields":
        return Fields(self._within(key), self._body.get(key), known, self.faults)

    def open_part(self, key: str) -> "Fields":
        """A mapping whose fields the file names as it likes."""
        body = self._body.get(key)
        return self.part(key, " ".join(map(str, body)) if isinstance(body, Mapping) else "")

    def _within(self, key: str) -> str:
        return ".".join(part for part in (self.path, key) if part)

    def _list(self, key: str) -> list[object]:
        value = self._body.get(key)
        if isinstance(value, list):
            return value
        self.fault(key, "This must be a list.")
        return []
