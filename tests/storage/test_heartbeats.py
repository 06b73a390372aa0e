"""Heartbeats: the last beat of each part."""

from datetime import datetime, timedelta

from storage import heartbeats
from storage.database import Database


def test_the_last_beat_stands(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        heartbeats.beat(tx, "tick", as_of, {"episodes": 3})
        heartbeats.beat(tx, "tick", as_of + timedelta(seconds=30))
        heartbeats.beat(tx, "courier", as_of)
        assert heartbeats.last(tx, "tick") == heartbeats.Heartbeat("tick", as_of + timedelta(seconds=30), {})
        assert [beat.name for beat in heartbeats.every(tx)] == ["courier", "tick"]
        assert heartbeats.last(tx, "intake") is None
