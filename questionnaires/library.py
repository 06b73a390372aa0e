"""The instruments at hand: the bundled files, each held to the checksum that LOCK gives for it.

LOCK has a line `<sha256>  <file>` for every version ever bundled, so that no wording changes unseen under a
version that patients have already answered.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from domain import Fault
from questionnaires.faults import InstrumentFaults
from questionnaires.fhir import read
from questionnaires.instrument import Instrument
from questionnaires.notation import load

BUNDLED = Path(__file__).parent / "bundled"


class LibraryFault(Fault):
    """The instrument files cannot be trusted or read."""


@dataclass(frozen=True, slots=True)
class Library:
    """Instruments by id and version; every version stays, because answers are pinned to it."""

    instruments: tuple[Instrument, ...]
    directory: Path = BUNDLED

    @classmethod
    def bundled(cls) -> "Library":
        """The instruments that come with the product. Raises LibraryFault or InstrumentFaults."""
        return _opened(BUNDLED)

    @classmethod
    def of(cls, directory: Path) -> "Library":
        """The instruments of a directory with its own LOCK. Raises LibraryFault or InstrumentFaults."""
        checksums = _lock(directory)
        strays = {path.name for path in directory.glob("*.yaml")} - checksums.keys()
        if strays:
            raise LibraryFault(f"LOCK has no line for {', '.join(sorted(strays))}.")
        held = tuple(_held(directory / name, checksum) for name, checksum in sorted(checksums.items()))
        return cls(held, directory)

    @property
    def ids(self) -> tuple[str, ...]:
        """Instrument ids, by name."""
        return tuple(sorted({instrument.id for instrument in self.instruments}))

    def get(self, instrument_id: str, version: str) -> Instrument:
        """This very version; a LibraryFault when it is not here."""
        for instrument in self.instruments:
            if (instrument.id, instrument.version) == (instrument_id, version):
                return instrument
        raise LibraryFault(f"The instrument {instrument_id} has no version {version} here.")

    def current(self, instrument_id: str) -> Instrument:
        """The latest version; a LibraryFault when the id is not known."""
        versions = [instrument for instrument in self.instruments if instrument.id == instrument_id]
        if not versions:
            raise LibraryFault(f"There is no instrument {instrument_id}; there are {', '.join(self.ids)}.")
        return max(versions, key=lambda instrument: tuple(map(int, instrument.version.split("."))))

    def definition(self, instrument: Instrument) -> Mapping[str, Any]:
        """The resource in the file of an instrument. Raises LibraryFault when it is another file by now."""
        path = self.directory / f"{instrument.id}-{instrument.version}.yaml"
        return load(_locked(path, instrument.checksum).decode("utf-8"))


def read_file(path: Path) -> Instrument:
    """The instrument in one file, YAML or JSON. Raises LibraryFault or InstrumentFaults."""
    return _parsed(_content(path), path.name)


@cache
def _opened(directory: Path) -> Library:
    return Library.of(directory)


def _held(path: Path, checksum: str) -> Instrument:
    """The instrument in a locked file, named `<id>-<version>.yaml`."""
    instrument = _parsed(_locked(path, checksum), path.name)
    if path.stem != f"{instrument.id}-{instrument.version}":
        raise LibraryFault(f"{path.name} holds {instrument.id} {instrument.version}: name the file after it.")
    return instrument


def _locked(path: Path, checksum: str) -> bytes:
    content = _content(path)
    if hashlib.sha256(content).hexdigest() != checksum:
        raise LibraryFault(f"{path.name} differs from what LOCK names; a changed text needs a new version.")
    return content


def _parsed(content: bytes, name: str) -> Instrument:
    try:
        return read(load(content.decode("utf-8")), hashlib.sha256(content).hexdigest())
    except UnicodeDecodeError:
        raise InstrumentFaults([(name, "The file is not text in UTF-8.")]) from None
    except InstrumentFaults as faults:
        raise InstrumentFaults((f"{name}: {path}", sentence) for path, sentence in faults.faults) from None


def _lock(directory: Path) -> dict[str, str]:
    lines = _content(directory / "LOCK").decode("utf-8", errors="replace").splitlines()
    pairs = [line.split() for line in lines if line.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise LibraryFault("Every line of LOCK is a checksum and a file name.")
    return {name: checksum for checksum, name in pairs}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise LibraryFault(f"{path.name} cannot be read: {fault.strerror}.") from None
