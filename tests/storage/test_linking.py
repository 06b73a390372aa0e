"""Which link a chat was asked the PIN of: kept sealed, the newest only, and gone once the link is used."""

from datetime import datetime, timedelta

import pytest

from domain import Act
from storage import linking
from storage.database import Database
from storage.words import Owner
from tests import cast
from tests.storage.conftest import Scene

TOKEN, OTHER, PIN, CHAT = "a-token-for-ben", "a-token-for-the-lead", "482913", 4711


@pytest.fixture
def ben(database: Database, scene: Scene, as_of: datetime) -> int:
    with database.write() as tx:
        act, expires_at = cast.by(as_of), as_of + timedelta(days=1)
        person = cast.person(tx, as_of, scene.team, "Ben", linked=False)
        offers = ((Owner.PATIENT, person.patient.id, TOKEN), (Owner.STAFF, scene.team.lead.id, OTHER))
        for owner, owner_id, token in offers:
            linking.offer_link(tx, act, owner, owner_id, token=token, pin=PIN, expires_at=expires_at)
        return person.patient.id


def test_a_chat_is_remembered_for_the_link_it_opened_last(database: Database, ben: int) -> None:
    with database.write() as tx:
        assert linking.pending(tx, CHAT) is None
        linking.pend(tx, OTHER, CHAT)
        linking.pend(tx, TOKEN, CHAT)
        linking.pend(tx, "unknown", CHAT)
        assert linking.pending(tx, CHAT) == TOKEN
        assert linking.pending(tx, CHAT + 1) is None


def test_a_used_or_renewed_link_is_no_longer_pending(database: Database, ben: int, act: Act) -> None:
    with database.write() as tx:
        linking.pend(tx, TOKEN, CHAT)
        linking.link(tx, act, Owner.PATIENT, ben, token=TOKEN, chat_id=CHAT, consent_version="1")
        assert linking.pending(tx, CHAT) is None
        later = act.at + timedelta(days=1)
        linking.offer_link(tx, act, Owner.PATIENT, ben, token=TOKEN, pin=PIN, expires_at=later)
        linking.pend(tx, TOKEN, CHAT)
        linking.offer_link(tx, act, Owner.PATIENT, ben, token=OTHER + "2", pin=PIN, expires_at=later)
        assert linking.pending(tx, CHAT) is None
