"""A window that ends in silence says why: asked and silent, or never asked and for which reason."""

from datetime import UTC, date, datetime

import pytest

from domain import AssessmentState
from storage import outbox, patients
from storage.database import Database
from storage.words import OutboxState, Outgoing, Owner
from tests import cast
from tests.scheduler.lives import assessment, enrolled, lived

LINKED = datetime(2025, 1, 16, 9, 0, tzinfo=UTC)
PROMPTED = datetime(2025, 1, 18, 10, 0, tzinfo=UTC)
OVER = datetime(2025, 1, 20, 1, 0, tzinfo=UTC)

FATES = [
    (OutboxState.SENT, None, "not-reached"),
    (OutboxState.UNSURE, "TimedOut", "not-reached"),
    (OutboxState.FAILED, "refused: message is too long", "send-failed"),
    (OutboxState.FAILED, "bug: KeyError", "send-failed"),
    (OutboxState.FAILED, "forbidden", "blocked"),
    (OutboxState.FAILED, "channel-unlinked", "not-linked"),
    (OutboxState.DROPPED, "nothing-to-say", "send-failed"),
    (OutboxState.DROPPED, "channel-stopped", "stopped"),
    (OutboxState.DROPPED, "window-ended", "outage"),
]


def _asked_about(database: Database, episode_id: int) -> list[Outgoing]:
    """What asks about WC03 and has not been settled."""
    mine = assessment(database, episode_id, "WC03").id
    with database.read() as tx:
        rows = outbox.of_episode(tx, episode_id)
    return [row for row in rows if row.patient_id and row.assessment_id == mine and not row.settled_at]


@pytest.mark.parametrize(("state", "told", "reason"), FATES)
async def test_silence_after_each_fate_of_the_messages_has_its_own_reason(
    database: Database, state: OutboxState, told: str | None, reason: str
) -> None:
    _, ann = enrolled(database, at=LINKED)
    await lived(database, PROMPTED, since=LINKED)
    await lived(database, datetime(2025, 1, 18, 22, 0, tzinfo=UTC), since=PROMPTED)
    rows = _asked_about(database, ann.episode.id)
    assert [row.kind for row in rows] == ["prompt", "reminder"]
    with database.write() as tx:
        for row in rows:
            outbox.settle(tx, cast.by(PROMPTED), row.id, state, reason=told)
    await lived(database, OVER, since=datetime(2025, 1, 19, 4, 0, tzinfo=UTC))
    ended = assessment(database, ann.episode.id, "WC03")
    assert (ended.state, ended.reason) == (AssessmentState.MISSED, reason)


async def test_one_message_that_arrived_is_enough_to_have_been_asked(database: Database) -> None:
    _, ann = enrolled(database, at=LINKED)
    await lived(database, PROMPTED, since=LINKED)
    await lived(database, datetime(2025, 1, 18, 22, 0, tzinfo=UTC), since=PROMPTED)
    prompt, reminder = _asked_about(database, ann.episode.id)
    with database.write() as tx:
        outbox.settle(tx, cast.by(PROMPTED), prompt.id, OutboxState.DROPPED, reason="overtaken")
        outbox.settle(tx, cast.by(PROMPTED), reminder.id, OutboxState.SENT, message_id=5)
    await lived(database, OVER, since=datetime(2025, 1, 19, 4, 0, tzinfo=UTC))
    assert assessment(database, ann.episode.id, "WC03").reason == "not-reached"


async def test_messages_that_still_wait_when_the_window_ends_were_held_by_an_outage(
    database: Database,
) -> None:
    _, ann = enrolled(database, at=LINKED)
    await lived(database, OVER, since=LINKED)
    assert assessment(database, ann.episode.id, "WC03").reason == "outage"


async def test_a_window_over_before_the_channel_was_there_was_never_asked_about(database: Database) -> None:
    _, ann = enrolled(database, linked=False, at=LINKED)
    linked_at = datetime(2025, 1, 19, 22, 0, tzinfo=UTC)
    await lived(database, linked_at, since=LINKED)
    with database.write() as tx:
        cast.link(tx, linked_at, Owner.PATIENT, ann.patient.id, cast.CHATS["Ann"], "1")
        patients.linked(tx, cast.by(linked_at), ann.patient.id, date(2025, 1, 19))
    await lived(database, OVER, since=linked_at)
    assert assessment(database, ann.episode.id, "WC03").reason == "not-linked"


async def test_a_window_that_the_service_was_away_for_says_so(database: Database) -> None:
    _, ann = enrolled(database, at=LINKED)
    await lived(database, datetime(2025, 1, 16, 21, 0, tzinfo=UTC), since=LINKED)
    await lived(database, OVER, since=OVER)
    assert assessment(database, ann.episode.id, "WC03").reason == "outage"
