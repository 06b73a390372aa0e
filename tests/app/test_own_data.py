"""A patient's own data as one file: all that is held, in their words, made by somebody the trail names."""

import json
import stat
from pathlib import Path

import pytest
from markupsafe import escape

from app.own_data.command import page
from app.own_data.gathering import gather
from domain import Act
from questionnaires.library import Library
from storage import erasing, patients, trail
from storage.database import Database
from storage.words import ErasureReason
from tests.app.clinic import form, open_site, opened
from tests.audit.lives import START, live
from tests.terminal import Terminal


@pytest.fixture
def terminal(fresh_url: str, key: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})


@pytest.fixture
def lived(database: Database) -> Database:
    live(database, Library.bundled())
    return database


def test_everything_about_ann_is_in_it_and_nothing_of_the_others(lived: Database) -> None:
    with lived.read() as tx:
        ann = patients.by_code(tx, "P0001")
        assert ann is not None
        found = gather(tx, ann, START, "COORD")
        lines = trail.read(tx, f"patient:{ann.id}")
    whole = page("P0001", found)
    for held in (
        "Ann Canary-Surname",
        "07700 900123",
        "700001",
        str(escape(Library.bundled().current("core").item("rlp-average").text)),
        "Canary free text, call me on 07700 900123",
        "transtibial",
        "patient.add",
    ):
        assert held in whole, held
    for others in ("Ben", "Cara", "700002", "Canary-Staff"):
        assert others not in whole, others
    told = found["Who did what"]
    assert isinstance(told, list)
    assert len(told) > len(lines)
    assert "<script" not in whole
    assert "http" not in whole.replace("https://yellowcard", "")


def test_what_is_held_of_whoever_was_erased_is_shown_too(lived: Database) -> None:
    act = Act("staff:COORD", START)
    with lived.write() as tx:
        ann = patients.by_code(tx, "P0001")
        assert ann is not None
        erasing.ask(tx, act, ann, ErasureReason.REQUEST)
        erasing.finish(tx, act, ann)
        whole = page("P0001", gather(tx, patients.get(tx, ann.id), START, "COORD"))
    assert "Canary-Surname" not in whole
    assert "free text" not in whole
    assert erasing.ERASED in whole


def test_the_file_is_its_writers_alone_and_the_trail_says_who_made_it(
    terminal: Terminal, tmp_path: Path
) -> None:
    open_site(terminal)
    terminal.done("enrol", "--file", form(tmp_path))
    out = tmp_path / "own.json"
    said = terminal.done("own-data", "P0001", "--by", "CO1", "--out", str(out))
    assert "delete it" in said
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(out.read_text("utf-8"))["Contact"]["name"] == "Ann Canary-Surname"
    terminal.done("own-data", "P0001", "--by", "CO1", "--out", str(tmp_path / "own.html"))
    assert "exists already" in terminal.refused("own-data", "P0001", "--by", "CO1", "--out", str(out))
    for wrong, told in (("own.pdf", "ends with"), ("no/own.json", "cannot be written")):
        words = ("own-data", "P0001", "--by", "CO1", "--out", str(tmp_path / wrong))
        assert told in terminal.refused(*words)
    with opened(terminal) as database, database.read() as tx:
        made = [line for line in trail.read(tx) if line.verb == "patient.own-data"]
    assert [(line.by, line.detail) for line in made] == [
        ("staff:CO1", {"format": "json"}),
        ("staff:CO1", {"format": "html"}),
    ]


def test_erasing_asks_for_the_code_once_more(terminal: Terminal, tmp_path: Path) -> None:
    open_site(terminal)
    terminal.done("enrol", "--file", form(tmp_path))
    words = ("erase", "P0001", "--by", "CO1", "--reason", "request")
    ran = terminal.run(*words, typed="P0002\n")
    assert ran.code == 2
    assert "Nothing was changed" in ran.err
    terminal.done("tick")
    assert "waits for the tick" in terminal.run(*words, typed="P0001\n").out
    terminal.done("tick")
    assert "Erasure of P0001 was asked for" in terminal.refused("link", "P0001")
    assert "Red" in terminal.run("status").out
    assert "P0001" in terminal.done("why", "P0001", "--json")
    terminal.done("export", "--out", str(tmp_path / "out"))
    with opened(terminal) as database, database.read() as tx:
        assert trail.verify(tx).fault is None
        assert [who.erased_at is not None for who in patients.every(tx)] == [True]
