"""Answers by phone, on paper and in the clinic: stored as any others, with who entered them and how."""

import csv
import io
import json
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from clock import SystemClock
from domain import AssessmentState, ResponseState
from storage import assessments, audit_rows, episodes, responses
from tests.app.clinic import GOVERNANCE, OPERATION, form, open_site, opened, written
from tests.terminal import Terminal

TODAY = SystemClock().now().astimezone(UTC).date()
CORE = {
    "rlp-average": 4,
    "rlp-worst": 5,
    "plp-average": 0,
    "plp-worst": 0,
    "interference-activity": 3,
    "interference-enjoyment": "declined",
    "prosthesis-have": False,
    "quality-of-life": 7,
    "change": "better",
    "safety-past": ["none"],
}
PHONE = ("--via", "phone", "--by", "CO1")


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    terminal = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    open_site(terminal)
    return terminal


def enrol(at: Terminal, folder: Path, days: int = 40, **given: object) -> None:
    """An operation so many days ago, of somebody who never had Telegram."""
    operated = {**OPERATION, "tmr_on": str(TODAY - timedelta(days=days))}
    at.done("enrol", "--file", form(folder, **{"operation": operated, **given}))


def answers(folder: Path, **other: object) -> str:
    given = {name: value for name, value in {**CORE, **other}.items() if value != "left-out"}
    return written(folder, json.dumps(given))


def test_answers_by_phone_complete_the_time_point_and_are_exported_with_how_they_came(
    at: Terminal, tmp_path: Path
) -> None:
    enrol(at, tmp_path)
    on = TODAY - timedelta(days=2)
    words = (*PHONE, "--proxy", "--given-on", str(on), "--file", answers(tmp_path))
    told = at.done("answer", "P0001", "--time-point", "W06", *words)
    assert told == f"E0001 W06: completed, answers of {on} by phone.\n"
    at.done("export", "--out", str(tmp_path / "out"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out/answers.csv").read_text("utf-8"))))
    assert {(row["mode"], row["via"], row["proxy"], row["given_on"]) for row in rows} == {
        ("staff", "phone", "true", str(on))
    }
    by_id = {row["link_id"]: row for row in rows}
    assert (by_id["rlp-average"]["value_number"], by_id["rlp-average"]["study_day"]) == ("4", "39")
    assert by_id["interference-enjoyment"]["state"] == "declined"
    (window,) = csv.DictReader(io.StringIO((tmp_path / "out/assessments.csv").read_text("utf-8")))
    assert (window["missingness"], window["study_day"]) == ("answered-by-phone", "39")
    assert "completed already" in at.refused("answer", "P0001", "--time-point", "W06", *words)


def test_somebody_asked_in_the_terminal_may_stop_and_go_on_later(at: Terminal, tmp_path: Path) -> None:
    enrol(at, tmp_path)
    clinic = ("answer", "E0001", "--time-point", "W06", "--via", "clinic", "--by", "DR1")
    assert at.done(*clinic, typed="4\n5\n").endswith(f"W06: open, answers of {TODAY} by clinic.\n")
    rest = "/decline\n" * 9 + "/skip\n/send\n"
    told = at.done(*clinic, typed=rest)
    assert "W06: completed" in told, told
    with opened(at) as database, database.read() as tx:
        (asked,) = assessments.of_episode(tx, 1)
        (response,) = responses.of_assessment(tx, asked.id)
        lines = audit_rows.register(tx).responses[0].log
    assert (asked.state, response.state) == (AssessmentState.COMPLETED, ResponseState.COMPLETED)
    assert {(line.by, line.via) for line in lines} == {("staff:DR1", "clinic")}


def test_paper_of_a_window_that_is_over_is_partial_with_a_key_outcome_and_a_late_baseline_is_told(
    at: Terminal, tmp_path: Path
) -> None:
    enrol(at, tmp_path, days=100)
    with opened(at) as database, database.write() as tx:
        assert episodes.get(tx, 1).activated_at is not None
    some = written(tmp_path, '{"rlp": 6}')
    paper = ("--via", "paper", "--by", "CO1", "--file", some)
    on = ("--given-on", str(TODAY - timedelta(days=60)))
    assert "W06: partial" in at.done("answer", "E0001", "--time-point", "W06", *paper, *on)
    assert "flagged as retrospective" in at.done("answer", "E0001", "--time-point", "BL", *paper)
    with opened(at) as database, database.read() as tx:
        states = {each.time_point: each.state for each in assessments.of_episode(tx, 1)}
    assert states == {"W06": AssessmentState.PARTIAL, "BL": AssessmentState.PARTIAL}


def test_a_secondary_operation_that_is_not_active_may_be_answered_for_and_a_primary_one_not(
    at: Terminal, tmp_path: Path
) -> None:
    enrol(at, tmp_path, governance={**GOVERNANCE, "audit_number": None})
    words = ("--time-point", "W06", *PHONE, "--file", answers(tmp_path))
    told = at.done("answer", "P0001", *words)
    assert "W06: completed" in told
    assert "no alert rule reads them" in told
    primary = {**OPERATION, "tmr_on": str(TODAY - timedelta(days=40)), "indication": "primary"}
    primary["amputation_on"] = primary["tmr_on"]
    at.run("enrol", "--file", form(tmp_path, operation=primary, governance={}))
    assert "formal study" in at.refused("answer", "E0002", *words)


def test_what_cannot_be_entered_is_refused_and_nothing_is_stored(at: Terminal, tmp_path: Path) -> None:
    enrol(at, tmp_path)

    def refusal(point: str = "W06", other: dict[str, object] | None = None) -> str:
        return at.refused(
            "answer", "E0001", "--time-point", point, *PHONE, "--file", answers(tmp_path, **(other or {}))
        )

    assert "There is no time point 'W99'" in refusal("W99")
    assert "begins on" in refusal("M12")
    assert "rlp-average: " in refusal(other={"rlp-average": 11})
    assert "prosthesis-days: this is not asked" in refusal(other={"prosthesis-days": 3})
    assert "There is no question 'Canary'" in refusal(other={"Canary": 1})
    path = answers(tmp_path)
    wrong = ("answer", "E0001", "--time-point", "W06", "--file", path)
    assert "not active staff" in at.refused(*wrong, "--via", "phone", "--by", "NOBODY")
    assert "spreadsheets" in at.refused(*wrong, "--via", "import", "--by", "CO1")
    late = ("--given-on", str(TODAY + timedelta(days=2)))
    assert "in the future" in at.refused(*wrong, *PHONE, *late)
    assert "Nothing was answered" in at.refused(
        "answer", "E0001", "--time-point", "W06", *PHONE, "--file", written(tmp_path, "{}")
    )
    at.done("withdraw", "P0001")
    assert "P0001 is withdrawn" in at.refused(*wrong[:-1], answers(tmp_path), *PHONE)
    with opened(at) as database, database.read() as tx:
        assert assessments.of_episode(tx, 1) == ()
