"""The commands by which staff see and change when a patient is asked: why, prefer, pause, a reoperation."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from clock import SystemClock
from domain import PatientStatus
from storage import episodes, patients
from storage.database import Database
from tests.app.clinic import OPERATION, form, open_site, opened
from tests.terminal import Terminal


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    at = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    open_site(at)
    return at


@pytest.fixture
def hospital(at: Terminal) -> Iterator[Database]:
    with opened(at) as database:
        yield database


def _enrolled(at: Terminal, folder: Path, days_ago: int = 10, **more: Any) -> date:
    """Somebody operated on some days ago, looked at once; the date."""
    tmr_on = SystemClock().now().date() - timedelta(days=days_ago)
    operation = {**OPERATION, "tmr_on": str(tmr_on)}
    at.done("enrol", "--file", form(folder, operation=operation, **more))
    at.done("tick")
    return tmr_on


def _contacts(told: Any) -> dict[str, Any]:
    return {f"{row['time_point']} {row['step']} {row['number']}": row for row in told["contacts"]}


def test_why_tells_of_each_contact_its_rule_anchor_zone_and_fate(at: Terminal, tmp_path: Path) -> None:
    tmr_on = _enrolled(at, tmp_path)
    (told,) = json.loads(at.done("why", "P0001", "--json"))["episodes"]
    rows = _contacts(told)
    over = rows["WC03 first-message 0"]
    assert (over["fate"], over["why"]) == ("not-sent", "not-due")
    assert over["said"] == "Not sent: it was not due."
    assert over["anchor"] == {"what": "operation", "on": str(tmr_on)}
    assert over["rule"].startswith("3 days after the operation on ")
    to_come = rows["M03 reminder 2"]
    assert (to_come["fate"], to_come["why"], to_come["zone"]) == ("to-come", "not-linked", "Europe/London")
    assert to_come["rule"] == "5 days after the first message"
    assert "unless this lasts: the patient was not linked to Telegram" in to_come["said"]
    said = at.done("why", "P0001")
    assert f"E0001, operation on {tmr_on}" in said
    assert "WC03, first message: Not sent: it was not due." in said
    assert "Zone: Europe/London." in said


def test_why_of_one_date_says_what_happens_and_why_nothing_else_does(at: Terminal, tmp_path: Path) -> None:
    tmr_on = _enrolled(at, tmp_path)
    at.done("withdraw", "P0001")
    at.done("tick")
    on = str(tmr_on + timedelta(days=21))
    (told,) = json.loads(at.done("why", "P0001", "--on", on, "--json"))["episodes"]
    assert told["on"] == on
    assert _contacts(told)["WC21 first-message 0"]["why"] == "withdrawn"
    nothing = {row["time_point"]: row["why"] for row in told["nothing_about"]}
    assert nothing["BL"] == "not-due"
    assert nothing["M12"] == "withdrawn"
    said = at.done("why", "P0001", "--on", on)
    assert f"On {on}, in Europe/London:" in said
    assert "M12: nothing. The patient had left follow-up." in said


def test_an_operation_that_is_not_active_has_nothing_planned(at: Terminal, tmp_path: Path) -> None:
    at.done("enrol", "--file", form(tmp_path, governance={}))
    assert "Follow-up is not active, so nothing is planned." in at.done("why", "P0001")


def test_a_moved_patient_is_asked_by_the_new_zone_and_time(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    tmr_on = _enrolled(at, tmp_path)
    words = ("--zone", "Asia/Kolkata", "--send-at", "18:30", "--language", "cy")
    assert at.done("prefer", "P0001", *words).startswith("P0001: noted. What is still planned moves with it")
    at.done("tick")
    (told,) = json.loads(at.done("why", "P0001", "--json"))["episodes"]
    row = _contacts(told)["WC30 first-message 0"]
    expected = datetime.combine(tmr_on + timedelta(days=30), time(13, 0), UTC)
    assert (row["due_at"], row["zone"]) == (f"{expected:%Y-%m-%dT%H:%M:%SZ}", "Asia/Kolkata")
    assert row["due_local"].endswith("18:30:00+05:30")
    with hospital.read() as tx:
        assert patients.get(tx, 1).language == "cy"


def test_a_reoperation_is_a_new_episode_and_the_old_one_is_flagged_and_goes_on(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    tmr_on = _enrolled(at, tmp_path, days_ago=100)
    again = {**OPERATION, "tmr_on": str(tmr_on + timedelta(days=90))}
    out = at.done("enrol", "--file", form(tmp_path, operation=again), "--reoperation-of", "E0001")
    assert "Registered: patient P0001, episode E0002." in out
    at.done("tick")
    told = json.loads(at.done("why", "P0001", "--json"))["episodes"]
    assert [(each["episode"], each["reoperations"]) for each in told] == [("E0001", ["E0002"]), ("E0002", [])]
    assert [_contacts(each)["M06 first-message 0"]["fate"] for each in told] == ["to-come", "to-come"]
    assert "Operated on again: E0002. Both are followed up." in at.done("why", "P0001")
    with hospital.read() as tx:
        assert {each.patient_id for each in episodes.every(tx)} == {1}


def test_a_reoperation_must_follow_on_the_same_limb_of_the_same_patient(at: Terminal, tmp_path: Path) -> None:
    tmr_on = _enrolled(at, tmp_path)
    other_side = {**OPERATION, "tmr_on": str(tmr_on + timedelta(days=5)), "side": "right"}
    earlier = {**OPERATION, "tmr_on": str(tmr_on)}
    later = {**OPERATION, "tmr_on": str(tmr_on + timedelta(days=5))}

    def refused(operation: dict[str, str], *words: str) -> str:
        file = form(tmp_path, operation=operation)
        return at.refused("enrol", "--file", file, "--reoperation-of", "E0001", *words)

    assert "E0001 was on the left lower limb" in refused(other_side)
    assert "must be after its date" in refused(earlier)
    assert "E0001 is an operation of P0001, not of P0009" in refused(later, "--patient", "P0009")
    at.done("enrol", "--file", form(tmp_path, operation=other_side), "--patient", "P0001")
    said = at.done("enrol", "--file", form(tmp_path, operation=later), "--patient", "P0001")
    assert (
        "Warning: There is an operation on this limb already: E0001. Use --reoperation-of if this follows it."
        in said
    )


def test_a_transferred_patient_is_linked_again_only_after_coming_back(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    _enrolled(at, tmp_path)
    said = at.done("transfer", "P0001", "--elsewhere", "--reason", "moved")
    assert said.startswith("P0001 is transferred: nobody here asks any more.")
    assert "P0001 is followed by another hospital. No link was made." in at.refused("link", "P0001")
    at.done("reinstate", "P0001", "--reason", "error")
    with hospital.read() as tx:
        assert patients.get(tx, 1).status is PatientStatus.FOLLOWED


def test_a_pause_ends_in_the_future(at: Terminal, tmp_path: Path) -> None:
    _enrolled(at, tmp_path)
    assert "2001-01-01 has passed already" in at.refused("pause", "P0001", "--until", "2001-01-01")
