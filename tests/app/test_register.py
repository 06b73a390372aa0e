"""The register beside the follow-up: the full operation record, at enrolment or later, and its export."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.register_warnings import register_warnings
from domain import Act
from storage import audit_rows, reviews, surgery, trail
from storage.register_words import Anaesthesia, NerveTransfer
from tests.app.clinic import form, open_site, opened, written
from tests.terminal import Terminal

SURGERY = {
    "anaesthesia": "general+regional",
    "coaptations": 2,
    "suture": 8,
    "operating_surgeon": "S12",
    "selection_reason": "Canary-reason",
    "transfers": [{"donor": "tibial", "target": "soleus"}, {"donor": "sural", "target": "gastrocnemius"}],
}


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    terminal = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    open_site(terminal)
    return terminal


def test_the_operation_record_is_enrolled_completed_later_and_exported_without_free_text(
    at: Terminal, tmp_path: Path
) -> None:
    at.done("enrol", "--file", form(tmp_path, surgery=SURGERY))
    later = {"magnification": "loupes", "coaptations": 3, "suture": None}
    told = at.done("record", "E0001", "--file", written(tmp_path, json.dumps(later)))
    assert told == "E0001: recorded coaptations, magnification.\n"
    with opened(at) as database, database.read() as tx:
        known, pairs = surgery.of_episode(tx, 1), surgery.transfers(tx, 1)
        lines = trail.read(tx, "episode:1")
    assert (known.anaesthesia, known.coaptations, known.suture) == (Anaesthesia.COMBINED, 3, "8")
    assert known.selection_reason == "Canary-reason"
    assert pairs == (NerveTransfer("tibial", "soleus"), NerveTransfer("sural", "gastrocnemius"))
    assert lines[-1].detail == {"changed": ["coaptations", "magnification"]}

    at.done("export", "--out", str(tmp_path / "out"))
    (operation,) = csv.DictReader(io.StringIO((tmp_path / "out/operations.csv").read_text("utf-8")))
    assert (operation["anaesthesia"], operation["coaptations"]) == ("general+regional", "3")
    assert (operation["operating_surgeon"], operation["supervising_surgeon"]) == ("S12", "")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out/nerve_transfers.csv").read_text("utf-8"))))
    assert [(row["episode"], row["number"], row["donor"]) for row in rows] == [
        ("E0001", "1", "tibial"),
        ("E0001", "2", "sural"),
    ]
    written_out = "".join(file.read_text("utf-8") for file in (tmp_path / "out").iterdir())
    assert "Canary" not in written_out


def test_transfers_given_later_stand_in_place_of_those_known(at: Terminal, tmp_path: Path) -> None:
    at.done("enrol", "--file", form(tmp_path, surgery=SURGERY))
    other = {"transfers": [{"donor": "saphenous", "target": "vastus medialis"}]}
    file = written(tmp_path, json.dumps(other))
    assert at.done("record", "E0001", "--file", file) == "E0001: recorded transfers.\n"
    with opened(at) as database, database.read() as tx:
        assert surgery.transfers(tx, 1) == (NerveTransfer("saphenous", "vastus medialis"),)
    assert "nothing that was not known" in at.refused("record", "E0001", "--file", file)
    named = written(tmp_path, '{"operating_surgeon": "Dr Name", "coaptations": -1}')
    fault = at.refused("record", "E0001", "--file", named)
    assert fault.startswith("Cannot record: coaptations: ")
    assert "operating_surgeon" in fault
    assert "no episode or patient" in at.refused("record", "E0009", "--file", file)


def test_theatre_counts_are_kept_by_quarter_and_the_last_one_stands(at: Terminal) -> None:
    told = at.done("theatre", "set", "NORTH", "--quarter", "2025-Q1", "--operations", "7")
    assert told == "NORTH 2025-Q1: the theatre register counts 7 operations.\n"
    at.done("theatre", "set", "NORTH", "--quarter", "2025-Q1", "--operations", "8")
    at.done("theatre", "set", "NORTH", "--quarter", "2024-Q4", "--operations", "0")
    rows = json.loads(at.done("theatre", "list", "--json"))
    assert [(row["quarter"], row["operations"]) for row in rows] == [("2024-Q4", 0), ("2025-Q1", 8)]
    with opened(at) as database, database.read() as tx:
        assert [count.operations for count in audit_rows.register(tx).theatre] == [0, 8]
    for quarter, number, word in (
        ("2025-Q5", "1", "no quarter"),
        ("2025-Q1", "-1", "cannot be"),
        ("2190-Q1", "1", "has not begun"),
    ):
        told = at.refused("theatre", "set", "NORTH", "--quarter", quarter, "--operations", number)
        assert word in told


def test_a_review_is_overdue_until_it_is_signed(at: Terminal, tmp_path: Path) -> None:
    at.done("enrol", "--file", form(tmp_path))
    year_later = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    with opened(at) as database, database.write() as tx:
        (told,) = register_warnings(tx, year_later)
        assert told == "NORTH: overdue is the signed review of 2025-Q1, 2025."
        signed = {
            "report_checksum": "0" * 64,
            "signed_by_id": 1,
            "signed_on": date(2026, 3, 10),
            "actions": "-",
        }
        reviews.sign(tx, Act("cli", year_later), site_id=1, period="2025", **signed)  # type: ignore[arg-type]
        assert register_warnings(tx, year_later) == ()
        assert [review.period for review in audit_rows.register(tx).reviews] == ["2025"]
