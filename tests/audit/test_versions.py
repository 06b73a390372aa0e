"""The export over the versions of an instrument: same columns, nothing forgotten, hash and holder told."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.shelf import Shelf
from audit.export import export
from audit.tables import TABLES
from domain import Act, Entry, EntryKind
from questionnaires.definitions import LibraryFault
from storage import assessments, responses
from storage.database import Database
from tests import cast, own
from tests.bot.house import opened

FIRST, LATER = datetime(2025, 1, 29, 10, tzinfo=UTC), datetime(2025, 2, 26, 10, tzinfo=UTC)


def _asked(database: Database, person: cast.Person, at: datetime, time_point: str, *link_ids: str) -> None:
    with database.write() as tx:
        planned = opened(tx, at, person, "goal", time_point=time_point)
        (response,) = responses.of_assessment(tx, planned.id)
        for seq, link_id in enumerate(link_ids):
            entry = Entry(seq, EntryKind.ANSWERED, link_id, (seq,), at)
            responses.append(tx, Act("patient:P0001", at), response.id, entry)
        responses.put_scores(tx, Act("cli", at), response.id, [("sum", "1", None, "unanswered")])


def _exported(database: Database, out: Path) -> dict[str, list[dict[str, str]]]:
    with database.read() as tx:
        library = Shelf().library(tx)
    export(database, library, "csv", out, Act("cli", LATER))
    return {file.stem: _read(file) for file in out.glob("*.csv")}


def _read(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))


@pytest.fixture
def two_versions(database: Database) -> Database:
    """Ann was asked 1.0.0 in W02; 1.1.0 left `effort` out, asked for `hope`, and she met it in W06."""
    with database.write() as tx:
        own.added(tx, FIRST)
        ann = cast.person(tx, FIRST, cast.team(tx, FIRST), "Ann")
    _asked(database, ann, FIRST, "W02", "progress", "effort")
    with database.write() as tx:
        shorter = own.definition("1.1.0", ("progress", "hope"))
        own.added(tx, FIRST + timedelta(days=1), shorter, replace(own.LICENCE, attribution_shown=False))
    _asked(database, ann, LATER, "W06", "progress", "hope")
    return database


def test_every_row_of_answers_assessments_and_scores_tells_version_and_hash(
    two_versions: Database, tmp_path: Path
) -> None:
    tables = _exported(two_versions, tmp_path / "out")
    hashes = {row["version"]: row["checksum"] for row in tables["instruments"] if row["instrument"] == "goal"}
    assert [(row["version"], row["link_id"], row["checksum"]) for row in tables["answers"]] == [
        ("1.0.0", "progress", hashes["1.0.0"]),
        ("1.0.0", "effort", hashes["1.0.0"]),
        ("1.1.0", "progress", hashes["1.1.0"]),
        ("1.1.0", "hope", hashes["1.1.0"]),
    ]
    assert [(row["versions"], row["checksums"]) for row in tables["assessments"]] == [
        ("goal@1.0.0", hashes["1.0.0"]),
        ("goal@1.1.0", hashes["1.1.0"]),
    ]
    assert [row["checksum"] for row in tables["scores"]] == list(hashes.values())


def test_the_instruments_table_tells_holder_expiry_and_attribution(
    two_versions: Database, tmp_path: Path
) -> None:
    tables = _exported(two_versions, tmp_path / "out")
    goal = [row for row in tables["instruments"] if row["instrument"] == "goal"]
    told = ("origin", "title", "holder", "licence_reference", "licence_valid_until_on", "attribution")
    assert [tuple(row[name] for name in told) for row in goal] == [
        ("site", "My goal", own.HOLDER, "G-1", "2026-12-31", own.WORDS)
    ] * 2
    core = [row for row in tables["instruments"] if row["instrument"] == "core"]
    assert {(row["origin"], row["holder"], row["licence_valid_until_on"]) for row in core} == {
        ("bundled", "", "")
    }


def test_a_question_that_a_later_version_left_out_still_stands_among_the_items(
    two_versions: Database, tmp_path: Path
) -> None:
    tables = _exported(two_versions, tmp_path / "out")
    items = [(row["version"], row["link_id"]) for row in tables["items"] if row["instrument"] == "goal"]
    assert items == [("1.0.0", "progress"), ("1.0.0", "effort"), ("1.1.0", "progress"), ("1.1.0", "hope")]
    known = {(row["instrument"], row["version"], row["link_id"]) for row in tables["items"]}
    assert {(row["instrument"], row["version"], row["link_id"]) for row in tables["answers"]} <= known


def test_columns_and_their_order_are_the_same_before_and_after_a_new_version(
    two_versions: Database, tmp_path: Path
) -> None:
    before = _exported(two_versions, tmp_path / "before")
    with two_versions.write() as tx:
        own.added(tx, LATER, own.definition("2.0.0", own.QUESTIONS))
    after = _exported(two_versions, tmp_path / "after")
    assert before["dictionary"] == after["dictionary"]
    for name, rows in before.items():
        assert [list(row) for row in rows] == [list(row) for row in after[name][: len(rows)]]
    for name in ("instruments", "items", "answers"):
        assert after[name][: len(before[name])] == before[name]


def test_answers_of_a_version_that_has_vanished_stop_the_export_with_a_sentence(
    two_versions: Database, tmp_path: Path
) -> None:
    with two_versions.write() as tx:
        (first, _) = assessments.of_episode(tx, 1)
        told = {"instrument": "gone", "version": "1.0.0", "checksum": "0" * 64, "language": "en"}
        responses.start(tx, cast.by(LATER), assessment_id=first.id, **told, context={})
    with pytest.raises(LibraryFault, match=r"gone has no version 1\.0\.0"):
        _exported(two_versions, tmp_path / "out")


def test_no_column_that_was_ever_exported_leaves_or_moves() -> None:
    """A new column goes to the end of its table; then its name is added to the list as well."""
    lines = (Path(__file__).parents[1] / "specs/columns.txt").read_text("utf-8").splitlines()
    known = [line.split() for line in lines if not line.startswith("#")]
    found = {table.name: [column.name for column in table.columns] for table in TABLES}
    assert list(found) == [name.rstrip(":") for name, *_ in known]
    for name, *columns in known:
        assert found[name.rstrip(":")] == columns
