"""The chat that opens and shuts: whoever blocks the bot is marked, and staff are told."""

from datetime import datetime, timedelta

from domain import PatientStatus
from storage import contacts, outbox, patients
from storage.database import Database
from storage.words import ChannelState, Owner
from tests import cast
from tests.bot.house import House

CHAT = cast.CHATS["Dan"]


def _queued(database: Database, at: datetime) -> list[str]:
    with database.read() as tx:
        return [row.kind for row in outbox.due(tx, at + timedelta(days=99), 50)]


def _stands(database: Database, dan: cast.Person) -> tuple[PatientStatus, ChannelState]:
    with database.read() as tx:
        state = contacts.channel(tx, Owner.PATIENT, dan.patient.id).state
        return patients.get(tx, dan.patient.id).status, state


async def test_a_patient_who_blocks_the_bot_is_marked_and_their_coordinator_told_once(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        house.people.join(CHAT)
        for _ in range(2):
            house.people.block(CHAT)
            await house.step()
            assert _stands(database, dan)[1] is ChannelState.BLOCKED
            house.people.unblock(CHAT)
            await house.step()
            assert _stands(database, dan)[1] is ChannelState.LINKED
    assert _queued(database, as_of) == ["blocked"]


async def test_letting_the_bot_in_again_does_not_undo_a_stop(
    database: Database, as_of: datetime, dan: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/stop")
        await house.tap(CHAT, "Stop messages")
        house.people.block(CHAT)
        house.people.unblock(CHAT)
        house.people.join(4711)
        house.people.block(4711)
        house.people.unblock(4711)
        await house.step()
    assert _stands(database, dan) == (PatientStatus.CHANNEL_STOPPED, ChannelState.STOPPED)
