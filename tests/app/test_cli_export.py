"""The export at the command line: what it says, what it may be narrowed to, what does not go together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.crypto import KeyRing
from storage.database import Database
from tests.app.clinic import form, monitor, open_site
from tests.app.test_cli_commands import told
from tests.terminal import Terminal


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})


@pytest.fixture
def hospital(at: Terminal, fresh_url: str, keys: KeyRing) -> Iterator[Database]:
    open_site(at)
    monitor(at)
    database = Database(fresh_url, keys)
    yield database
    database.close()


def test_an_export_tells_what_it_wrote_and_names_nobody(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done("enrol", "--file", form(tmp_path))
    at.done("tick")
    out = tmp_path / "out"
    plain = at.done("export", "--out", str(out)).splitlines()
    assert plain[0] == "operations: 1 rows"
    assert plain[-1] == f"Written to {out}"
    row = told(at, "export", "--format", "sqlite", "--out", str(tmp_path / "database"))
    assert row["rows"]["operations"] == 1
    assert set(row["sha256"]) == {"audit.sqlite3"}
    assert {file.name for file in out.iterdir()} == {f"{name}.csv" for name in row["rows"]}
    for file in (*out.iterdir(), *(tmp_path / "database").iterdir()):
        assert b"Canary" not in file.read_bytes()


def test_an_export_may_be_narrowed_and_what_does_not_go_together_is_told(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done("enrol", "--file", form(tmp_path))
    out = str(tmp_path / "out")
    assert told(at, "export", "--format", "wide", "--period", "2019", "--out", out)["rows"]["wide"] == 0
    assert told(at, "export", "--format", "xlsx", "--site", "NORTH", "--out", out)["rows"]["operations"] == 1
    for words, sentence in (
        (("--out", out, "--period", "soon"), "'soon' is no period"),
        (("--out", out, "--site", "WEST"), "There is no site WEST."),
        (("--out", out, "--format", "pdf"), "'pdf' is not a format"),
        (("--out", out, "--map", "m.yaml"), "Only the format nice takes a --map."),
        (("--out", out, "--schema", "x"), "--schema and --reader go with --to."),
        ((), "Name a folder with --out, or a database with --to."),
        (("--out", out, "--to", "sqlite:///x"), "Name a folder with --out, or a database with --to."),
        (("--to", "sqlite:///x", "--format", "xlsx"), "--to fills tables"),
        (("--to", "settings"), "TMR_EXPORT_TO is not set."),
        (("--to", "mysql://u:s3cret@h/d"), "The database must be a SQLite file"),
    ):
        refused = at.refused("export", *words)
        assert refused.startswith(sentence)
        assert "s3cret" not in refused


def test_an_export_into_a_database_says_what_changed(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done("enrol", "--file", form(tmp_path))
    url = f"sqlite:///{tmp_path / 'hospital.sqlite3'}"
    row = told(at, "export", "--to", url, "--schema", "audit")
    assert row["schema"] == "audit"
    assert row["tables"]["operations"] == {"written": 1, "deleted": 0, "rows": 1}
    lines = Terminal({**at.environment, "TMR_EXPORT_TO": url, "TMR_EXPORT_SCHEMA": "audit"}).done(
        "export", "--to", "settings"
    )
    assert lines.splitlines()[0] == "operations: 0 rows written, 0 deleted, 1 there now"
    assert lines.splitlines()[-1] == "0 rows written, 0 deleted in the schema audit."
