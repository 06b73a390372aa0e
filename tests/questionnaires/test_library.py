"""The library: bundled files held to their checksums, found by id and version."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from domain import Licence
from questionnaires.definitions import LibraryFault, read_definition, read_file
from questionnaires.faults import InstrumentFaults
from questionnaires.instrument import Instrument
from questionnaires.library import BUNDLED, Library, numbers

RECHECK = (BUNDLED / "re-check-1.0.0.yaml").read_bytes()


def shelf(directory: Path, files: dict[str, bytes], lock: str | None = None) -> Path:
    """A directory with these files and, unless given, a true LOCK."""
    for name, content in files.items():
        (directory / name).write_bytes(content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    (directory / "LOCK").write_text("".join(lines) if lock is None else lock, encoding="utf-8")
    return directory


def test_every_bundled_file_has_its_line_in_lock() -> None:
    """When this fails a text was changed in place: restore it, and put the change into a new version."""
    lines = (BUNDLED / "LOCK").read_text(encoding="utf-8").splitlines()
    held = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in BUNDLED.glob("*.yaml")}
    assert {line.split()[1]: line.split()[0] for line in lines} == held


def test_the_bundled_instruments_are_these() -> None:
    library = Library.bundled()
    assert library.ids == ("core", "extended", "pain-report", "re-check", "wound-check")
    assert library.current("core") == library.get("core", "1.2.0")
    assert Library.bundled() is library


def test_a_file_that_differs_from_its_checksum_is_refused(tmp_path: Path) -> None:
    shelf(tmp_path, {"re-check-1.0.0.yaml": RECHECK})
    (tmp_path / "re-check-1.0.0.yaml").write_bytes(RECHECK.replace(b"to be sure", b"to be safe"))
    with pytest.raises(LibraryFault, match="a changed text needs a new version"):
        Library.of(tmp_path)


def test_a_file_without_a_line_in_lock_is_refused(tmp_path: Path) -> None:
    shelf(tmp_path, {"re-check-1.0.0.yaml": RECHECK}, lock="")
    with pytest.raises(LibraryFault, match=r"no line for re-check-1\.0\.0\.yaml"):
        Library.of(tmp_path)


def test_a_line_without_its_file_is_refused(tmp_path: Path) -> None:
    shelf(tmp_path, {}, lock="0123  core-9.0.0.yaml\n")
    with pytest.raises(LibraryFault, match=r"core-9\.0\.0\.yaml cannot be read"):
        Library.of(tmp_path)


def test_a_garbled_lock_is_refused(tmp_path: Path) -> None:
    shelf(tmp_path, {}, lock="one two three\n")
    with pytest.raises(LibraryFault, match="Every line of LOCK"):
        Library.of(tmp_path)


def test_a_file_is_named_after_what_it_holds(tmp_path: Path) -> None:
    shelf(tmp_path, {"check-1.0.0.yaml": RECHECK})
    with pytest.raises(LibraryFault, match="name the file after it"):
        Library.of(tmp_path)


def test_the_latest_version_is_current_and_earlier_ones_stay(tmp_path: Path) -> None:
    versions = {
        f"re-check-{version}.yaml": RECHECK.replace(b'"1.0.0"', f'"{version}"'.encode())
        for version in ("1.0.0", "1.9.0", "1.10.0")
    }
    library = Library.of(shelf(tmp_path, versions))
    assert library.ids == ("re-check",)
    assert library.current("re-check").version == "1.10.0"
    assert library.get("re-check", "1.0.0").version == "1.0.0"


def test_what_is_not_here_is_said_in_a_sentence() -> None:
    with pytest.raises(LibraryFault, match="There is no instrument peg; there are core, extended"):
        Library.bundled().current("peg")
    with pytest.raises(LibraryFault, match=r"core has no version 0\.0\.1"):
        Library.bundled().get("core", "0.0.1")


def test_one_file_is_read_with_its_checksum() -> None:
    held = read_file(BUNDLED / "re-check-1.0.0.yaml")
    assert held == Library.bundled().get("re-check", "1.0.0")
    assert held.checksum == hashlib.sha256(RECHECK).hexdigest()


def test_faults_name_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(RECHECK.replace(b"id: re-check", b"id: 7"))
    with pytest.raises(InstrumentFaults) as caught:
        read_file(file)
    assert caught.value.faults[0][0] == "mine.yaml: id"


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InstrumentFaults, match=r"mine\.yaml: The file is not text in UTF-8\."):
        read_file(file)


def own(version: str) -> Instrument:
    """A site's own re-check, under an id of its own."""
    return read_definition(
        RECHECK.replace(b'"1.0.0"', f'"{version}"'.encode()).replace(b"id: re-check", b"id: own"), "own"
    )


def licensed(*until: date) -> Library:
    """The bundled instruments and one of the site's own, in versions 2.0.0, 3.0.0 and so on."""
    added = [(own(f"{number}.0.0"), day) for number, day in enumerate(until, 2)]
    licences = {(each.id, each.version): Licence("A", "B", day) for each, day in added}
    return Library((*Library.bundled().instruments, *(each for each, _ in added)), licences=licences)


def test_a_sites_own_instruments_stand_beside_the_bundled_ones() -> None:
    library = licensed(date(2026, 1, 1), date(2027, 1, 1))
    assert library.ids == ("core", "extended", "own", "pain-report", "re-check", "wound-check")
    assert library.current("own").version == "3.0.0"
    assert library.get("own", "2.0.0") == own("2.0.0")
    assert library.current("core") == Library.bundled().current("core")


def test_the_licence_of_the_version_asked_decides_whether_it_may_be_asked() -> None:
    library = licensed(date(2026, 1, 1), date(2027, 1, 1))
    assert library.expired(date(2027, 1, 1)) == frozenset()
    assert library.expired(date(2027, 1, 2)) == {"own"}


def test_a_version_that_cannot_be_read_any_more_is_said_and_no_other_is_asked_in_its_place() -> None:
    library = licensed(date(2026, 1, 1), date(2027, 1, 1))
    rest = tuple(each for each in library.instruments if each.version != "3.0.0")
    broken = Library(rest, licences=library.licences)
    assert broken.ids == library.ids
    with pytest.raises(LibraryFault, match=r"own 3\.0\.0 cannot be read any more"):
        broken.current("own")
    assert broken.get("own", "2.0.0") == own("2.0.0")


def test_a_version_in_other_words_than_numbers_has_no_order() -> None:
    assert (numbers("1.10"), numbers("2024-01"), numbers("")) == ((1, 10), (), ())
