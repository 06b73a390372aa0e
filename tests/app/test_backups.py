"""Backups: made every day and by hand, whole or refused, brought back with nobody asked again (I13, I14)."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from app.backups import back_up_now, daily_backup, last_backup
from app.status import health
from clock import MovingClock
from console.reach import Colour
from domain import Act, AssessmentState
from settings import Settings
from storage import backups, outbox, trail
from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.faults import StorageFault
from tests import cast, postgres
from tests.scheduler.lives import answer, assessment, enrolled, lived, new_tick, response, send
from tests.terminal import Terminal

NIGHT = datetime(2025, 1, 30, 1, 30, tzinfo=UTC)
ASKED, ANSWERED = datetime(2025, 1, 29, 9, 30, tzinfo=UTC), datetime(2025, 1, 29, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tools of the server that the tests run on, before any other of this machine."""
    monkeypatch.setenv("PATH", f"{postgres.tools()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def nowhere(fresh_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the same engine."""
    if fresh_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'again.sqlite3'}"
        return
    with postgres.empty(fresh_url) as url:
        yield url


def step(database: Database, at: datetime, folder: Path | None, keep_days: int = 35) -> None:
    settings = Settings(backup_to=folder, backup_hour=1, backup_keep_days=keep_days)
    asyncio.run(daily_backup(database, MovingClock(at), settings).step())


def kinds(folder: Path) -> Counter[str]:
    return Counter(file.suffix for file in folder.iterdir())


async def test_all_comes_back_the_trail_verifies_and_nobody_is_asked_again(
    database: Database, fresh_url: str, key: str, folder: Path, nowhere: str
) -> None:
    """What was asked and answered before the backup is asked of nobody after it (I13)."""
    team, ann = enrolled(database)
    with database.write() as tx:
        later = date(2060, 6, 1)
        cast.person(tx, ASKED, team, "Ben", tmr_on=later, protocol_id=ann.episode.protocol_id)
    tick = await lived(database, ASKED)
    w02 = assessment(database, ann.episode.id, "W02")
    answered = response(database, w02.id, "core")
    answer(database, answered, ANSWERED, {"rlp-average": 3, "plp-average": 2})
    send(database, answered, ANSWERED)
    await tick.run(ANSWERED)
    with database.read() as tx:
        asked = [row.key for row in outbox.of_episode(tx, ann.episode.id) if row.assessment_id == w02.id]
    file = back_up_now(database, folder, Act("system:backup", NIGHT))

    said = Terminal({"TMR_KEY": key}).done("backup", "restore", str(file), "--into", nowhere).splitlines()
    assert said[0].startswith(
        "Brought back: all that was stored at 2025-01-30 01:30 UTC. The trail is whole: "
    )
    assert said[2] == f"To be asked next, so ask about these first: {ann.patient.code}."
    again = Database(nowhere, KeyRing.load(key))
    try:
        with again.read() as tx:
            lines = trail.read(tx)
        assert [line.verb for line in lines if "backup" in line.verb] == ["backup.restore"]
        assert assessment(again, ann.episode.id, "W02").state is AssessmentState.COMPLETED
        await new_tick(again).run(NIGHT + timedelta(hours=9))
        with again.read() as tx:
            assert trail.verify(tx).fault is None
            keys = [row.key for row in outbox.of_episode(tx, ann.episode.id) if row.assessment_id == w02.id]
            assert keys == asked
    finally:
        again.close()


def test_run_makes_one_a_day_keeps_them_as_long_as_was_set_and_health_says_when(
    database: Database, folder: Path
) -> None:
    step(database, NIGHT, folder)
    step(database, NIGHT + timedelta(hours=3), folder)
    assert kinds(folder)[".json"] == 1
    (folder / "notes.txt").write_text("the hospital's own", "utf-8")
    (folder / f"tmr-followup-{NIGHT:%Y%m%dT%H%M%SZ}.part").touch()
    step(database, NIGHT + timedelta(days=2), folder, keep_days=1)
    kept = Counter({".json": 1, ".txt": 1, ".sqlite3" if "sqlite" in database.url else ".pgdump": 1})
    assert kinds(folder) == kept
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.glob("tmr-*"))
    with database.read() as tx:
        sign = last_backup(tx, NIGHT + timedelta(days=2))
        assert (sign.colour, sign.at) == (Colour.GREEN, NIGHT + timedelta(days=2))
        late = NIGHT + timedelta(days=4)
        assert last_backup(tx, late).colour is Colour.AMBER
        assert "The daily backup has stopped (last done 2025-02-01 01:30 UTC)." in health(tx, late).faults


