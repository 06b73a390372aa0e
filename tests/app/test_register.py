"""The register beside the follow-up: the full operation record, at enrolment or later, and its export."""

import csv
import io
import json
from pathlib import Path

import pytest

from storage import surgery, trail
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
