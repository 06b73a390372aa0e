"""The running product's signs of life: given while it sends, withheld while Telegram holds it."""

from datetime import datetime, timedelta

from app.demo.standin import StandIn
from app.demo.standin_faults import TooMany
from app.service import Address, open_service
from app.status import health
from clock import MovingClock
from domain import Lane, Message
from scheduler.protocol import default_text
from storage import assessments, heartbeats, outbox, protocols, responses
from storage.database import Database
from tests import cast, own

HELD = timedelta(minutes=20)
SILENT = "The courier has not run since 2025-01-15 10:00 UTC."


async def test_a_courier_that_telegram_holds_turns_the_page_red_and_green_again(
    database: Database, as_of: datetime
) -> None:
    clock = MovingClock(as_of)
    standin = StandIn(clock)
    address = Address(standin.token, await standin.start())
    with database.write() as tx:
        team = cast.team(tx, as_of)
        for chat_id in cast.STAFF_CHATS.values():
            standin.join(chat_id)
        heartbeats.beat(tx, "intake", as_of + 2 * HELD)
        heartbeats.beat(tx, "tick", as_of + 2 * HELD)

    def faults() -> tuple[str, ...]:
        with database.read() as tx:
            return health(tx, clock.now()).faults

    try:
        async with open_service(database, clock, address) as service:
            await service.send(clock.now())
            assert faults() == ()
            refusal = TooMany(int(HELD.total_seconds()))
            standin.faults.next_answers("sendmessage", refusal, refusal)  # a second chat: everybody is held
            with database.write() as tx:
                for member in (team.coordinator, team.owner):
                    outbox.queue(tx, cast.by(as_of), _word(member.id, as_of))
            for _ in range(3):
                await service.send(clock.now())
                clock.advance(timedelta(minutes=3))
            assert SILENT in faults()
            clock.move_to(as_of + HELD + timedelta(minutes=1))
            await service.send(clock.now())
            assert faults() == ()
    finally:
        await standin.stop()


def _word(staff_id: int, at: datetime) -> Message:
    return Message(
        key=f"operations:test:{staff_id}",
        kind="operations",
        lane=Lane.NOTICE,
        language="en",
        not_before_at=at,
        staff_id=staff_id,
        detail={"what": "test"},
    )


async def test_what_is_added_while_the_service_runs_is_asked_without_a_restart(
    database: Database, as_of: datetime
) -> None:
    clock = MovingClock(as_of)
    standin = StandIn(clock)
    address = Address(standin.token, await standin.start())
    text = default_text().replace("[core]", "[core, goal]")
    try:
        async with open_service(database, clock, address) as service:
            await service.beat(as_of)
            with database.write() as tx:
                own.added(tx, as_of)
                told = {"name": "own", "version": "1", "checksum": "0" * 64}
                protocol_id = protocols.publish(tx, cast.by(as_of), **told, body=text)
                tmr_on = as_of.date() - timedelta(days=14)
                team = cast.team(tx, as_of)
                ann = cast.person(tx, as_of, team, "Ann", tmr_on=tmr_on, protocol_id=protocol_id)
                standin.join(cast.CHATS["Ann"])
            await service.beat(as_of)
            with database.read() as tx:
                asked = [each.id for each in assessments.on_cards_of_episode(tx, ann.episode.id)]
                begun = [each for one in asked for each in responses.of_assessment(tx, one)]
                goal = next(each for each in begun if each.instrument == "goal")
                assert service.desk.speech.pinned(tx, goal, "en").attribution == own.WORDS
    finally:
        await standin.stop()
