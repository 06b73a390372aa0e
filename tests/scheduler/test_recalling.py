"""What the tables and the trail keep tells of every past day: pauses, blocks, moves, protocols."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from domain import Act, PatientStatus
from scheduler.protocol import default_text
from scheduler.published import Protocols
from scheduler.reasons import History, WhyNot
from scheduler.recalling import now_of, recall
from scheduler.why import Explained, Fate, explain
from scheduler.why_day import on_day
from storage import contacts, episodes, facts, outbox, patients, protocols
from storage.database import Database
from storage.words import ChannelState, OutboxState, Owner
from tests import cast
from tests.scheduler.lives import LIBRARY, assessment, enrolled, lived

ASKED = datetime(2025, 4, 15, 10, 0, tzinfo=UTC)
OVER = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)


def _recalled(database: Database, ann: cast.Person, as_of: datetime) -> History:
    with database.read() as tx:
        return recall(tx, ann.episode.id, LIBRARY, Protocols(lambda _tx: LIBRARY), as_of)


def _told(history: History, key: str, as_of: datetime) -> Explained:
    (found,) = (each for each in explain(history, as_of) if each.contact.key == key)
    return found


async def test_a_pause_that_is_long_over_still_explains_the_day(database: Database) -> None:
    _, ann = enrolled(database)
    await lived(database, ASKED, since=ASKED - timedelta(days=1))
    mine = assessment(database, ann.episode.id, "M03").id
    with database.write() as tx:
        patients.pause(tx, Act("patient:P0001", ASKED), ann.patient.id, date(2025, 4, 25))
    await lived(database, OVER, since=ASKED, hours=12)
    with database.write() as tx:
        patients.pause(tx, cast.by(OVER), ann.patient.id, None)
    history = _recalled(database, ann, OVER)
    assert _told(history, f"remind:{mine}:1", OVER).why is WhyNot.PAUSED
    day = on_day(history, explain(history, OVER), date(2025, 4, 18))
    assert {each.assessment.time_point: each.why for each in day.silent}["M03"] is WhyNot.PAUSED
    assert replace(history.standings[-1], since=OVER) == now_of(_facts(database, ann), OVER)


def _facts(database: Database, ann: cast.Person) -> facts.EpisodeFacts:
    with database.read() as tx:
        return facts.load(tx, ann.episode.id)


async def test_a_chat_that_was_blocked_and_works_again_still_explains_the_day(database: Database) -> None:
    _, ann = enrolled(database)
    await lived(database, ASKED, since=ASKED - timedelta(days=1))
    mine = assessment(database, ann.episode.id, "M03").id
    with database.write() as tx:
        contacts.set_channel(tx, cast.by(ASKED), Owner.PATIENT, ann.patient.id, ChannelState.BLOCKED)
    later = ASKED + timedelta(days=8)
    await lived(database, later, since=ASKED, hours=12)
    with database.write() as tx:
        contacts.set_channel(tx, cast.by(later), Owner.PATIENT, ann.patient.id, ChannelState.LINKED)
    await lived(database, later + timedelta(days=3), since=later, hours=12)
    history = _recalled(database, ann, later + timedelta(days=3))
    assert _told(history, f"remind:{mine}:1", OVER).why is WhyNot.BLOCKED
    second = _told(history, f"remind:{mine}:2", later + timedelta(days=3))
    assert (second.fate, second.why) == (Fate.TO_COME, None), "queued, and no courier is at work"


async def test_a_move_and_a_corrected_date_are_remembered_as_they_came(database: Database) -> None:
    _, ann = enrolled(database)
    moved, corrected = ASKED, ASKED + timedelta(days=1)
    with database.write() as tx:
        patients.prefer(tx, cast.by(moved), ann.patient.id, zone="Europe/Athens", send_time=time(18))
        operation = replace(episodes.operation(tx, ann.episode.id), tmr_on=date(2025, 1, 16))
        episodes.set_operation(tx, cast.by(corrected), ann.episode.id, operation)
        patients.set_status(tx, cast.by(OVER), ann.patient.id, PatientStatus.CHANNEL_STOPPED)
    *_, before, there, then, stopped = _recalled(database, ann, OVER).standings
    assert (before.patient.zone, before.patient.send_time) == ("Europe/London", time(9, 30))
    assert (there.since, there.patient.zone, there.patient.send_time) == (moved, "Europe/Athens", time(18))
    assert (there.tmr_on, then.since, then.tmr_on) == (date(2025, 1, 15), corrected, date(2025, 1, 16))
    assert (then.reachable, stopped.reachable) == (True, False)


async def test_a_step_that_a_new_protocol_dropped_is_said_to_be_dropped(database: Database) -> None:
    _, ann = enrolled(database)
    await lived(database, ASKED - timedelta(days=1), since=ASKED - timedelta(days=2))
    with database.write() as tx:
        head, tail = default_text().split("  - code: M03\n")
        text = (head + "  - code: M06\n" + tail.split("  - code: M06\n")[1]).replace("1.0.0", "1.0.1", 1)
        published = protocols.publish(
            tx,
            cast.by(ASKED),
            name="tmr-followup",
            version="1.0.1",
            checksum=sha256(text.encode()).hexdigest(),
            body=text,
        )
        episodes.use_protocol(tx, cast.by(ASKED - timedelta(days=1)), ann.episode.id, published)
    await lived(database, ASKED, since=ASKED - timedelta(days=1))
    mine = assessment(database, ann.episode.id, "M03").id
    found = _told(_recalled(database, ann, ASKED), f"prompt:{mine}", ASKED)
    assert (found.fate, found.why) == (Fate.NOT_SENT, WhyNot.DROPPED)


async def test_what_a_message_waited_for_is_remembered_after_it_went_out(database: Database) -> None:
    _, ann = enrolled(database)
    await lived(database, ASKED, since=ASKED - timedelta(days=1))
    mine = assessment(database, ann.episode.id, "M03").id
    sent_at = ASKED + timedelta(days=1)
    with database.write() as tx:
        (row,) = (row for row in outbox.of_episode(tx, ann.episode.id) if row.key == f"prompt:{mine}")
        outbox.claim(tx, row.id)
        outbox.put_back(tx, cast.by(ASKED), row.id, sent_at, "too-many")
        outbox.claim(tx, row.id)
        outbox.settle(tx, cast.by(sent_at), row.id, OutboxState.SENT, message_id=5)
    found = _told(_recalled(database, ann, sent_at), f"prompt:{mine}", sent_at)
    assert (found.fate, found.at, found.why) == (Fate.SENT, sent_at, WhyNot.RATE_LIMIT)
