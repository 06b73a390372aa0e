"""What a tick does besides its looks: each chore is seen at the very instant it falls due, and then done.

Word of licences is in `test_site_instruments.py`.
"""

from collections.abc import Callable
from datetime import time, timedelta

import pytest

from domain import Act, Cadence, Channel, DigestWish, WhenEmpty
from storage import accounts, digest_wishes, enrolments, erasing, inbox, outbox, patients
from storage.access_words import Post
from storage.chores import Chores, chores
from storage.database import Database, Tx
from storage.keeping import USUAL_KEEPING
from storage.words import ErasureReason
from tests import cast, own
from tests.scheduler.lives import ENROLLED, new_tick

ACT = Act("staff:COORD", ENROLLED)
NONE, DAY, JUST_BEFORE = Chores(False, False, False, False), timedelta(days=1), timedelta(microseconds=1)
Prepared = Callable[[Tx, cast.Team], Callable[[Tx], bool]]
"""Puts a chore there; gives whether it is still to be done."""


def _digest(tx: Tx, team: cast.Team) -> Callable[[Tx], bool]:
    at = ENROLLED + DAY
    wish = DigestWish(team.owner.id, Cadence.DAILY, None, time(9), WhenEmpty.ONE_LINE, at)
    digest_wishes.put(tx, ACT, wish)
    return lambda tx: not any(row.kind == "digest" for row in outbox.waiting_for(tx, Channel.TELEGRAM))


def _erasure(tx: Tx, team: cast.Team) -> Callable[[Tx], bool]:
    who = cast.person(tx, ENROLLED, team, "Dan").patient
    erasing.ask(tx, Act(ACT.by, ENROLLED + DAY), who, ErasureReason.REQUEST)
    return lambda tx: patients.get(tx, who.id).erased_at is None


def _handled(tx: Tx, _team: cast.Team) -> Callable[[Tx], bool]:
    """A second of the same number is taken anew once the first is forgotten."""

    def put(tx: Tx) -> bool:
        return inbox.put(tx, bot_id=1, update_id=7, chat_id=7, body=b"{}", at=ENROLLED)

    put(tx)
    inbox.done(tx, 1, [7], ENROLLED)
    return lambda tx: not put(tx)


def _parked(tx: Tx, _team: cast.Team) -> Callable[[Tx], bool]:
    inbox.put(tx, bot_id=1, update_id=7, chat_id=7, body=b"{}", at=ENROLLED)
    for _ in range(inbox.MOST_ATTEMPTS):
        inbox.faulted(tx, 1, 7, "ValueError")
    return lambda tx: bool(inbox.parked(tx))


def _enrolment(tx: Tx, team: cast.Team) -> Callable[[Tx], bool]:
    site_id = team.site.id
    whose = accounts.add(tx, ACT, code="ADMIN", post=Post.ADMINISTRATOR, site_id=site_id, staff_id=None)
    enrolments.begin(tx, ACT, team.site.id, whose.id)
    return lambda tx: bool(enrolments.of_site(tx, team.site.id))


@pytest.mark.parametrize(
    ("prepared", "kind", "after"),
    [
        (_digest, "digests", DAY - JUST_BEFORE),
        (_erasure, "erasures", timedelta(0)),
        (_handled, "forgetting", USUAL_KEEPING.updates),
        (_parked, "forgetting", USUAL_KEEPING.parked),
        (_enrolment, "forgetting", enrolments.KEPT_FOR),
    ],
)
async def test_a_chore_is_seen_when_it_falls_due_and_done_by_that_tick(
    database: Database, prepared: Prepared, kind: str, after: timedelta
) -> None:
    with database.write() as tx:
        still = prepared(tx, cast.team(tx, ENROLLED))
        before, at = ENROLLED + after, ENROLLED + after + JUST_BEFORE
        if kind != "erasures":
            assert chores(tx, before, USUAL_KEEPING) == NONE
        there_are = chores(tx, at, USUAL_KEEPING)
        assert {name: getattr(there_are, name) for name in Chores.__slots__} == {
            name: name == kind for name in Chores.__slots__
        }
    await new_tick(database).run(at + (2 * DAY if kind == "erasures" else timedelta(0)))
    with database.write() as tx:
        assert not still(tx)


def test_an_instrument_of_the_sites_own_has_a_licence_to_look_after(database: Database) -> None:
    with database.write() as tx:
        assert chores(tx, ENROLLED, USUAL_KEEPING) == NONE
        own.added(tx, ENROLLED)
        assert chores(tx, ENROLLED, USUAL_KEEPING).licences
