"""An episode that a bug holds up: the others go on, the site is told, and it is known until it is mended."""

from datetime import timedelta

from domain import Mode
from scheduler import put_back
from storage import assessments, episodes, heartbeats, outbox, sites
from storage.database import Database
from storage.words import Role
from tests import cast
from tests.scheduler.lives import ENROLLED, enrolled, new_tick

HOUR = timedelta(hours=1)


def _broken(database: Database, team: cast.Team) -> cast.Person:
    """Ben's protocol cannot be read."""
    with database.write() as tx:
        return cast.person(tx, ENROLLED, team, "Ben", protocol_id=cast.protocol(tx, ENROLLED, version="9"))


async def test_one_broken_episode_is_put_back_an_hour_and_told_while_the_others_go_on(
    database: Database,
) -> None:
    team, ann = enrolled(database)
    broken = _broken(database, team)
    await new_tick(database).run(ENROLLED)
    with database.read() as tx:
        assert len(assessments.of_episode(tx, ann.episode.id)) == 12
        assert episodes.get(tx, broken.episode.id).next_look_at == ENROLLED + HOUR
        told = outbox.of_episode(tx, broken.episode.id)
        beat = heartbeats.last(tx, "tick")
    assert [(row.kind, row.staff_id) for row in told] == [
        ("operations", team.owner.id),
        ("operations", team.coordinator.id),
    ]
    assert beat is not None
    assert beat.at == ENROLLED


async def test_without_an_owner_the_coordinators_are_told_once_a_day(database: Database) -> None:
    team, _ = enrolled(database)
    broken = _broken(database, team)
    with database.write() as tx:
        sites.appoint(
            tx,
            cast.by(ENROLLED),
            team.site.id,
            mode=Mode.AUDIT,
            owner_id=None,
            deputy_id=None,
            lead_id=None,
            safety_officer_id=None,
            out_of_hours_id=None,
            answers_in_notices=False,
        )
    tick = new_tick(database)
    for hours in (0, 1, 2, 24):
        await tick.run(ENROLLED + timedelta(hours=hours))
    with database.read() as tx:
        told = [(row.staff_id, row.queued_at) for row in outbox.of_episode(tx, broken.episode.id)]
    assert team.coordinator.role is Role.COORDINATOR
    assert told == [(team.coordinator.id, ENROLLED), (team.coordinator.id, ENROLLED + timedelta(days=1))]


async def test_it_is_known_how_many_are_held_up_until_a_look_goes_well(database: Database) -> None:
    team, ann = enrolled(database)
    broken = _broken(database, team)
    tick = new_tick(database)
    await tick.run(ENROLLED)
    await tick.run(ENROLLED + timedelta(seconds=15))  # not due, so nothing is known to have changed
    with database.write() as tx:
        assert put_back.standing(tx) == 1
        episodes.use_protocol(tx, cast.by(ENROLLED), broken.episode.id, ann.episode.protocol_id)
    await tick.run(ENROLLED + HOUR)
    with database.read() as tx:
        assert put_back.standing(tx) == 0
        assert len(assessments.of_episode(tx, broken.episode.id)) == 12
