"""The export as a whole: what stands in the files, what must not, and that the trail knows of it."""

import csv
import io
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.dictionary import dictionary
from audit.export import Exported, export
from audit.folders import ExportFault
from audit.tables import TABLES
from domain import Act
from questionnaires.library import Library
from storage import trail
from storage.database import Database
from tests.audit.lives import CANARIES, live

AT = datetime(2025, 7, 1, 12, 0, tzinfo=UTC)
LIBRARY = Library.bundled()


def exported(database: Database, out: Path, format_name: str = "csv", at: datetime = AT) -> Exported:
    return export(database, LIBRARY, format_name, out, Act("cli", at))


def rows(out: Path, table: str) -> list[dict[str, str]]:
    text = (out / f"{table}.csv").read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def out(database: Database, tmp_path: Path) -> Path:
    """The CSV files of the small register."""
    live(database, LIBRARY)
    exported(database, tmp_path / "out")
    return tmp_path / "out"


def test_every_operation_stands_there_active_or_not_with_what_it_lacks(out: Path) -> None:
    found = {row["episode"]: (row["active"], row["arrangements_missing"]) for row in rows(out, "operations")}
    missing = "governance-lead procedure-consent audit-number mdt"
    assert found == {
        "E0001": ("true", ""),
        "E0002": ("true", ""),
        "E0003": ("true", ""),
        "E0004": ("true", ""),
        "E0005": ("false", missing),
    }


def test_an_assessment_tells_when_it_was_planned_sent_seen_and_answered_in_utc_and_local_time(
    out: Path,
) -> None:
    ann = rows(out, "assessments")[0]
    assert ann["planned_at_utc"] == "2025-06-02T08:30:00Z"
    assert ann["planned_at_local"] == "2025-06-02T09:30:00+01:00"
    assert ann["sent_at_utc"] == "2025-06-02T08:30:05Z"
    assert ann["first_seen_at_local"] == "2025-06-02T09:39:00+01:00"
    assert ann["answered_at_utc"] == "2025-06-02T09:30:00Z"
    assert (ann["zone"], ann["state"], ann["study_day"]) == ("Europe/London", "completed", "139")
    ben = rows(out, "assessments")[1]
    assert (ben["answered_at_utc"], ben["answered_at_local"], ben["study_day"]) == ("", "", "")


def test_an_answer_in_force_is_one_row_with_version_language_and_mode(out: Path) -> None:
    row = next(row for row in rows(out, "answers") if row["link_id"] == "rlp-average")
    assert (row["state"], row["value_type"], row["value_number"], row["value_code"]) == (
        "answered",
        "integer",
        "7",
        "",
    )
    assert (row["instrument"], row["version"], row["language"]) == ("core", "1.2.0", "en")
    assert (row["mode"], row["site_mode"]) == ("bot", "monitoring")
    assert row["answered_at_local"] == "2025-06-02T09:40:00+01:00"
    assert row["layout"] == "large-1"


def test_declined_skipped_and_not_reached_differ(out: Path) -> None:
    ann = {row["link_id"]: row["state"] for row in rows(out, "answers") if row["episode"] == "E0001"}
    assert ann["quality-of-life"] == "declined"
    assert ann["safety"] == "answered"
    ben = [row["link_id"] for row in rows(out, "answers") if row["episode"] == "E0002"]
    assert ben == ["rlp-average"]
    cara = {row["link_id"]: row["state"] for row in rows(out, "answers") if row["episode"] == "E0003"}
    assert cara["safety"] == "ticked"


def test_answers_to_questions_that_became_disabled_are_left_out(out: Path) -> None:
    given = {row["link_id"]: row["value_text"] for row in rows(out, "answers") if row["episode"] == "E0001"}
    assert given["prosthesis-have"] == "false"
    assert not [link_id for link_id in given if link_id in ("prosthesis-days", "prosthesis-hours")]


def test_free_text_is_known_to_be_there_and_held_back(out: Path) -> None:
    row = next(row for row in rows(out, "answers") if row["link_id"] == "comments")
    assert (row["state"], row["value_type"], row["value_text"]) == ("answered", "text", "")


def test_scores_carry_their_value_or_what_was_missing(out: Path) -> None:
    found = [(row["score"], row["value"], row["missing"], row["study_day"]) for row in rows(out, "scores")]
    assert found == [
        ("pain-interference", "5.5", "", "139"),
        ("wear-index", "", "not-asked", "139"),
        ("wear-index", "", "not-ended", ""),
    ]


def test_an_alert_tells_how_soon_it_was_acknowledged_and_what_was_done(out: Path) -> None:
    row, red = rows(out, "alerts")
    assert (row["rule"], row["acknowledged_in_time"], row["minutes_to_acknowledge"]) == (
        "AMB-3a",
        "true",
        "95",
    )
    assert (row["close_code"], row["escalations"], row["answer_changed"]) == ("called", "0", "false")
    assert row["due_at_local"] == "2025-06-03T10:30:00+01:00"
    assert (red["acknowledged_in_time"], red["minutes_to_acknowledge"], red["close_code"]) == ("", "", "")
    assert red["due_at_local"] == "2025-06-02T10:30:00+01:00"


