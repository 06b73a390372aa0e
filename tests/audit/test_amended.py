"""An amended response in the export: the values in force, when they were given, and that it was amended."""

from datetime import timedelta
from pathlib import Path

from domain import Coding, Entry, EntryKind, ResponseState
from questionnaires.library import Library
from storage import episodes, responses
from storage.database import Database
from storage.words import AmendReason
from tests.audit.lives import ASKED, act, live
from tests.audit.test_export import exported, rows

LATER = ASKED + timedelta(days=3)
FALL = Coding("urn:tmr-followup:choice", "fall")


def _amend(database: Database) -> None:
    """Ann sends, changes her pain from 7 to 4 three days later, and ticks a fall without being done."""
    with database.write() as tx:
        episode = next(each for each in episodes.every(tx) if each.code == "E0001")
        (response,) = responses.of_episode(tx, episode.id)
        seq = len(responses.log(tx, response.id))
        for entry in (
            Entry(seq, EntryKind.SENT, "", (), ASKED + timedelta(hours=1)),
            Entry(seq + 1, EntryKind.WENT_BACK, "rlp-average", (), LATER),
            Entry(seq + 2, EntryKind.AMENDED, "rlp-average", (4,), LATER),
            Entry(seq + 3, EntryKind.WENT_BACK, "safety", (), LATER),
            Entry(seq + 4, EntryKind.TICKED, "safety", (FALL,), LATER),
        ):
            assert responses.append(tx, act(entry.at, "patient:P0001"), response.id, entry)
        amended = ResponseState.AMENDED
        assert responses.end(tx, act(LATER), response.id, amended, AmendReason.PATIENT)


def test_the_export_shows_the_answer_in_force_and_the_log_keeps_the_earlier_one(
    database: Database, tmp_path: Path
) -> None:
    live(database, Library.bundled())
    _amend(database)
    exported(database, tmp_path / "out")
    ann = {row["link_id"]: row for row in rows(tmp_path / "out", "answers") if row["episode"] == "E0001"}
    assert {row["response_state"] for row in ann.values()} == {"amended"}
    pain, screen = ann["rlp-average"], ann["safety"]
    assert (pain["state"], pain["value_number"], pain["answered_at_utc"]) == (
        "answered",
        "4",
        "2025-06-05T08:30:00Z",
    )
    assert (screen["state"], screen["value_code"]) == ("answered", "none")
    assert screen["answered_at_utc"] < pain["answered_at_utc"]
    with database.read() as tx:
        (response,) = [each for each in responses.of_episode(tx, 1) if each.state is ResponseState.AMENDED]
        said = [entry.values for entry in responses.log(tx, response.id) if entry.link_id == "rlp-average"]
    assert said == [(7,), (), (4,)]
