"""Identifiers: sealed, apart, and found again only by who holds the key."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from domain import Act
from storage import contacts, episodes, inbox
from storage.contacts import Details, LinkOutcome
from storage.crypto import KeyRing, WrongKey, new_key
from storage.database import Database
from storage.schema import contact, metadata
from storage.words import ChannelState, Owner
from tests import cast
from tests.storage.conftest import Scene

TOKEN, PIN = "tok_abc-123", "482913"


def offer(database: Database, act: Act, owner_id: int) -> None:
    with database.write() as tx:
        expires_at = act.at + timedelta(days=7)
        contacts.offer_link(tx, act, Owner.PATIENT, owner_id, token=TOKEN, pin=PIN, expires_at=expires_at)


def try_pin(database: Database, act: Act, pin: str) -> LinkOutcome:
    with database.write() as tx:
        return contacts.try_pin(tx, act, TOKEN, pin)


def link(database: Database, act: Act, owner_id: int, chat_id: int) -> LinkOutcome:
    with database.write() as tx:
        return contacts.link(
            tx, act, Owner.PATIENT, owner_id, token=TOKEN, chat_id=chat_id, consent_version="2"
        )


@pytest.fixture
def ben(database: Database, scene: Scene, as_of: datetime) -> int:
    """Ben, not yet linked."""
    with database.write() as tx:
        return cast.person(tx, as_of, scene.team, "Ben", linked=False).patient.id


def test_details_come_back_as_they_were_given(database: Database, scene: Scene) -> None:
    with database.read() as tx:
        told = contacts.details(tx, Owner.PATIENT, scene.ann.patient.id)
    assert told == Details(name="Ann Canary-Surname", phone="07700 900123", nhs_number="9999999999")
    assert "Ann" not in repr(told)


def test_no_identifier_is_readable_in_any_table(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        inbox.put(
            tx, bot_id=1, update_id=2, chat_id=700001, body=b'{"chat": 700001, "text": "Ann"}', at=act.at
        )
    offer(database, act, scene.ann.patient.id)
    secrets = [b"Canary", b"07700", b"9999999999", b"700001", b"800001", TOKEN.encode(), PIN.encode()]
    with database.read() as tx:
        for table in metadata.sorted_tables:
            for row in tx.conn.execute(text(f'SELECT * FROM "{table.name}"')):
                dumped = b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
                assert not [s for s in secrets if s in dumped], table.name


def test_a_field_copied_to_another_person_does_not_open(database: Database, scene: Scene, ben: int) -> None:
    with database.write() as tx:
        name = tx.conn.execute(
            select(contact.c.name).where(contact.c.owner_id == scene.ann.patient.id)
        ).scalars()
        tx.conn.execute(contact.update().where(contact.c.owner_id == ben).values(name=name.first()))
    with pytest.raises(WrongKey), database.read() as tx:
        contacts.details(tx, Owner.PATIENT, ben)


def test_a_person_who_is_not_linked_has_no_chat(database: Database, ben: int) -> None:
    with database.read() as tx:
        assert contacts.channel(tx, Owner.PATIENT, ben) == contacts.Channel(None, ChannelState.UNLINKED)
        assert contacts.owner_of(tx, cast.CHATS["Ben"]) is None


def test_a_link_is_made_with_token_and_pin_and_used_up(database: Database, ben: int, act: Act) -> None:
    offer(database, act, ben)
    with database.read() as tx:
        found = contacts.find_offer(tx, TOKEN)
    assert found == contacts.Offer(Owner.PATIENT, ben, act.at + timedelta(days=7), 0)
    assert try_pin(database, act, PIN) is LinkOutcome.ACCEPTED
    assert link(database, act, ben, 700002) is LinkOutcome.ACCEPTED
    with database.read() as tx:
        assert contacts.channel(tx, Owner.PATIENT, ben) == contacts.Channel(700002, ChannelState.LINKED)
        assert contacts.owner_of(tx, 700002) == (Owner.PATIENT, ben)
        assert contacts.find_offer(tx, TOKEN) is None
    assert link(database, act, ben, 700002) is LinkOutcome.UNKNOWN
    assert try_pin(database, act, PIN) is LinkOutcome.UNKNOWN


def test_the_fifth_wrong_pin_locks_the_offer_even_for_the_right_one(
    database: Database, ben: int, act: Act
) -> None:
    offer(database, act, ben)
    outcomes = [try_pin(database, act, "000000") for _ in range(5)]
    assert outcomes == [LinkOutcome.WRONG_PIN] * 4 + [LinkOutcome.LOCKED]
    assert try_pin(database, act, PIN) is LinkOutcome.LOCKED
    assert link(database, act, ben, 700002) is LinkOutcome.LOCKED
    offer(database, act, ben)
    assert try_pin(database, act, PIN) is LinkOutcome.ACCEPTED


def test_an_offer_ends_at_its_moment(database: Database, ben: int, act: Act) -> None:
    offer(database, act, ben)
    last = Act("bot", act.at + timedelta(days=7) - timedelta(microseconds=1))
    late = Act("bot", act.at + timedelta(days=7))
    assert try_pin(database, last, PIN) is LinkOutcome.ACCEPTED
    assert try_pin(database, late, PIN) is LinkOutcome.EXPIRED
    assert link(database, late, ben, 700002) is LinkOutcome.EXPIRED


def test_an_unknown_token_is_unknown(database: Database, ben: int, act: Act) -> None:
    assert try_pin(database, act, PIN) is LinkOutcome.UNKNOWN
    offer(database, act, ben)
    with database.write() as tx:
        assert contacts.try_pin(tx, act, "another", PIN) is LinkOutcome.UNKNOWN


def test_a_token_links_only_the_person_it_was_made_for(
    database: Database, scene: Scene, ben: int, act: Act
) -> None:
    offer(database, act, ben)
    assert link(database, act, scene.ann.patient.id, 700009) is LinkOutcome.UNKNOWN


def test_a_chat_of_somebody_else_is_taken(database: Database, scene: Scene, ben: int, act: Act) -> None:
    offer(database, act, ben)
    assert link(database, act, ben, cast.CHATS["Ann"]) is LinkOutcome.TAKEN
    assert link(database, act, ben, cast.STAFF_CHATS["OWNER"]) is LinkOutcome.TAKEN
    assert link(database, act, ben, cast.CHATS["Ben"]) is LinkOutcome.ACCEPTED


def test_linking_again_from_the_same_chat_is_accepted(database: Database, scene: Scene, act: Act) -> None:
    offer(database, act, scene.ann.patient.id)
    assert link(database, act, scene.ann.patient.id, cast.CHATS["Ann"]) is LinkOutcome.ACCEPTED


def test_a_blocked_chat_wakes_the_tick_and_is_noted_once(database: Database, scene: Scene, act: Act) -> None:
    ann = scene.ann
    with database.write() as tx:
        episodes.look_at(tx, ann.episode.id, None)
        assert contacts.set_channel(tx, act, Owner.PATIENT, ann.patient.id, ChannelState.BLOCKED)
        assert not contacts.set_channel(tx, act, Owner.PATIENT, ann.patient.id, ChannelState.BLOCKED)
        assert episodes.get(tx, ann.episode.id).next_look_at == act.at
        assert contacts.channel(tx, Owner.PATIENT, ann.patient.id).state is ChannelState.BLOCKED
        assert contacts.owner_of(tx, cast.CHATS["Ann"]) == (Owner.PATIENT, ann.patient.id)


def test_unlinking_forgets_the_chat(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        contacts.set_channel(tx, act, Owner.PATIENT, scene.ann.patient.id, ChannelState.UNLINKED)
        assert contacts.channel(tx, Owner.PATIENT, scene.ann.patient.id).chat_id is None
        assert contacts.owner_of(tx, cast.CHATS["Ann"]) is None


def test_after_rotation_the_new_key_alone_opens_everything(
    database: Database, scene: Scene, key: str, act: Act
) -> None:
    with database.write() as tx:
        inbox.put(tx, bot_id=1, update_id=5, chat_id=700001, body=b"waiting", at=act.at)
    new = new_key()
    both = Database(database.url, KeyRing.load(new, [key]))
    with both.write() as tx:
        assert contacts.owner_of(tx, cast.CHATS["Ann"]) == (Owner.PATIENT, scene.ann.patient.id)
        assert contacts.rotate(tx, act) == 6  # Ann and the five of the team
        assert contacts.rotate(tx, act) == 0
    both.close()
    alone = Database(database.url, KeyRing.load(new))
    with alone.read() as tx:
        assert contacts.details(tx, Owner.PATIENT, scene.ann.patient.id).name == "Ann Canary-Surname"
        assert contacts.channel(tx, Owner.PATIENT, scene.ann.patient.id).chat_id == cast.CHATS["Ann"]
        assert contacts.owner_of(tx, cast.CHATS["Ann"]) == (Owner.PATIENT, scene.ann.patient.id)
        assert [waiting.body for waiting in inbox.waiting(tx, 1)] == [b"waiting"]
    alone.close()
    with database.read() as tx:
        assert contacts.owner_of(tx, cast.CHATS["Ann"]) is None


def test_an_offer_made_before_a_new_key_still_works_beside_the_old_one(
    database: Database, ben: int, key: str, act: Act
) -> None:
    offer(database, act, ben)
    both = Database(database.url, KeyRing.load(new_key(), [key]))
    assert try_pin(both, act, PIN) is LinkOutcome.ACCEPTED
    assert link(both, act, ben, 700002) is LinkOutcome.ACCEPTED
    both.close()
