"""What a patient's screen may promise: that somebody is told, only while somebody can be."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app.service import sight
from bot.surroundings import Sight, Watch
from domain import Mode
from storage import contacts, staff
from storage.database import Database, Tx
from storage.schema import staff as staff_table
from storage.words import ChannelState, Owner
from tests import cast


def _block(tx: Tx, at: datetime, *staff_ids: int) -> None:
    for staff_id in staff_ids:
        contacts.set_channel(tx, cast.by(at), Owner.STAFF, staff_id, ChannelState.BLOCKED)


def test_with_everybody_in_reach_the_clinician_on_duty_is_told(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        assert sight(tx, team.site, as_of) == Sight(Watch.NOW, as_of)
        assert staff.out_of_reach(tx, team.site.id) == frozenset()


def test_in_audit_mode_nobody_looks(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of, mode=Mode.AUDIT)
        assert sight(tx, team.site, as_of).watch is Watch.NOBODY


@pytest.mark.parametrize("hours", [0, 12], ids=["by day", "by night"])
def test_nothing_is_promised_while_nobody_was_ever_linked(
    database: Database, as_of: datetime, hours: int
) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of, linked=False)
        assert sight(tx, team.site, as_of + timedelta(hours=hours)).watch is Watch.NOBODY


def test_nothing_is_promised_once_the_last_of_them_is_out_of_reach(
    database: Database, as_of: datetime
) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        _block(tx, as_of, team.owner.id, team.lead.id)
        assert sight(tx, team.site, as_of).watch is Watch.NOW
        _block(tx, as_of, team.deputy.id)
        assert sight(tx, team.site, as_of).watch is Watch.NOBODY


def test_whoever_has_left_the_hospital_is_not_promised(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        _block(tx, as_of, team.owner.id, team.lead.id)
        tx.conn.execute(update(staff_table).where(staff_table.c.id == team.deputy.id).values(active=False))
        assert sight(tx, team.site, as_of).watch is Watch.NOBODY
