"""When a site may start monitoring, and how it goes on: somebody whom a notice reaches must answer for it."""

from datetime import UTC, datetime

import pytest

from domain import Act, Mode
from storage import contacts, sites, staff
from storage.words import ChannelState, Owner
from tests.app.clinic import link_staff, monitor, open_site, opened
from tests.terminal import Terminal

AT = datetime(2025, 2, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})


def test_monitoring_is_refused_until_owner_and_deputy_can_be_told(at: Terminal) -> None:
    open_site(at)
    people = ("--owner", "DR1", "--deputy", "DR2", "--safety-officer", "CSO")
    sentence = (
        "Monitoring needs people whom a notice reaches: {} must open the link and enter the PIN of "
        "`tmr-followup staff link` first. Nothing was changed."
    )
    begin = ("site", "set", "NORTH", "--mode", "monitoring")
    assert at.refused(*begin, *people) == sentence.format("DR1 (owner) and DR2 (deputy)")
    link_staff(at, "DR1")
    assert at.refused(*begin, *people) == sentence.format("DR2 (deputy)")
    link_staff(at, "DR2")
    at.done("site", "set", "NORTH", *people)
    assert at.done(*begin) == "Site NORTH is set, in monitoring mode.\n"
    assert at.refused("site", "set", "NORTH", "--owner", "CSO") == sentence.format("CSO (owner)")


def test_an_owner_who_is_lost_while_monitoring_bars_no_other_change(at: Terminal) -> None:
    open_site(at)
    monitor(at)
    with opened(at) as database, database.write() as tx:
        owner = staff.by_code(tx, "DR1")
        assert owner is not None
        contacts.set_channel(tx, Act("cli", AT), Owner.STAFF, owner.id, ChannelState.BLOCKED)
    at.done("site", "set", "NORTH", "--team-phone", "2")
    at.done("site", "set", "NORTH", "--owner", "DR2", "--deputy", "DR1")


def test_monitoring_that_was_refused_leaves_the_site_as_it_was(at: Terminal) -> None:
    at.done("site", "set", "SOUTH", "--name", "South Hospital", "--team-phone", "1")
    at.refused("site", "set", "SOUTH", "--name", "Another name", "--mode", "monitoring")
    with opened(at) as database, database.read() as tx:
        site = sites.by_code(tx, "SOUTH")
    assert site is not None
    assert (site.name, site.mode) == ("South Hospital", Mode.AUDIT)