def test_a_finding_of_the_digest_names_its_rule_and_numbers_and_stays_out_of_the_alerts(out: Path) -> None:
    (row,) = rows(out, "digest_findings")
    assert (row["rule"], row["numbers_version"], row["superseded"], row["study_day"]) == (
        "DIG-5",
        "1.1.0",
        "false",
        "139",
    )
    assert row["found_at_local"] == "2025-06-02T10:30:00+01:00"
    assert "DIG-5" not in {each["rule"] for each in rows(out, "alerts")}


def test_a_safety_event_before_surgery_has_a_negative_study_day(out: Path) -> None:
    (row,) = rows(out, "safety_events")
    assert (row["category"], row["state"], row["study_day"], row["reported_by"]) == (
        "infection",
        "confirmed",
        "-1",
        "staff",
    )


@pytest.mark.parametrize("format_name", ["csv", "sqlite"])
def test_no_identifier_and_no_free_text_is_in_any_exported_byte(
    database: Database, tmp_path: Path, format_name: str
) -> None:
    live(database, LIBRARY)
    done = exported(database, tmp_path / "out", format_name)
    content = b"".join(file.read_bytes() for file in done.files)
    assert b"E0001" in content
    assert not [canary for canary in CANARIES if canary.encode() in content]


def test_every_column_of_every_file_is_in_the_dictionary(out: Path) -> None:
    described = [(row["table"], row["column"]) for row in rows(out, "dictionary")]
    found = [(file.stem, column) for file in out.glob("*.csv") for column in _header(file)]
    assert sorted(described) == sorted(found)


def _header(file: Path) -> list[str]:
    return next(csv.reader(io.StringIO(file.read_text("utf-8"))))


def test_every_exported_code_is_one_of_the_allowed_values(out: Path) -> None:
    for table in TABLES:
        for column in table.columns:
            found = {row[column.name] for row in rows(out, table.name)} - {""}
            assert not column.allowed or found <= set(column.allowed), column.name


@pytest.mark.parametrize("format_name", ["csv", "sqlite"])
def test_the_same_database_gives_the_same_bytes(database: Database, tmp_path: Path, format_name: str) -> None:
    live(database, LIBRARY)
    first = exported(database, tmp_path / "one", format_name)
    later = exported(database, tmp_path / "two", format_name, datetime(2026, 1, 1, tzinfo=UTC))
    assert first.checksums == later.checksums


def test_the_audit_database_holds_the_same_rows_and_may_not_be_changed(
    database: Database, tmp_path: Path
) -> None:
    live(database, LIBRARY)
    done = exported(database, tmp_path / "out", "sqlite")
    (file,) = done.files
    assert file.stat().st_mode & 0o222 == 0
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        counts = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in done.counts
        }
        answer = connection.execute(
            "SELECT value_number FROM answers WHERE link_id = 'rlp-average'"
        ).fetchone()
    finally:
        connection.close()
    assert counts == dict(done.counts)
    assert answer == (7,)


def test_an_export_is_in_the_trail_with_its_counts_and_checksums(database: Database, tmp_path: Path) -> None:
    live(database, LIBRARY)
    done = exported(database, tmp_path / "out")
    with database.read() as tx:
        (told,) = trail.read(tx, "export:csv")
        assert trail.verify(tx).fault is None
    assert told.detail == {"rows": dict(done.counts), "sha256": dict(done.checksums)}


def test_an_empty_register_gives_empty_tables_and_a_full_dictionary(
    database: Database, tmp_path: Path
) -> None:
    done = exported(database, tmp_path / "out")
    assert {name for name, count in done.counts.items() if count} == {"instruments", "items", "dictionary"}
    assert done.counts["dictionary"] == dictionary().at_most()


def test_an_export_takes_the_place_of_an_earlier_one_of_either_format(
    database: Database, tmp_path: Path
) -> None:
    exported(database, tmp_path / "out", "sqlite")
    done = exported(database, tmp_path / "out", "csv")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted(done.checksums)
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == ["out"]


def test_a_folder_with_other_files_is_left_alone(database: Database, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(ExportFault, match="holds other files"):
        exported(database, tmp_path)
    assert (tmp_path / "thesis.docx").read_text() == "mine"
    with pytest.raises(ExportFault, match="is a file"):
        exported(database, tmp_path / "thesis.docx")


def test_answers_given_to_another_file_of_the_instrument_are_not_exported(
    database: Database, tmp_path: Path
) -> None:
    live(database, LIBRARY)
    others = Library(tuple(replace(each, checksum="0" * 64) for each in LIBRARY.instruments))
    with pytest.raises(ExportFault, match="another file of core"):
        export(database, others, "csv", tmp_path / "out", Act("cli", AT))
    assert not (tmp_path / "out").exists()
