"""One definition file as an instrument, and one translation of it: where bytes become what is asked."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain import Fault
from questionnaires.adopting.adopt import adopt
from questionnaires.adopting.looking import languages
from questionnaires.adopting.remarks import Status
from questionnaires.faults import InstrumentFaults
from questionnaires.fhir import read
from questionnaires.instrument import Instrument
from questionnaires.notation import load, load_foreign
from questionnaires.translations import Translation, read_translation, translated

TRANSLATIONS = "translations"


class LibraryFault(Fault):
    """The instrument files cannot be trusted or read."""


def read_file(path: Path) -> Instrument:
    """The instrument in one file of ours, YAML or JSON. Raises LibraryFault or InstrumentFaults."""
    return read_own(content_of(path), path.name)


def read_own(content: bytes, name: str) -> Instrument:
    """The instrument that a file of ours holds: read strictly. `name` says in its faults which file it is."""
    with faults_of(name):
        return read(load(content.decode("utf-8")), hashlib.sha256(content).hexdigest())


def read_definition(content: bytes, name: str, language: str = "") -> Instrument:
    """The instrument that a site's file holds, in a language that it is translated into, else in its own.

    Any form that a chat can ask is taken, if it says which it is. Raises InstrumentFaults with every reason.
    """
    with faults_of(name):
        found = adopt(
            load_foreign(content.decode("utf-8-sig")), hashlib.sha256(content).hexdigest(), language
        )
        refused = [(each.where, each.reason) for each in found.remarks if each.level is Status.REFUSED]
        if found.instrument is None:
            raise InstrumentFaults(refused)
        nameless = [key for key in ("id", "version", "title") if not getattr(found.instrument, key)]
        if nameless:
            raise InstrumentFaults((key, "Text is wanted here.") for key in nameless)
        return found.instrument


def spoken_in(content: bytes) -> tuple[str, ...]:
    """The languages of a site's file: first, empty, its own, then those of its translation extensions."""
    return ("", *languages(load_foreign(content.decode("utf-8-sig"))))


def read_beside(path: Path, language: str) -> Instrument:
    """The instrument in one file, in the language of a translation beside it, which no LOCK need know."""
    instrument, file = read_file(path), beside(path, language)
    return translated(instrument, translation_of(file, content_of(file), instrument))


def beside(path: Path, language: str) -> Path:
    """Where the translation of a definition file into this language stands, if there is one."""
    return path.parent / TRANSLATIONS / f"{path.stem}.{language}.yaml"


def translation_of(path: Path, content: bytes, instrument: Instrument) -> Translation:
    """The translation of this instrument in a file, which is named after its language."""
    with faults_of(path.name):
        translation = read_translation(load(content.decode("utf-8")), instrument)
    if not path.name.endswith(f".{translation.language}.yaml"):
        raise LibraryFault(f"{path.name} is in the language {translation.language}: name the file after it.")
    return translation


@contextmanager
def faults_of(name: str) -> Iterator[None]:
    """Every fault met within names this file."""
    try:
        yield
    except UnicodeDecodeError:
        raise InstrumentFaults([(name, "The file is not text in UTF-8.")]) from None
    except InstrumentFaults as faults:
        raise InstrumentFaults((f"{name}: {path}", sentence) for path, sentence in faults.faults) from None


def content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise LibraryFault(f"{path.name} cannot be read: {fault.strerror}.") from None
