"""What tests of the bot share: a courier at work on the stand-in; Ann, and what she is asked."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from domain import Assessment
from storage.database import Database
from tests import cast
from tests.bot.house import opened
from tests.bot.office import Office
from tests.bot.rig import rigged


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
