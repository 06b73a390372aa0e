"""The instruments at hand: the bundled files and their translations, and a site's own.

LOCK has a line `<sha256>  <file>` for every version ever bundled, so that no wording changes unseen under a
version that patients have already answered. `translations/` beside the instruments has a LOCK of its own and
files named `<id>-<version>.<language>.yaml`. A site's own versions are held to theirs by the database.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from domain import Licence
from questionnaires.definitions import TRANSLATIONS, LibraryFault, content_of, read_own, translation_of
from questionnaires.instrument import Instrument
from questionnaires.licences import LicenceState, licence_state
from questionnaires.notation import load
from questionnaires.translations import Translation, translated

BUNDLED = Path(__file__).parent / "bundled"

Version = tuple[str, str]
"""Id and version of an instrument: what answers are pinned to."""


@dataclass(frozen=True, slots=True)
class Library:
    """Instruments by id and version; every version stays, because answers are pinned to it.

    `spoken` are the instruments in other languages than their own. `files` are the contents of their files,
    by checksum. `licences` are those of the site's own, in the order their versions were added: the last one
    of an id is asked from the next assessment on. One that has a licence and is no instrument cannot be read
    any more.
    """

    instruments: tuple[Instrument, ...]
    translations: tuple[Translation, ...] = ()
    spoken: tuple[Instrument, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    licences: Mapping[Version, Licence] = field(default_factory=dict, hash=False)

    @classmethod
    def bundled(cls) -> "Library":
        """The instruments that come with the product. Raises LibraryFault or InstrumentFaults."""
        return _opened(BUNDLED)

    @classmethod
    def of(cls, directory: Path) -> "Library":
        """The instruments of a directory with its own LOCK. Raises LibraryFault or InstrumentFaults."""
        contents = dict(_held(directory))
        instruments = tuple(_named(path, content) for path, content in contents.items())
        files = {hashlib.sha256(content).hexdigest(): content for content in contents.values()}
        shelf = directory / TRANSLATIONS
        if not shelf.is_dir():
            return cls(instruments, files=files)
        held = cls(instruments, tuple(_translations(shelf, instruments)), files=files)
        spoken = (translated(held.get(each.instrument, each.version), each) for each in held.translations)
        return replace(held, spoken=tuple(spoken))

    @property
    def ids(self) -> tuple[str, ...]:
        """Instrument ids, by name."""
        return tuple(sorted({instrument.id for instrument in self.instruments} | self._own.keys()))

    @property
    def _own(self) -> dict[str, str]:
        """The site's own: the version of each that was added last."""
        return dict(self.licences.keys())

    def get(self, instrument_id: str, version: str, language: str = "") -> Instrument:
        """This very version, in this language if it is translated; a LibraryFault when it is not here."""
        found = self.find(instrument_id, version, language)
        if found is not None:
            return found
        if (instrument_id, version) in self.licences:
            raise LibraryFault(f"The instrument {instrument_id} {version} cannot be read any more.")
        raise LibraryFault(f"The instrument {instrument_id} has no version {version} here.")

    def find(self, instrument_id: str, version: str, language: str = "") -> Instrument | None:
        """This very version, in this language if it is translated; None if it is not here."""
        in_language = [each for each in self.spoken if each.languages[0] == language]
        for instrument in (*in_language, *self.instruments):
            if (instrument.id, instrument.version) == (instrument_id, version):
                return instrument
        return None

    def translations_of(self, instrument: Instrument) -> tuple[Translation, ...]:
        """The translations of this version that stand in files of their own, by language."""
        pinned = (instrument.id, instrument.version)
        return tuple(each for each in self.translations if (each.instrument, each.version) == pinned)

    def languages(self, instrument: Instrument) -> tuple[str, ...]:
        """What this version speaks: its own language first."""
        pinned = (instrument.id, instrument.version)
        others = (each.languages[0] for each in self.spoken if (each.id, each.version) == pinned)
        return tuple(dict.fromkeys((*instrument.languages, *others)))

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

    def definition(self, instrument: Instrument) -> Mapping[str, Any]:
        """The resource in the file of an instrument, as it is written; a LibraryFault when it is not here."""
        content = self.files.get(instrument.checksum)
        if content is None:
            raise LibraryFault(f"The file of {instrument.id} {instrument.version} is not here.")
        return load(content.decode("utf-8"))


def numbers(version: str) -> tuple[int, ...]:
    """A version as the numbers it is made of, which tell the later of two; none where it has other words."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()


@cache
def _opened(directory: Path) -> Library:
    return Library.of(directory)


def _held(directory: Path) -> Iterator[tuple[Path, bytes]]:
    """The files that LOCK names with their content, by name."""
    checksums = _lock(directory)
    strays = {path.name for path in directory.glob("*.yaml")} - checksums.keys()
    if strays:
        raise LibraryFault(f"LOCK has no line for {', '.join(sorted(strays))}.")
    for name, checksum in sorted(checksums.items()):
        content = content_of(directory / name)
        if hashlib.sha256(content).hexdigest() != checksum:
            raise LibraryFault(f"{name} differs from what LOCK names; a changed text needs a new version.")
        yield directory / name, content


def _named(path: Path, content: bytes) -> Instrument:
    """The instrument in a file named `<id>-<version>.yaml`."""
    instrument = read_own(content, path.name)
    if path.stem != f"{instrument.id}-{instrument.version}":
        raise LibraryFault(f"{path.name} holds {instrument.id} {instrument.version}: name the file after it.")
    return instrument


def _translations(directory: Path, instruments: Sequence[Instrument]) -> Iterator[Translation]:
    """Each translation in a directory, held to the instrument that its file's name gives."""
    by_name = {f"{each.id}-{each.version}": each for each in instruments}
    for path, content in _held(directory):
        instrument = by_name.get(path.stem.rpartition(".")[0])
        if instrument is None:
            raise LibraryFault(f"{path.name} is of no instrument here: it is <id>-<version>.<language>.yaml.")
        yield translation_of(path, content, instrument)


def _lock(directory: Path) -> dict[str, str]:
    lines = content_of(directory / "LOCK").decode("utf-8", errors="replace").splitlines()
    pairs = [line.split() for line in lines if line.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise LibraryFault("Every line of LOCK is a checksum and a file name.")
    return {name: checksum for checksum, name in pairs}
