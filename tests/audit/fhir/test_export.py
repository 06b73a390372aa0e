"""The FHIR export as a whole, over the small register and a made-up cohort: files, privacy, trail."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.demo.cohort import cohort
from app.demo.life import live_through
from audit.export import Exported, Wanted, export
from audit.folders import ExportFault
from domain import Act
from questionnaires.library import Library
from storage import trail
from storage.database import Database
from tests.audit.fhir.rules import broken
from tests.audit.fhir.stories import item
from tests.audit.fhir.validators import Node, faults, lost_references, resources
from tests.audit.lives import CANARIES, live

AT = datetime(2025, 7, 1, 12, 0, tzinfo=UTC)
LIBRARY = Library.bundled()


def exported(
    database: Database, out: Path, format_name: str = "fhir", *, with_free_text: bool = False
) -> Exported:
    wanted = Wanted(with_free_text=with_free_text)
    return export(database, LIBRARY, format_name, out, Act("cli", AT), wanted=wanted)


def read(path: Path) -> Node:
    """A file of the export; decimals as they stand there."""
    resource = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    assert isinstance(resource, dict)
    return resource


def bundles(out: Path) -> dict[str, Node]:
    return {path.stem: read(path) for path in sorted((out / "bundles").iterdir())}


def questionnaires(out: Path) -> dict[str, Node]:
    """By canonical address with version, as a response names them."""
    found = [read(path) for path in (out / "questionnaires").iterdir()]
    return {f"{each['url']}|{each['version']}": each for each in found}


def check(out: Path) -> int:
    """Everything in the folder is valid and conforms; the number of responses."""
    forms = questionnaires(out)
    responses = [each for one in bundles(out).values() for each in resources(one, "QuestionnaireResponse")]
    assert {name: faults(form) for name, form in forms.items() if faults(form)} == {}
    assert {name: faults(each) for name, each in bundles(out).items() if faults(each)} == {}
    assert not [lost for each in bundles(out).values() for lost in lost_references(each)]
    assert not [fault for each in responses for fault in broken(forms[each["questionnaire"]], each)]
    assert {each["questionnaire"] for each in responses} == set(forms)
    return len(responses)


@pytest.fixture
def out(database: Database, tmp_path: Path) -> Path:
    """The FHIR files of the small register."""
    live(database, LIBRARY)
    exported(database, tmp_path / "out")
    return tmp_path / "out"


def test_there_is_a_bundle_for_everybody_and_a_questionnaire_for_every_version_answered(out: Path) -> None:
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.json"))
    assert names == [*(f"bundles/P000{n}.json" for n in range(1, 5)), "questionnaires/core-1.2.0.json"]
    assert check(out) == 3
    fay = [each["resource"]["resourceType"] for each in bundles(out)["P0004"]["entry"]]
    assert fay == ["Patient", "Procedure", "Procedure"]


def test_a_completed_response_stands_there_as_it_was_answered(out: Path) -> None:
    (ann,) = resources(bundles(out)["P0001"], "QuestionnaireResponse")
    assert (ann["status"], ann["authored"]) == ("completed", "2025-06-02T09:56:00+01:00")
    assert item(ann, "plp-average")["answer"] == [{"valueInteger": 3}]
    assert "prosthesis-days" not in str(ann)
    interference = next(
        each for each in resources(bundles(out)["P0001"], "Observation") if "valueQuantity" in each
    )
    assert interference["valueQuantity"]["value"] == Decimal("5.5")


def test_no_identifier_and_no_free_text_is_in_any_byte(database: Database, tmp_path: Path) -> None:
    live(database, LIBRARY)
    done = exported(database, tmp_path / "out")
    content = b"".join(file.read_bytes() for file in done.files)
    assert b"P0001" in content
    assert not [canary for canary in CANARIES if canary.encode() in content]


def test_with_free_text_the_words_are_there_nobody_else_is_and_the_trail_says_so(
    database: Database, tmp_path: Path
) -> None:
    live(database, LIBRARY)
    exported(database, tmp_path / "out", with_free_text=True)
    (ann,) = resources(bundles(tmp_path / "out")["P0001"], "QuestionnaireResponse")
    words = "=Canary free text, call me on 07700 900123"
    assert item(ann, "comments")["answer"] == [{"valueString": words}]
    assert check(tmp_path / "out") == 3
    others = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*.json")).decode()
    assert not [canary for canary in CANARIES if canary in others.replace(words, "")]
    with database.read() as tx:
        (told,) = trail.read(tx, "export:fhir")
    assert told.detail["free_text"] is True


def test_tables_have_no_free_text_to_let_out(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ExportFault, match="Only the format fhir"):
        exported(database, tmp_path / "out", "csv", with_free_text=True)


def test_the_same_moment_gives_the_same_bytes(database: Database, tmp_path: Path) -> None:
    live(database, LIBRARY)
    one, two = exported(database, tmp_path / "one"), exported(database, tmp_path / "two")
    assert one.checksums == two.checksums
    answers = {"Patient": 4, "QuestionnaireResponse": 3, "Observation": 12, "Questionnaire": 1}
    course = {"Procedure": 5, "CarePlan": 3, "AdverseEvent": 1, "Flag": 1, "Communication": 0}
    assert one.counts == answers | course
    with database.read() as tx:
        told, _ = trail.read(tx, "export:fhir")
        assert trail.verify(tx).fault is None
    assert told.detail == {"rows": dict(one.counts), "sha256": dict(one.checksums)}


def test_an_empty_register_gives_two_empty_folders(database: Database, tmp_path: Path) -> None:
    done = exported(database, tmp_path / "out")
    assert set(done.counts.values()) == {0}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["bundles", "questionnaires"]


def test_one_format_takes_the_place_of_another(database: Database, tmp_path: Path) -> None:
    live(database, LIBRARY)
    for format_name in ("fhir", "csv", "fhir", "sqlite"):
        done = exported(database, tmp_path / "out", format_name)
    assert [path.name for path in (tmp_path / "out").iterdir()] == list(done.checksums) == ["audit.sqlite3"]


@pytest.mark.parametrize("name", ["bundles/thesis.docx", "bundles/mine/P0001.json", "mine/P0001.json"])
def test_other_files_in_the_folders_of_an_export_are_left_alone(
    database: Database, tmp_path: Path, name: str
) -> None:
    exported(database, tmp_path / "out")
    path = tmp_path / "out" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    with pytest.raises(ExportFault, match="holds other files"):
        exported(database, tmp_path / "out")
    assert path.read_text() == "mine"


async def test_a_cohort_that_lived_through_the_product_is_valid_conforms_and_names_nobody(
    database: Database, tmp_path: Path
) -> None:
    starts_at = datetime(2024, 1, 8, 8, tzinfo=UTC)
    members = cohort(3, 3, starts_at.date(), 1)
    until = starts_at + timedelta(days=75)
    world = await live_through(
        database, members, seed=3, starts_at=starts_at, until=until, progress=lambda _: None
    )
    exported(database, tmp_path / "out")
    assert check(tmp_path / "out") > 10
    content = "".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.json"))
    assert not [str(chat) for chat in world.chats if str(chat) in content]
    assert not [each.name for each in members if re.search(rf"\b{each.name}\b", content)]
