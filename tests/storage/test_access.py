"""Accounts and sessions, on both engines."""

from datetime import timedelta

from domain import Act
from storage import accounts, contacts, sessions
from storage.access_words import Post, Stage
from storage.crypto import KeyRing, new_key
from storage.database import Database, Tx
from tests.storage.conftest import Scene


def clinician(tx: Tx, act: Act, scene: Scene) -> int:
    owner = scene.team.owner
    made = accounts.add(
        tx, act, code=owner.code, post=Post.CLINICIAN, site_id=owner.site_id, staff_id=owner.id
    )
    return made.id


def test_what_signs_in_is_kept_sealed_used_once_and_forgotten_on_a_new_set_up(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        number = clinician(tx, act, scene)
        accounts.offer_setup(tx, act, number, "setup-code", act.at + timedelta(days=1))
        found = accounts.by_setup(tx, "setup-code")
        assert found is not None
        assert found.id == number
        assert accounts.secret(tx, number) is None
        accounts.keep_secret(tx, number, "SECRET")
        accounts.set_up(tx, act, number, "hash", 7, ("one", "two"))
        assert accounts.by_setup(tx, "setup-code") is None
        assert accounts.secret(tx, number) == "SECRET"
        assert [accounts.use_step(tx, number, step) for step in (7, 8, 8)] == [False, True, False]
        assert [accounts.use_recovery(tx, act, number, "one") for _ in range(2)] == [True, False]
        accounts.offer_setup(tx, act, number, "again", act.at)
        assert not accounts.use_recovery(tx, act, number, "two")
        assert accounts.get(tx, number).password is None


def test_refusals_are_counted_in_a_row(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        number = clinician(tx, act, scene)
        accounts.refused(tx, act, number, None, "password", counts=True)
        accounts.refused(tx, act, number, act.at, "password", counts=True)
        accounts.refused(tx, act, number, act.at, "locked", counts=False)
        seen = accounts.get(tx, number)
        assert (seen.failures, seen.locked_until) == (2, act.at)
        accounts.let_in(tx, number)
        assert accounts.get(tx, number).failures == 0


def test_a_session_is_found_by_its_cookie_and_ended_for_good(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        number = clinician(tx, act, scene)
        sessions.begin(tx, act, number, "cookie", Stage.SIGNED_IN)
        sessions.begin(tx, act, number, "other", Stage.SETTING_UP)
        found = sessions.find(tx, "cookie")
        assert found is not None
        assert sessions.find(tx, "no cookie") is None
        later = act.at + timedelta(minutes=5)
        sessions.seen(tx, found.id, later)
        sessions.seen(tx, found.id, act.at)
        assert [each.seen_at for each in sessions.standing(tx, number)] == [later, act.at]
        assert [sessions.end(tx, act, found.id) for _ in range(2)] == [True, False]
        assert sessions.end_all(tx, act, number) == 1
        assert sessions.standing(tx, number) == ()


def test_a_second_factor_survives_a_change_of_the_master_key(
    database: Database, scene: Scene, act: Act, keys: KeyRing
) -> None:
    with database.write() as tx:
        number = clinician(tx, act, scene)
        accounts.keep_secret(tx, number, "SECRET")
    fresh = KeyRing.load(new_key())
    with database.write() as tx:
        tx.keys = KeyRing(fresh.current, (keys.current,))
        contacts.rotate(tx, act)
        tx.keys = fresh
        assert accounts.secret(tx, number) == "SECRET"
