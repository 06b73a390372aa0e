"""The instruments at hand: the bundled files, each held to its checksum in LOCK, and a site's own.

LOCK has a line `<sha256>  <file>` for every version ever bundled, so that no wording changes unseen under a
version that patients have already answered. A site's own versions are held to theirs by the database.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from domain import Fault, Licence
from questionnaires.faults import InstrumentFaults
from questionnaires.fhir import read
from questionnaires.instrument import Instrument
from questionnaires.licences import LicenceState, licence_state
from questionnaires.notation import load

BUNDLED = Path(__file__).parent / "bundled"

Version = tuple[str, str]
"""Id and version of an instrument: what answers are pinned to."""


class LibraryFault(Fault):
    """The instrument files cannot be trusted or read."""


@dataclass(frozen=True, slots=True)
class Library:
    """Instruments by id and version; every version stays, because answers are pinned to it.

    `licences` are those of the site's own, in the order their versions were added: the last one of an id is
    asked from the next assessment on. One that has a licence and is no instrument cannot be read any more.
    """

    instruments: tuple[Instrument, ...]
    licences: Mapping[Version, Licence] = field(default_factory=dict, hash=False)

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
        return cls(tuple(_held(directory / name, checksum) for name, checksum in sorted(checksums.items())))

    @property
    def ids(self) -> tuple[str, ...]:
        """Instrument ids, by name."""
        return tuple(sorted({instrument.id for instrument in self.instruments} | self._own.keys()))

    @property
    def _own(self) -> dict[str, str]:
        """The site's own: the version of each that was added last."""
        return dict(self.licences.keys())

    def get(self, instrument_id: str, version: str) -> Instrument:
        """This very version; a LibraryFault when it is not here."""
        found = self.find(instrument_id, version)
        if found is not None:
            return found
        if (instrument_id, version) in self.licences:
            raise LibraryFault(f"The instrument {instrument_id} {version} cannot be read any more.")
        raise LibraryFault(f"The instrument {instrument_id} has no version {version} here.")

    def find(self, instrument_id: str, version: str) -> Instrument | None:
        """This very version, if it is here."""
        for instrument in self.instruments:
            if (instrument.id, instrument.version) == (instrument_id, version):
                return instrument
        return None

    def current(self, instrument_id: str) -> Instrument:
        """The latest version; a LibraryFault when the id is not known."""
        if instrument_id in self._own:
            return self.get(instrument_id, self._own[instrument_id])
        versions = [instrument for instrument in self.instruments if instrument.id == instrument_id]
        if not versions:
            raise LibraryFault(f"There is no instrument {instrument_id}; there are {', '.join(self.ids)}.")
        return max(versions, key=lambda instrument: numbers(instrument.version))

    def expired(self, on: date) -> frozenset[str]:
        """Ids of the instruments that nobody may newly be asked on this local date: the licence is over."""
        return frozenset(
            instrument_id
            for instrument_id, version in self._own.items()
            if licence_state(self.licences[instrument_id, version], on) is LicenceState.EXPIRED
        )


def numbers(version: str) -> tuple[int, ...]:
    """A version as the numbers it is made of, which tell the later of two; none where it has other words."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()


def read_file(path: Path) -> Instrument:
    """The instrument in one file, YAML or JSON. Raises LibraryFault or InstrumentFaults."""
    return read_definition(_content(path), path.name)


def read_definition(content: bytes, name: str) -> Instrument:
    """The instrument that a file holds, whoever brings it; `name` says in its faults which file it is.

    Every definition becomes an instrument here and nowhere else. Raises InstrumentFaults.
    """
    try:
        return read(load(content.decode("utf-8")), hashlib.sha256(content).hexdigest())
    except UnicodeDecodeError:
        raise InstrumentFaults([(name, "The file is not text in UTF-8.")]) from None
    except InstrumentFaults as faults:
        raise InstrumentFaults((f"{name}: {path}", sentence) for path, sentence in faults.faults) from None


@cache
def _opened(directory: Path) -> Library:
    return Library.of(directory)


def _held(path: Path, checksum: str) -> Instrument:
    """The instrument in a locked file, named `<id>-<version>.yaml`."""
    content = _content(path)
    if hashlib.sha256(content).hexdigest() != checksum:
        raise LibraryFault(f"{path.name} differs from what LOCK names; a changed text needs a new version.")
    instrument = read_definition(content, path.name)
    if path.stem != f"{instrument.id}-{instrument.version}":
        raise LibraryFault(f"{path.name} holds {instrument.id} {instrument.version}: name the file after it.")
    return instrument


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
