"""What is wrong with a definition file: every fault at once, each with the path to it."""

from collections.abc import Iterable

from domain import Fault

Found = list[tuple[str, str]]
"""Faults met so far: path within the file, and a sentence."""


class InstrumentFaults(Fault):
    """A definition file that cannot be used. `faults` are (path, sentence), in the order they were met."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{path}: {sentence}" for path, sentence in self.faults))
