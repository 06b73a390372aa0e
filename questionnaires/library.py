"""The instruments at hand: the bundled files and their translations, each held to the checksum in its LOCK.

LOCK has a line `<sha256>  <file>` for every version ever bundled, so that no wording changes unseen under a
version that patients have already answered. `translations/` beside the instruments has a LOCK of its own and
files named `<id>-<version>.<language>.yaml`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from domain import Fault
from questionnaires.faults import InstrumentFaults
from questionnaires.fhir import read
from questionnaires.instrument import Instrument
from questionnaires.notation import load
from questionnaires.translations import Translation, read_translation, translated

BUNDLED = Path(__file__).parent / "bundled"
TRANSLATIONS = "translations"


class LibraryFault(Fault):
    """The instrument files cannot be trusted or read."""


@dataclass(frozen=True, slots=True)
class Library:
    """Instruments by id and version; every version stays, because answers are pinned to it.

    `spoken` are the instruments in other languages, one for each of the translations. `files` are the
    contents of their files, by checksum.
    """

    instruments: tuple[Instrument, ...]
    translations: tuple[Translation, ...] = ()
    spoken: tuple[Instrument, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, hash=False)

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
        return tuple(sorted({instrument.id for instrument in self.instruments}))

    def get(self, instrument_id: str, version: str, language: str = "") -> Instrument:
        """This very version, in this language if it is translated; a LibraryFault when it is not here."""
        in_language = [each for each in self.spoken if each.languages[0] == language]
        for instrument in (*in_language, *self.instruments):
            if (instrument.id, instrument.version) == (instrument_id, version):
                return instrument
        raise LibraryFault(f"The instrument {instrument_id} has no version {version} here.")

    def translations_of(self, instrument: Instrument) -> tuple[Translation, ...]:
        """The translations of this version, by language."""
        pinned = (instrument.id, instrument.version)
        return tuple(each for each in self.translations if (each.instrument, each.version) == pinned)

    def languages(self, instrument: Instrument) -> tuple[str, ...]:
        """What this version speaks: its own language first."""
        return (*instrument.languages, *(each.language for each in self.translations_of(instrument)))

    def current(self, instrument_id: str) -> Instrument:
        """The latest version; a LibraryFault when the id is not known."""
        versions = [instrument for instrument in self.instruments if instrument.id == instrument_id]
        if not versions:
            raise LibraryFault(f"There is no instrument {instrument_id}; there are {', '.join(self.ids)}.")
        return max(versions, key=lambda instrument: tuple(map(int, instrument.version.split("."))))

    def definition(self, instrument: Instrument) -> Mapping[str, Any]:
        """The resource in the file of an instrument, as it is written; a LibraryFault when it is not here."""
        content = self.files.get(instrument.checksum)
        if content is None:
            raise LibraryFault(f"The file of {instrument.id} {instrument.version} is not here.")
        return load(content.decode("utf-8"))


def read_file(path: Path) -> Instrument:
    """The instrument in one file, YAML or JSON. Raises LibraryFault or InstrumentFaults."""
    return _parsed(_content(path), path.name)


def read_beside(path: Path, language: str) -> Instrument:
    """The instrument in one file, in the language of a translation beside it, which no LOCK need know."""
    instrument, file = read_file(path), beside(path, language)
    return translated(instrument, _translation(file, _content(file), instrument))


def beside(path: Path, language: str) -> Path:
    """Where the translation of a definition file into this language stands, if there is one."""
    return path.parent / TRANSLATIONS / f"{path.stem}.{language}.yaml"


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
        content = _content(directory / name)
        if hashlib.sha256(content).hexdigest() != checksum:
            raise LibraryFault(f"{name} differs from what LOCK names; a changed text needs a new version.")
        yield directory / name, content


def _named(path: Path, content: bytes) -> Instrument:
    """The instrument in a file named `<id>-<version>.yaml`."""
    instrument = _parsed(content, path.name)
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
        yield _translation(path, content, instrument)


def _translation(path: Path, content: bytes, instrument: Instrument) -> Translation:
    with _faults_of(path.name):
        translation = read_translation(load(content.decode("utf-8")), instrument)
    if not path.name.endswith(f".{translation.language}.yaml"):
        raise LibraryFault(f"{path.name} is in the language {translation.language}: name the file after it.")
    return translation


def _parsed(content: bytes, name: str) -> Instrument:
    with _faults_of(name):
        return read(load(content.decode("utf-8")), hashlib.sha256(content).hexdigest())


@contextmanager
def _faults_of(name: str) -> Iterator[None]:
    """Every fault met within names this file."""
    try:
        yield
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
