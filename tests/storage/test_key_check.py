"""A wrong key is noticed when the database is opened, before anything is written with it."""

import pytest

from domain import Act
from storage import contacts
from storage.crypto import KeyRing, WrongKey, new_key
from storage.database import Database
from storage.key_check import require_key


def test_the_right_key_is_let_in_again_and_again(database: Database) -> None:
    require_key(database)
    require_key(database)


def test_a_wrong_key_is_a_sentence_that_names_the_setting(database: Database) -> None:
    wrong = Database(database.url, KeyRing.load(new_key()))
    with pytest.raises(WrongKey, match="TMR_KEY"):
        require_key(wrong)
    wrong.close()


def test_a_new_key_is_let_in_beside_the_old_one(database: Database, key: str, act: Act) -> None:
    new = new_key()
    both = Database(database.url, KeyRing.load(new, [key]))
    require_key(both)
    with both.write() as tx:
        contacts.rotate(tx, act)
    both.close()
    alone = Database(database.url, KeyRing.load(new))
    require_key(alone)
    alone.close()


def test_after_rotation_the_old_key_alone_is_refused(database: Database, key: str, act: Act) -> None:
    both = Database(database.url, KeyRing.load(new_key(), [key]))
    with both.write() as tx:
        contacts.rotate(tx, act)
    both.close()
    with pytest.raises(WrongKey):
        require_key(database)
