"""Looking for lines of the trail, on both engines."""

from datetime import timedelta

import pytest

from domain import Act
from storage import trail
from storage.database import Database
from storage.trail_search import Sought, lines


@pytest.fixture
def told(database: Database, act: Act) -> Database:
    """Four lines, an hour apart."""
    whole = (("staff:DR1", "alert.close"), ("cli", "alert.open"), ("account:DR1", "alert_x"), ("cli", "a%b"))
    with database.write() as tx:
        for number, (by, verb) in enumerate(whole):
            trail.record(tx, Act(by, act.at + timedelta(hours=number)), verb, f"alert:{number}")
    return database


def test_lines_are_found_by_person_beginning_of_the_verb_subject_and_instants(
    told: Database, act: Act
) -> None:
    hour = timedelta(hours=1)
    wanted = {
        Sought(): [4, 3, 2, 1],
        Sought(by="DR1"): [3, 1],
        Sought(by="staff:DR1"): [1],
        Sought(verb="alert."): [2, 1],
        Sought(verb="alert_"): [3],
        Sought(verb="a%"): [4],
        Sought(verb="Alert."): [2, 1],
        Sought(subjects=("alert:0", "alert:3")): [4, 1],
        Sought(since=act.at + hour, until=act.at + 3 * hour): [3, 2],
    }
    with told.read() as tx:
        for sought, found in wanted.items():
            assert [each.seq for each in lines(tx, sought, before=None, most=9)] == found, sought


def test_the_latest_come_first_and_older_ones_before_a_number(told: Database) -> None:
    with told.read() as tx:
        assert [each.seq for each in lines(tx, Sought(), before=None, most=2)] == [4, 3]
        assert [each.seq for each in lines(tx, Sought(), before=3, most=2)] == [2, 1]