def test_one_that_fails_turns_health_red_and_is_tried_again(database: Database, tmp_path: Path) -> None:
    """A backup that stops is told (I14), by a page that something outside asks for."""
    absent = tmp_path / "absent"
    step(database, NIGHT, absent)
    with database.read() as tx:
        told = [fault for fault in health(tx, NIGHT).faults if "backup" in fault]
    assert len(told) == 1
    assert told[0].startswith("The daily backup fails (never): The backup ")
    assert told[0].endswith("cannot be written or read: No such file or directory.")
    absent.mkdir()
    step(database, NIGHT + timedelta(minutes=16), absent)
    with database.read() as tx:
        assert not [fault for fault in health(tx, NIGHT + timedelta(minutes=16)).faults if "backup" in fault]
    step(database, NIGHT + timedelta(days=9), None)
    with database.read() as tx:
        assert not [fault for fault in health(tx, NIGHT + timedelta(days=9)).faults if "backup" in fault]


def test_a_file_that_is_not_as_it_was_written_is_refused(
    database: Database, key: str, folder: Path, nowhere: str
) -> None:
    file = back_up_now(database, folder, Act("system:backup", NIGHT))
    at = Terminal({"TMR_KEY": key})
    assert "is as it was written at 2025-01-30 01:30 UTC" in at.done("backup", "check", str(file))
    whole = file.read_bytes()
    for spoilt in (whole[:-1], whole[:100] + bytes([whole[100] ^ 1]) + whole[101:]):
        file.write_bytes(spoilt)
        assert at.refused("backup", "check", str(file)).endswith(
            "is not as it was written: take another backup."
        )
        assert "take another" in at.refused("backup", "restore", str(file), "--into", nowhere)
    file.write_bytes(whole)
    other = Terminal({"TMR_KEY": new_key()}).refused("backup", "restore", str(file), "--into", nowhere)
    assert "key" in other
    assert "already" in at.refused("backup", "restore", str(file), "--into", nowhere), (
        "it was filled just now"
    )


def test_a_trail_whose_end_is_missing_is_not_used(database: Database, keys: KeyRing, folder: Path) -> None:
    """A chain alone does not show that its end was cut off; the line that was noted does."""
    with database.write() as tx:
        cast.team(tx, NIGHT)
    note = backups.checked(back_up_now(database, folder, Act("system:backup", NIGHT)))
    assert backups.fault_of_trail(database, note) is None
    elsewhere = "The trail does not hold the line that was noted as its last."
    for cut in ({"trail_rows": note.trail_rows + 9}, {"trail_head": "0" * 64}):
        noted = backups.Note(**{**{name: getattr(note, name) for name in note.__slots__}, **cut})
        assert backups.fault_of_trail(database, noted) == elsewhere


def test_by_hand_it_is_noted_and_where_none_is_set_up_that_is_said(
    fresh_url: str, key: str, folder: Path
) -> None:
    at = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    assert at.refused("backup", "make") == "Say where to: --to FOLDER, or set TMR_BACKUP_TO."
    database = Database(fresh_url, KeyRing.load(key))
    try:
        with database.read() as tx:
            assert last_backup(tx, NIGHT).colour is Colour.UNKNOWN
        assert at.done("backup", "noted").startswith("Noted: a backup was made at ")
        assert at.done("backup", "make", "--to", str(folder)).startswith(str(folder))
        with database.read() as tx:
            assert last_backup(tx, NIGHT).colour is Colour.GREEN
    finally:
        database.close()


def test_without_postgresqls_tools_the_way_to_get_them_is_told(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "sqlite" in database.url:
        note = backups.checked(back_up_now(database, folder, Act("system:backup", NIGHT)))
        with pytest.raises(StorageFault, match="is a backup of sqlite; it cannot be brought back into"):
            backups.bring_back(folder / "any", note, "postgresql://127.0.0.1:1/none")
        return
    secret = f"postgresql://tmr:{quote('s3cret pass')}@127.0.0.1:1/none"
    database.url = secret
    with pytest.raises(StorageFault, match="pg_dump failed: ") as failed:
        backups.make(database, folder, NIGHT)
    assert "s3cret" not in str(failed.value)
    assert not kinds(folder), "nothing is left of one that failed"
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(StorageFault, match=r"pg_dump is not on this machine\. Install PostgreSQL's client"):
        backups.make(database, folder, NIGHT)
