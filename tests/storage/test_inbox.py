"""The inbox: an update is kept once, in order, sealed, and emptied when done."""

from datetime import timedelta

from sqlalchemy import select

from domain import Act
from storage import inbox, trail
from storage.database import Database, Tx
from storage.schema import inbox as table

BIG = 2**52  # Telegram's bot, chat and update numbers outgrow 32 bits


def keep(tx: Tx, act: Act, update_id: int, chat_id: int | None = 700001) -> bool:
    body = b'{"update_id": %d}' % update_id
    return inbox.put(tx, bot_id=BIG, update_id=update_id, chat_id=chat_id, body=body, at=act.at)


def test_a_repeated_update_is_dropped_even_when_the_first_is_done(database: Database, act: Act) -> None:
    with database.write() as tx:
        assert keep(tx, act, BIG)
        assert not keep(tx, act, BIG)
        assert inbox.done(tx, BIG, [BIG], act.at) == 1
        assert not keep(tx, act, BIG)
        assert inbox.waiting(tx, BIG) == ()


def test_what_waits_comes_by_update_number_and_can_be_told_apart_by_chat(
    database: Database, act: Act
) -> None:
    with database.write() as tx:
        for update_id, chat_id in [(3, 1), (1, 1), (2, 2), (4, None)]:
            keep(tx, act, update_id, chat_id)
        waiting = inbox.waiting(tx, BIG)
        assert inbox.waiting(tx, 1) == ()
    assert [row.update_id for row in waiting] == [1, 2, 3, 4]
    assert waiting[0].body == b'{"update_id": 1}'
    assert waiting[0].chat_index == waiting[2].chat_index != waiting[1].chat_index
    assert waiting[3].chat_index is None
    assert 'update_id": 1' not in repr(waiting[0])


def test_a_done_update_keeps_neither_body_nor_chat(database: Database, act: Act) -> None:
    with database.write() as tx:
        keep(tx, act, 1)
        inbox.done(tx, BIG, (1,), act.at)
        assert inbox.done(tx, BIG, (1,), act.at + timedelta(days=1)) == 0
        row = tx.conn.execute(select(table)).one()
    assert (row.body, row.chat_index, row.done_at) == (None, None, act.at)


def test_a_faulted_update_stays_and_its_tries_are_counted(database: Database, act: Act) -> None:
    with database.write() as tx:
        keep(tx, act, 1)
        inbox.faulted(tx, BIG, 1, "KeyError" * 100)
        inbox.faulted(tx, BIG, 1, "KeyError")
        assert [row.attempts for row in inbox.waiting(tx, BIG)] == [2]


def test_only_what_was_done_before_then_is_forgotten(database: Database, act: Act) -> None:
    with database.write() as tx:
        for update_id in (1, 2, 3):
            keep(tx, act, update_id)
        inbox.done(tx, BIG, [1], act.at)
        inbox.done(tx, BIG, [2], act.at + timedelta(days=1))
        assert inbox.prune(tx, act.at + timedelta(days=1)) == 1
        assert [row.update_id for row in inbox.waiting(tx, BIG)] == [3]


def test_the_longest_waiting_update_is_known(database: Database, act: Act) -> None:
    with database.write() as tx:
        assert inbox.oldest_waiting(tx) is None
        keep(tx, act, 7)
        keep(tx, Act("bot", act.at + timedelta(seconds=5)), 6)
        assert inbox.oldest_waiting(tx) == act.at


def test_what_failed_too_often_is_listed_and_tried_again_or_given_up_once(
    database: Database, act: Act
) -> None:
    with database.write() as tx:
        for update_id in (1, 2, 3):
            keep(tx, act, update_id)
        for _ in range(inbox.MOST_ATTEMPTS):
            inbox.faulted(tx, BIG, 1, "ValueError")
            inbox.faulted(tx, BIG, 2, "KeyError")
        inbox.faulted(tx, BIG, 3, "KeyError")
        assert [(row.update_id, row.fault) for row in inbox.parked(tx)] == [
            (1, "ValueError"),
            (2, "KeyError"),
        ]
        assert inbox.retry(tx, act, 1)
        assert not inbox.retry(tx, act, 1)
        assert inbox.discard(tx, act, 2)
        assert not inbox.discard(tx, act, 2)
        assert not inbox.discard(tx, act, 3)
        assert [(row.update_id, row.attempts) for row in inbox.waiting(tx, BIG)] == [(1, 0), (3, 1)]
        assert [row.verb for row in trail.read(tx, "update:1")] == ["inbox.retry"]
        assert [row.verb for row in trail.read(tx, "update:2")] == ["inbox.discard"]
