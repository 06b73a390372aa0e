"""Definitions as receivers of the answers read them."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from questionnaires.definitions import LibraryFault
from questionnaires.fhir import read
from questionnaires.instrument import Instrument
from questionnaires.library import BUNDLED, Library
from questionnaires.publishing import canonical, published

LIBRARY = Library.bundled()


@pytest.mark.parametrize("found", LIBRARY.instruments, ids=canonical)
def test_a_published_definition_is_the_same_instrument_under_an_id_of_its_version(found: Instrument) -> None:
    resource = json.loads(json.dumps(published(LIBRARY.definition(found))))
    assert resource["id"] == f"{found.id}-{found.version}"
    assert f"{resource['url']}|{resource['version']}" == canonical(found)
    assert read({**resource, "id": found.id}, found.checksum) == found


def test_a_date_that_was_not_quoted_is_text() -> None:
    assert published({"id": "a", "version": "1.0.0", "date": date(2026, 3, 2)})["date"] == "2026-03-02"


def test_a_definition_is_the_one_that_was_read_whatever_becomes_of_its_file(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "bundled")
    library = Library.of(tmp_path / "bundled")
    current = library.current("core")
    (tmp_path / "bundled" / f"core-{current.version}.yaml").unlink()
    assert library.definition(current)["version"] == current.version
    with pytest.raises(LibraryFault, match=r"The file of core .* is not here"):
        library.definition(replace(current, checksum="another"))
