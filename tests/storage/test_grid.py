"""The grid of the console and what Today counts, on both engines."""

from datetime import UTC, date, datetime, timedelta

from domain import AssessmentState
from scheduler.published import Protocols
from scheduler.tick import look
from storage import digest_facts, grid, patients
from storage.database import Database
from storage.grid import Shown
from tests import cast
from tests.audit.lives import live
from tests.questionnaires.bundled import LIBRARY
from tests.scheduler.lives import DEFINITIONS, ENROLLED, publish

NORTH = 1
TODAY = date(2025, 6, 1)


def test_operations_are_found_by_code_and_by_what_became_of_them(database: Database) -> None:
    live(database, LIBRARY)
    with database.write() as tx:
        for patient_id, until in ((1, TODAY), (2, TODAY - timedelta(days=1))):
            patients.pause(tx, cast.by(ENROLLED), patient_id, until)
    with database.read() as tx:
        counts = {shown: grid.count(tx, NORTH, "", shown, TODAY) for shown in Shown}
        assert counts == {
            Shown.ALL: 5,
            Shown.WAITING: 2,
            Shown.MISSED: 0,
            Shown.DRAFTS: 1,
            Shown.PAUSED: 1,
            Shown.UNLINKED: 0,
        }
        assert grid.count(tx, NORTH, "P0004", Shown.ALL, TODAY) == 2
        assert grid.count(tx, NORTH, "%", Shown.ALL, TODAY) == 0
        assert grid.count(tx, 99, "", Shown.ALL, TODAY) == 0
        two = grid.operations(tx, NORTH, "P00", Shown.ALL, TODAY, after=1, most=2)
        assert [each.episode for each in two] == ["E0002", "E0003"]
        cells = grid.cells(tx, (1, 2))
        assert [(each.episode_id, each.time_point, each.state) for each in cells] == [
            (1, "M06", AssessmentState.COMPLETED),
            (2, "M06", AssessmentState.OPEN),
        ]


def test_what_is_to_be_asked_for_the_first_time_is_told_before_it_is(database: Database) -> None:
    with database.write() as tx:
        person = cast.person(tx, ENROLLED, cast.team(tx, ENROLLED), "Ann", protocol_id=publish(tx, ENROLLED))
        look(tx, person.episode.id, ENROLLED, Protocols(lambda _tx: LIBRARY), DEFINITIONS)
        site_id, begins = person.patient.site_id, datetime(2024, 12, 5, 9, 30, tzinfo=UTC)
        nobody = grid.coming(tx, 99, datetime(2030, 1, 1, tzinfo=UTC), 9)
        assert grid.coming(tx, site_id, begins, 9) == nobody == ((), 0)
        (first,), _ = grid.coming(tx, site_id, begins + timedelta(days=14), 9)
        shown, count = grid.coming(tx, site_id, begins + timedelta(days=800), 2)
        assert len(shown) == 2 < count
        told = (first.patient, first.time_point, first.send_at, first.instruments)
        assert told == ("P0001", "BL", begins, ("core", "extended"))


def test_windows_that_close_and_operations_not_begun_are_told(database: Database) -> None:
    live(database, LIBRARY)
    with database.read() as tx:
        assert digest_facts.closing(tx, NORTH, date(2025, 10, 14)) == ()
        closing = digest_facts.closing(tx, NORTH, date(2025, 10, 15))
        assert [each.patient for each in closing] == ["P0002", "P0003"]
        assert closing[0].since == datetime(2025, 6, 2, 8, 30, tzinfo=UTC)
        assert [(code, each.code) for code, each in digest_facts.drafts(tx, NORTH)] == [("P0004", "E0005")]
