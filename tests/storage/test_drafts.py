"""Drafts, on both engines: one that ended is over, and each kind is apart."""

from domain import Act
from storage import accounts, drafts
from storage.access_words import DraftKind, DraftState, Post
from storage.database import Database
from tests.storage.conftest import Scene


def test_a_draft_waits_until_it_is_published_or_dropped(database: Database, scene: Scene, act: Act) -> None:
    kind, other = tuple(DraftKind)[:2]
    with database.write() as tx:
        site = scene.team.site.id
        whose = accounts.add(tx, act, code="ADMIN", post=Post.ADMINISTRATOR, site_id=site, staff_id=None).id
        first, second = (drafts.add(tx, act, kind, whose, f"name: {each}") for each in "ab")
    with database.write() as tx:
        assert [each.id for each in drafts.standing(tx, kind)] == [first, second]
        found = drafts.find(tx, kind, first)
        assert found is not None
        assert (found.body, found.account_id, drafts.find(tx, other, first)) == ("name: a", whose, None)
        drafts.end(tx, act, found, DraftState.PUBLISHED)
    with database.read() as tx:
        assert [each.id for each in drafts.standing(tx, kind)] == [second]
        assert drafts.find(tx, kind, first) is None
