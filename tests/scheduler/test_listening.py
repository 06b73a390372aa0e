"""No window ends over taps that may still be on their way to us."""

from datetime import UTC, datetime, timedelta

from domain import AssessmentState
from storage import heartbeats, inbox
from storage.database import Database
from tests.scheduler.lives import assessment, enrolled, lived

OVER = datetime(2025, 2, 1, tzinfo=UTC)
"""The end of the window of WC14."""
BOT = 7
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def _heard(database: Database, at: datetime) -> None:
    with database.write() as tx:
        heartbeats.beat(tx, "intake", at)


def _came(database: Database, at: datetime) -> None:
    with database.write() as tx:
        inbox.put(tx, bot_id=BOT, update_id=1, chat_id=5, body=b"{}", at=at)


async def test_a_window_waits_for_what_telegram_may_hold_while_the_intake_is_away(database: Database) -> None:
    _, ann = enrolled(database)
    tick = await lived(database, OVER - HOUR)
    _heard(database, OVER - HOUR)
    await tick.run(OVER)
    assert assessment(database, ann.episode.id, "WC14").state is AssessmentState.OPEN
    _heard(database, OVER + HOUR)
    await tick.run(OVER + HOUR)
    assert assessment(database, ann.episode.id, "WC14").state is AssessmentState.MISSED


async def test_a_window_does_not_end_over_a_tap_that_nobody_has_read(database: Database) -> None:
    _, ann = enrolled(database)
    tick = await lived(database, OVER - HOUR)
    _heard(database, OVER + MINUTE)
    _came(database, OVER + MINUTE)
    await tick.run(OVER + MINUTE)
    assert assessment(database, ann.episode.id, "WC14").state is AssessmentState.OPEN
    with database.write() as tx:
        inbox.done(tx, BOT, [1], OVER + MINUTE)
    await tick.run(OVER + 2 * MINUTE)
    assert assessment(database, ann.episode.id, "WC14").state is AssessmentState.MISSED


async def test_an_update_that_is_parked_holds_no_window_open(database: Database) -> None:
    _, ann = enrolled(database)
    tick = await lived(database, OVER - HOUR)
    _heard(database, OVER)
    _came(database, OVER)
    with database.write() as tx:
        inbox.faulted(tx, BOT, 1, "KeyError")
    await tick.run(OVER)
    assert assessment(database, ann.episode.id, "WC14").state is AssessmentState.MISSED


async def test_a_window_waits_no_longer_than_telegram_keeps_taps(database: Database) -> None:
    _, ann = enrolled(database)
    tick = await lived(database, OVER - HOUR)
    _heard(database, OVER - HOUR)
    await tick.run(OVER + timedelta(hours=23))
    assert assessment(database, ann.episode.id, "WC14").state is AssessmentState.OPEN
    await tick.run(OVER + timedelta(hours=24))
    assert assessment(database, ann.episode.id, "WC14").state is AssessmentState.MISSED
