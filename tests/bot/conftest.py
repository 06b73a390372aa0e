"""What tests of the bot share: a courier at work on the stand-in; Ann, and what she is asked."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from domain import Assessment
from storage.database import Database
from tests import cast
from tests.bot.house import House, opened
from tests.bot.office import Office
from tests.bot.rig import rigged
from tests.bot.ward import Ward, raised


@pytest.fixture
async def office(as_of: datetime, database: Database) -> AsyncIterator[Office]:
    """The bot gives up waiting for an answer after 0.3 s."""
    async with rigged(as_of, read_timeout=0.3) as rig:
        yield Office(rig, database)


@pytest.fixture
def team(database: Database, as_of: datetime) -> cast.Team:
    with database.write() as tx:
        return cast.team(tx, as_of)


@pytest.fixture
def ann(database: Database, as_of: datetime, team: cast.Team) -> cast.Person:
    """Ann, six weeks after surgery, with nothing open."""
    with database.write() as tx:
        return cast.person(tx, as_of, team, "Ann", tmr_on=as_of.date() - timedelta(days=42))


@pytest.fixture
def core(database: Database, as_of: datetime, ann: cast.Person) -> Assessment:
    """Ann's core questionnaire."""
    with database.write() as tx:
        return opened(tx, as_of, ann)


@pytest.fixture
async def ward(database: Database, as_of: datetime) -> AsyncIterator[Ward]:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        episode_id = cast.person(tx, as_of, team, "Ann").episode.id
    red, amber = (raised(database, as_of, episode_id, rule) for rule in ("RED-1", "AMB-2"))
    async with House(database, as_of) as house:
        yield Ward(house, team, red, amber)


@pytest.fixture
def dan(database: Database, as_of: datetime) -> cast.Person:
    with database.write() as tx:
        return cast.person(tx, as_of, cast.team(tx, as_of), "Dan", tmr_on=as_of.date() - timedelta(days=42))
