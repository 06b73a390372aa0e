"""The rota of a site: who may be on it, what is refused, and what is passed over in a file."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.rota import Wish, add_turn, import_turns, remove_turn, turn_rows
from app.staffing import remove_staff
from domain import Fault
from storage import rota, staff
from storage.database import Database
from storage.words import Role
from tests import cast
from tests.terminal import Terminal

NOW = datetime(2025, 3, 28, 12, 0, tzinfo=UTC)
"""The Friday before the clocks go forward."""


@dataclass(frozen=True, slots=True)
class Site:
    database: Database

    def add(self, who: str, starts: str, ends: str) -> str:
        with self.database.write() as tx:
            return add_turn(tx, cast.by(NOW), "NORTH", Wish(who, starts, ends))

    def take(self, file: Path, text: str, at: datetime = NOW) -> str:
        file.write_text(text, "utf-8")
        with self.database.write() as tx:
            return import_turns(tx, cast.by(at), "NORTH", file)

    def turns(self, at: datetime = NOW) -> list[tuple[object, ...]]:
        with self.database.read() as tx:
            return [(row["staff"], row["from"], row["until"]) for row in turn_rows(tx, "NORTH", at)]


@pytest.fixture
def site(database: Database) -> Site:
    with database.write() as tx:
        cast.team(tx, NOW)
        south = cast.elsewhere(tx, NOW)
        staff.add(tx, cast.by(NOW), site_id=south, code="SOUTH1", role=Role.CLINICIAN)
    return Site(database)


def test_turns_are_kept_in_the_order_of_time_over_a_change_of_the_clocks(site: Site) -> None:
    site.add("LEAD", "2025-03-30 09:00", "2025-03-31 09:00")
    said = site.add("DEPUTY", "2025-03-29 17:00", "2025-03-30 09:00")
    assert said == "DEPUTY is on call from 2025-03-29 17:00 until 2025-03-30 09:00 (Europe/London)."
    assert site.turns() == [
        ("DEPUTY", "2025-03-29 17:00", "2025-03-30 09:00"),
        ("LEAD", "2025-03-30 09:00", "2025-03-31 09:00"),
    ]
    with site.database.read() as tx:
        first, _ = rota.every(tx)
    assert first.ends_at - first.starts_at == timedelta(hours=15)


@pytest.mark.parametrize(
    ("who", "starts", "ends", "why"),
    [
        ("DR9", "2025-04-01 17:00", "2025-04-02 09:00", "'DR9' is not active staff of the site"),
        ("SOUTH1", "2025-04-01 17:00", "2025-04-02 09:00", "'SOUTH1' is not active staff of the site"),
        ("LEAD", "2025-03-30 08:59", "2025-03-30 20:00", "LEAD would be on call together with DEPUTY"),
        ("LEAD", "2025-04-01", "2025-04-02 09:00", "a time does not read like"),
        ("LEAD", "2025-04-02 09:00", "2025-04-02 09:00", "ends before it begins"),
        ("LEAD", "2025-03-27 09:00", "2025-03-28 09:00", "the turn of LEAD is over"),
    ],
)
def test_a_turn_is_refused_with_the_reason(site: Site, who: str, starts: str, ends: str, why: str) -> None:
    site.add("DEPUTY", "2025-03-29 17:00", "2025-03-30 09:00")
    with pytest.raises(Fault, match=why):
        site.add(who, starts, ends)
    assert len(site.turns()) == 1


def test_a_turn_that_has_begun_counts_from_now_for_the_past_stays_as_it_was(site: Site) -> None:
    site.add("DEPUTY", "2025-03-28 09:00", "2025-03-28 17:00")
    assert site.turns() == [("DEPUTY", "2025-03-28 12:00", "2025-03-28 17:00")]
    with pytest.raises(Fault, match="on the rota for that time already"):
        site.add("DEPUTY", "2025-03-28 09:00", "2025-03-28 17:00")


FILE = """staff,from,until
LEAD,2025-03-27 17:00,2025-03-28 09:00
DEPUTY,2025-03-28 17:00,2025-03-29 09:00
LEAD,2025-03-29 09:00,2025-03-30 09:00
"""


def test_a_file_may_be_read_twice_and_what_is_over_is_passed_over(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "rota.csv"
    assert site.take(file, FILE) == "Added to the rota: 2. Over or known already: 1."
    assert site.take(file, FILE) == "Added to the rota: 0. Over or known already: 3."
    later = datetime(2025, 3, 28, 20, 0, tzinfo=UTC)
    assert site.take(file, FILE, at=later) == "Added to the rota: 0. Over or known already: 3."
    assert len(site.turns()) == 2


def test_every_fault_of_a_file_is_told_at_once_and_nothing_is_stored(site: Site, tmp_path: Path) -> None:
    more = "DR9,2025-04-01 09:00,2025-04-02 09:00\nOWNER,2025-03-29 20:00,2025-03-30 02:00\n"
    with pytest.raises(Fault) as refused:
        site.take(tmp_path / "rota.csv", FILE + more)
    assert "line 5: 'DR9' is not active staff" in str(refused.value)
    assert "line 6: OWNER would be on call together with LEAD" in str(refused.value)
    assert site.turns() == []
    with pytest.raises(Fault, match="must begin with the line staff,from,until"):
        site.take(tmp_path / "rota.csv", "who,when\n")


def test_what_is_taken_off_never_was_and_what_has_begun_ends_now(site: Site) -> None:
    site.add("DEPUTY", "2025-03-28 09:00", "2025-03-28 17:00")
    site.add("LEAD", "2025-03-29 09:00", "2025-03-29 17:00")
    later = NOW + timedelta(hours=1)
    with site.database.write() as tx:
        first, second = rota.every(tx)
        assert remove_turn(tx, cast.by(later), "NORTH", first.id) == f"Turn {first.id} ends now."
        assert "is taken off the rota" in remove_turn(tx, cast.by(later), "NORTH", second.id)
        assert [turn.ends_at for turn in rota.every(tx)] == [later]
        with pytest.raises(Fault, match="or is over"):
            remove_turn(tx, cast.by(later), "NORTH", first.id)


def test_nobody_leaves_the_hospital_who_is_on_the_rota(site: Site) -> None:
    site.add("COORD", "2025-03-28 09:00", "2025-03-28 17:00")
    with site.database.write() as tx:
        with pytest.raises(Fault, match="take the turns 1 off first"):
            remove_staff(tx, cast.by(NOW), "COORD")
        remove_staff(tx, cast.by(NOW + timedelta(days=1)), "COORD")


def test_the_command_line_adds_lists_imports_and_removes(site: Site, key: str, tmp_path: Path) -> None:
    at = Terminal({"TMR_DATABASE_URL": site.database.url, "TMR_KEY": key})
    assert "owner and out-of-hours contact are told" in at.done("site", "rota", "list", "NORTH")
    turn = ("--from", "2099-01-01 17:00", "--until", "2099-01-02 09:00")
    said = at.done("site", "rota", "add", "NORTH", "--staff", "LEAD", *turn)
    assert said.startswith("LEAD is on call from 2099-01-01 17:00")
    file = tmp_path / "rota.csv"
    file.write_text("staff,from,until\nOWNER,2099-01-02 09:00,2099-01-02 17:00\n", "utf-8")
    assert "Added to the rota: 1." in at.done("site", "rota", "import", "NORTH", str(file))
    rows = json.loads(at.done("site", "rota", "list", "NORTH", "--json"))
    assert [(row["staff"], row["reached"]) for row in rows] == [("LEAD", True), ("OWNER", True)]
    assert "taken off" in at.done("site", "rota", "remove", "NORTH", str(rows[0]["turn"]))
    turn = ("--from", "2099-01-02 16:00", "--until", "2099-01-03 09:00")
    assert "on call together" in at.refused("site", "rota", "add", "NORTH", "--staff", "LEAD", *turn)
