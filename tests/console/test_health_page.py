"""Health in the console: each part in words with what to do, and a line on Today if something is red."""

from sqlalchemy import text

from app.signs import WORDS
from app.status import LATE, Part
from domain import Lane, Message
from storage import heartbeats, inbox, outbox, staff
from storage.access_words import Post
from storage.words import OutboxState
from tests import cast
from tests.console.browsing import Console
from tests.console.test_pages import as_one, seen

ON_TODAY = "Something in this system does not work"


async def test_what_has_stopped_is_red_and_says_what_to_do(ward: Console) -> None:
    clinician = await as_one(ward, Post.CLINICIAN)
    said = await seen(clinician, "/health")
    assert "parts need somebody now" in said
    assert "Scheduler Red The tick has never run. What to do: Ask whoever runs the server" in said
    assert "Last backup Not known None is set up here" in said
    assert ON_TODAY in await seen(clinician, "/today")


async def test_what_works_is_green_and_today_is_silent_about_it(console: Console) -> None:
    with console.desk.database.write() as tx:
        for name in LATE:
            heartbeats.beat(tx, name, console.clock.now())
    clinician, administrator = (
        await as_one(console, Post.CLINICIAN),
        await as_one(console, Post.ADMINISTRATOR),
    )
    said = await seen(administrator, "/health")
    assert "Everything that must not stop is at work." in said
    assert "Scheduler Green It looks at what is due. Last: " in said
    assert "Messages that failed Green None in the last seven days." in said
    assert "This program Green Version" in said
    assert said.index("Not known") < said.index("Green")
    assert ON_TODAY not in await seen(clinician, "/today")


async def test_failures_and_parked_updates_are_counted(ward: Console) -> None:
    at, browser = ward.clock.now(), await as_one(ward, Post.COORDINATOR)
    with ward.desk.database.write() as tx:
        member = staff.of_site(tx, 1)[0]
        for n in range(3):
            told = Message(f"k{n}", "notice", Lane.NOTICE, "en", at, staff_id=member.id)
            outbox.queue(tx, cast.by(at), told)
        for each in outbox.due(tx, at, 999):
            ended = OutboxState.UNSURE if each.key == "k1" else OutboxState.FAILED
            outbox.settle(tx, cast.by(at), each.id, ended)
        inbox.put(tx, bot_id=1, update_id=7, chat_id=5, body=b"{}", at=at)
        for _ in range(inbox.MOST_ATTEMPTS):
            inbox.faulted(tx, 1, 7, "KeyError")
    said = await seen(browser, "/health")
    assert "could not be delivered, and of 1 it is not known" in said
    assert "Messages not understood Red Parked after three failures: 1." in said


async def test_a_database_that_was_migrated_meanwhile_is_red(ward: Console) -> None:
    browser = await as_one(ward, Post.ADMINISTRATOR)
    with ward.desk.database.write() as tx:
        tx.conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    said = await seen(browser, "/health")
    assert "the database has step 9999. This program is made for step" in said


def test_every_part_has_its_words() -> None:
    assert set(WORDS) == set(Part)
