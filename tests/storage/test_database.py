"""Transactions, and what happens when the database is not there."""

from datetime import datetime

from storage import sites
from storage.database import Database
from tests import cast


def test_a_team_and_a_person_are_remembered(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        north = cast.team(tx, as_of)
        ann = cast.person(tx, as_of, north, "Ann")
    with database.read() as tx:
        assert sites.by_code(tx, "NORTH") == north.site
    assert ann.patient.code == "P0001"
