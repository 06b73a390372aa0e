"""The outbox: one row a key, one sender a row, and an end for each."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain import Act, Lane
from storage import outbox, trail
from storage.database import Database, Tx
from storage.schema import outbox as table
from storage.words import OutboxState, Outgoing
from tests.storage.conftest import Scene, prompt


def queued(tx: Tx, act: Act, scene: Scene, key: str, lane: Lane = Lane.PROMPT) -> int:
    assert outbox.queue(tx, act, prompt(scene, key, act.at, lane))
    return int(tx.conn.execute(select(table.c.id).where(table.c.key == key)).scalar_one())


def test_a_key_is_queued_once_for_ever(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        first = queued(tx, act, scene, "prompt:1")
        assert not outbox.queue(tx, act, prompt(scene, "prompt:1", act.at))
        outbox.claim(tx, first)
        outbox.settle(tx, act, first, OutboxState.SENT, message_id=9)
        assert not outbox.queue(tx, act, prompt(scene, "prompt:1", act.at))


def test_a_row_comes_back_as_it_was_queued(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        outgoing = outbox.get(tx, queued(tx, act, scene, "prompt:1"))
    message = prompt(scene, "prompt:1", act.at)
    for name in message.__dataclass_fields__:
        assert getattr(outgoing, name) == getattr(message, name)
    assert (outgoing.state, outgoing.queued_at, outgoing.attempts) == (OutboxState.QUEUED, act.at, 0)


def test_notices_and_replies_go_ahead_of_prompts(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        for key, lane in [("p1", Lane.PROMPT), ("r1", Lane.REPLY), ("n1", Lane.NOTICE), ("p2", Lane.PROMPT)]:
            queued(tx, act, scene, key, lane)
        outbox.queue(tx, act, prompt(scene, "later", act.at + timedelta(seconds=1)))
        assert [row.key for row in outbox.due(tx, act.at, 10)] == ["n1", "r1", "p1", "p2"]
        assert [row.key for row in outbox.due(tx, act.at, 2)] == ["n1", "r1"]


def test_of_two_couriers_only_one_takes_a_row(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        row = queued(tx, act, scene, "prompt:1")
    together = threading.Barrier(2)

    def courier(_: int) -> bool:
        other = Database(database.url, database.keys)
        together.wait()
        with other.write() as tx:
            taken = outbox.claim(tx, row)
        other.close()
        return taken

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(courier, range(2))) == [False, True]
    with database.read() as tx:
        assert outbox.get(tx, row).attempts == 1


@pytest.mark.parametrize(
    "state", [OutboxState.SENT, OutboxState.UNSURE, OutboxState.FAILED, OutboxState.DROPPED]
)
def test_what_became_of_a_row_is_noted_once(
    database: Database, scene: Scene, act: Act, state: OutboxState
) -> None:
    with database.write() as tx:
        row = queued(tx, act, scene, "prompt:1")
        outbox.claim(tx, row)
        assert outbox.settle(tx, act, row, state, message_id=2**40, reason="x" * 500)
        assert not outbox.settle(tx, act, row, OutboxState.FAILED)
        assert not outbox.claim(tx, row)
        told = outbox.get(tx, row)
    assert (told.state, told.settled_at, told.message_id, told.reason) == (state, act.at, 2**40, "x" * 200)


def test_what_certainly_did_not_go_out_is_tried_again_later(
    database: Database, scene: Scene, act: Act
) -> None:
    later = act.at + timedelta(seconds=30)
    with database.write() as tx:
        row = queued(tx, act, scene, "prompt:1")
        assert not outbox.put_back(tx, act, row, later, "429")
        outbox.claim(tx, row)
        assert outbox.put_back(tx, act, row, later, "429")
        assert outbox.due(tx, act.at, 10) == ()
        (again,) = outbox.due(tx, later, 10)
        assert (again.attempts, again.reason) == (1, "429")
        assert outbox.oldest_waiting(tx) == later


def test_the_trail_tells_each_reason_for_waiting_once(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        row = queued(tx, act, scene, "prompt:1")
        for reason in ("unreached", "unreached", "paused"):
            outbox.claim(tx, row)
            assert outbox.put_back(tx, act, row, act.at, reason)
        told = [line.detail for line in trail.about(tx, [f"outbox:{row}"]) if line.verb == "outbox.wait"]
    assert told == [{"reason": "unreached"}, {"reason": "paused"}]


def test_what_was_being_sent_when_the_process_died_is_unsure(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        sending, waiting = queued(tx, act, scene, "prompt:1"), queued(tx, act, scene, "prompt:2")
        outbox.claim(tx, sending)
    with database.write() as tx:
        assert [row.id for row in outbox.sending(tx)] == [sending]
        assert outbox.recover(tx, act) == 1
        assert outbox.recover(tx, act) == 0
        assert outbox.get(tx, sending).state is OutboxState.UNSURE
        assert outbox.get(tx, waiting).state is OutboxState.QUEUED


def test_only_prompts_to_that_patient_are_taken_back(database: Database, scene: Scene, act: Act) -> None:
    def states(tx: Tx) -> dict[str, Outgoing]:
        return {row.key: row for row in outbox.of_episode(tx, scene.ann.episode.id)}

    with database.write() as tx:
        queued(tx, act, scene, "prompt:1")
        queued(tx, act, scene, "reply:1", Lane.REPLY)
        to_staff = replace(prompt(scene, "call:1", act.at), staff_id=scene.team.coordinator.id)
        outbox.queue(tx, act, to_staff)
        outbox.claim(tx, queued(tx, act, scene, "prompt:2"))
        assert outbox.drop_prompts(tx, act, scene.ann.patient.id, "withdrawn") == 1
        assert outbox.drop_prompts(tx, act, scene.ann.patient.id + 1, "withdrawn") == 0
        told = states(tx)
    assert [told[key].state for key in ("prompt:1", "reply:1", "call:1", "prompt:2")] == [
        OutboxState.DROPPED,
        OutboxState.QUEUED,
        OutboxState.QUEUED,
        OutboxState.SENDING,
    ]


def test_what_waits_and_what_ended_lately_is_counted(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        ended = [queued(tx, act, scene, key) for key in ("p1", "p2")]
        queued(tx, act, scene, "p3")
        for each in ended:
            outbox.settle(tx, act, each, OutboxState.FAILED)
        assert outbox.tally(tx, act.at) == {OutboxState.QUEUED: 1, OutboxState.FAILED: 2}
        assert outbox.tally(tx, act.at + timedelta(seconds=1)) == {OutboxState.QUEUED: 1}


def test_nothing_waits_in_an_empty_outbox(database: Database) -> None:
    with database.read() as tx:
        assert outbox.oldest_waiting(tx) is None
