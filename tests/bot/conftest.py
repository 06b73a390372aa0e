"""What the tests of delivery share: a bot on the stand-in, and a courier at work."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from storage.database import Database
from tests.bot.office import Office
from tests.bot.rig import rigged


@pytest.fixture
async def office(as_of: datetime, database: Database) -> AsyncIterator[Office]:
    """The bot gives up waiting for an answer after 0.3 s."""
    async with rigged(as_of, read_timeout=0.3) as rig:
        yield Office(rig, database)
