"""Sign-in by the hospital's own accounts: links and attempts, on both engines."""

from datetime import timedelta

import pytest

from domain import Act
from storage import accounts, hospital, sessions, trail
from storage.access_words import Post, Stage
from storage.database import Database, Tx
from storage.faults import RuleBroken
from storage.hospital import LASTS
from tests.storage.conftest import Scene

ISSUER = "https://idp.test"


def account(tx: Tx, act: Act, scene: Scene, code: str) -> int:
    site_id = scene.team.owner.site_id
    made = accounts.add(tx, act, code=code, post=Post.ANALYST, site_id=site_id, staff_id=None)
    return made.id


def test_what_a_browser_was_sent_away_with_counts_once_in_that_browser_for_ten_minutes(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        number = account(tx, act, scene, "ONE")
        hospital.begin(tx, "cookie", "state", None, act.at)
        hospital.begin(tx, "cookie", "other", number, act.at)
        assert hospital.take(tx, "another", "state", act.at) is None
        assert hospital.take(tx, "cookie", "no state", act.at) is None
        taken = hospital.take(tx, "cookie", "state", act.at + LASTS - timedelta(seconds=1))
        assert taken is not None
        assert (taken.account_id, taken.begun_at) == (None, act.at)
        assert hospital.take(tx, "cookie", "state", act.at) is None
    with database.write() as tx:
        linking = hospital.take(tx, "cookie", "other", act.at + LASTS)
        assert linking is None
        hospital.begin(tx, "cookie", "third", number, act.at)
        hospital.begin(tx, "cookie", "fourth", None, act.at + LASTS)
        assert hospital.take(tx, "cookie", "third", act.at) is None


def test_a_link_takes_the_place_of_what_signed_in_before_and_holds_nothing_of_theirs(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        number = account(tx, act, scene, "ONE")
        accounts.offer_setup(tx, act, number, "setup-code", act.at + timedelta(days=1))
        accounts.keep_secret(tx, number, "SECRET")
        hospital.link(tx, act, number, ISSUER, "somebody")
        found = hospital.account_of(tx, ISSUER, "somebody")
        assert found is not None
        assert found.is_set_up
        assert (found.id, found.password, found.setup_until) == (number, None, None)
        assert accounts.secret(tx, number) is None
        assert accounts.by_setup(tx, "setup-code") is None
        assert hospital.account_of(tx, "https://elsewhere.test", "somebody") is None
        assert [row.detail for row in trail.read(tx) if row.verb == "account.link"] == [{}]
    with pytest.raises(RuleBroken), database.write() as tx:
        hospital.link(tx, act, account(tx, act, scene, "TWO"), ISSUER, "somebody")


@pytest.mark.parametrize("ends", ["reset", "leave", "unlink"])
def test_a_new_set_up_leaving_and_unlinking_take_the_link_away(
    database: Database, scene: Scene, act: Act, ends: str
) -> None:
    with database.write() as tx:
        number = account(tx, act, scene, "ONE")
        hospital.link(tx, act, number, ISSUER, "somebody")
        if ends == "reset":
            accounts.offer_setup(tx, act, number, "code", act.at)
        elif ends == "leave":
            accounts.leave(tx, act, number)
        else:
            sessions.begin(tx, act, number, "cookie", Stage.SIGNED_IN, by_hospital=True)
            assert [hospital.unlink(tx, act, number) for _ in range(2)] == [True, False]
            assert sessions.standing(tx, number) == ()
            assert (accounts.linked(tx), accounts.signed_in(tx)) == ({number: act.at}, {number: act.at})
        assert hospital.account_of(tx, ISSUER, "somebody") is None
        hospital.link(tx, act, account(tx, act, scene, "TWO"), ISSUER, "somebody")
