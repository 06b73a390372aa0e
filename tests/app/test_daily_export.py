"""The daily export of the running service: once a day from its hour on, tried again, seen in health."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.daily import Daily, is_due
from app.daily_export import daily_export, export_fault, without
from app.status import health
from audit.database_export import Place
from clock import Clock
from storage import heartbeats
from storage.database import Database
from storage.heartbeats import Heartbeat

NIGHT = datetime(2025, 7, 1, 2, 30, tzinfo=UTC)
LAST_NIGHT = NIGHT - timedelta(days=1)


class Stopped(Clock):
    """Shows one moment until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def beat(database: Database) -> Heartbeat | None:
    with database.read() as tx:
        return heartbeats.last(tx, "export")


def fault(database: Database, at: datetime) -> str | None:
    with database.read() as tx:
        told = export_fault(tx, at)
        assert (told in health(tx, at).faults) is (told is not None)
        return told


def daily(database: Database, to: str | None, at: datetime) -> Daily:
    return daily_export(database, Stopped(at), None if to is None else Place(to, "tmr"), 2)


def step(database: Database, to: str | None, at: datetime) -> None:
    asyncio.run(daily(database, to, at).step())


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, True),
        (Heartbeat("export", NIGHT, {"state": "off"}), True),
        (Heartbeat("export", NIGHT, {"state": "on", "done_at": "2025-07-01T02:05:00+00:00"}), False),
        (
            Heartbeat(
                "export", NIGHT - timedelta(days=1), {"state": "on", "done_at": "2025-06-30T02:05:00+00:00"}
            ),
            True,
        ),
        (Heartbeat("export", NIGHT - timedelta(minutes=14), {"state": "trouble", "done_at": None}), False),
        (Heartbeat("export", NIGHT - timedelta(minutes=15), {"state": "trouble", "done_at": None}), True),
    ],
)
def test_it_is_due_once_a_day_and_after_trouble_every_quarter_of_an_hour(
    last: Heartbeat | None, due: bool
) -> None:
    assert is_due(last, NIGHT, 2) is due


def test_before_its_hour_yesterdays_is_the_one_that_counts() -> None:
    early = NIGHT.replace(hour=1)
    yesterday = {"state": "on", "done_at": "2025-06-30T02:05:00+00:00"}
    assert not is_due(Heartbeat("export", early - timedelta(hours=23), yesterday), early, 2)


def test_it_fills_the_database_and_health_stays_green(database: Database, tmp_path: Path) -> None:
    to = f"sqlite:///{tmp_path / 'hospital.sqlite3'}"
    step(database, to, NIGHT)
    found = beat(database)
    assert found is not None
    assert (found.at, found.detail) == (NIGHT, {"state": "on", "done_at": NIGHT.isoformat()})
    step(database, to, NIGHT + timedelta(minutes=1))
    assert beat(database) == found
    assert fault(database, NIGHT + timedelta(hours=25)) is None
    stopped = "The daily export to the hospital's database has stopped (last done 2025-07-01 02:30 UTC)."
    assert fault(database, NIGHT + timedelta(hours=27)) == stopped


def test_trouble_is_seen_in_health_without_the_password_and_passes(
    database: Database, tmp_path: Path
) -> None:
    step(database, "postgresql://tmr:s3cretpass@127.0.0.1:1/none", NIGHT)
    told = fault(database, NIGHT)
    assert told is not None
    assert told.startswith(
        "The daily export to the hospital's database fails (never): The database does not answer"
    )
    assert "s3cretpass" not in told
    step(database, f"sqlite:///{tmp_path / 'hospital.sqlite3'}", NIGHT + timedelta(minutes=16))
    assert fault(database, NIGHT + timedelta(minutes=16)) is None


def test_without_the_setting_nothing_is_said_and_an_old_trouble_is_forgotten(database: Database) -> None:
    step(database, None, NIGHT)
    assert beat(database) is None
    step(database, "postgresql://tmr:s3cretpass@127.0.0.1:1/none", NIGHT)
    step(database, None, NIGHT + timedelta(minutes=1))
    assert fault(database, NIGHT + timedelta(days=9)) is None


def test_a_password_that_a_driver_says_is_struck_out() -> None:
    place = Place("postgresql://tmr:s3cret@h/d", "tmr")
    assert without("no entry for tmr:s3cret", place) == "no entry for tmr:***"
    assert without("plain", Place("sqlite:///x", "tmr")) == "plain"
