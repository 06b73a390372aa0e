"""The commands about the schedule before it is changed: plan a file, check it, compare two."""

import json
from pathlib import Path

import pytest

from scheduler.protocol import default_text
from tests.app.clinic import OPERATION, form, open_site, written
from tests.scheduler.own_protocol import own, point
from tests.terminal import Terminal

PLAN = ("protocol", "plan", "--tmr-date", "2025-01-15")


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})


def test_a_plan_may_come_from_a_file_with_dates_of_its_own(tmp_path: Path) -> None:
    text = own(
        point("A", "core", "P1M", "P20D", "P2M"),
        point("B", "stump", "P1M", "P20D", "P2M", anchor="amputation"),
        point("C", "weekly", "P7D", "P6D", "P8D", anchor="enrolment"),
    )
    told = ("protocol", "plan", "--protocol", written(tmp_path, text), "--tmr-date", "2025-01-31")
    assert "B count from the amputation: give its date" in Terminal().refused(*told)
    dates = ("--amputation-on", "2024-12-31", "--enrolled-on", "2025-01-01")
    rows = json.loads(Terminal().done(*told, *dates, "--json"))
    assert [(row["code"], row["send_local"][:10]) for row in rows] == [
        ("C", "2025-01-08"),
        ("B", "2025-01-31"),
        ("A", "2025-02-28"),
    ], "a month from 31 January is the last day of February"


def test_a_plan_tells_how_each_time_point_stands_on_a_date() -> None:
    rows = json.loads(
        Terminal().done(*PLAN, "--enrolled-on", "2025-01-20", "--as-of", "2025-01-30", "--json")
    )
    status = {row["code"]: row["status"] for row in rows}
    assert (status["WC03"], status["WC07"], status["W02"], status["WC21"]) == (
        "not-due",
        "past",
        "due",
        "to-come",
    )


def test_a_sound_protocol_is_told_so(tmp_path: Path) -> None:
    file = written(tmp_path, default_text())
    assert Terminal().done("protocol", "check", file) == f"{file}: no fault\n"
    assert json.loads(Terminal().done("protocol", "check", file, "--json")) == {
        "file": file,
        "sound": True,
        "faults": [],
    }


def test_every_fault_of_a_protocol_is_listed_with_its_path(tmp_path: Path) -> None:
    text = default_text().replace("closes: P20D", "closes: P42D").replace("[wound-check]", "[dance]")
    ran = Terminal().run("protocol", "check", file := written(tmp_path, text))
    assert ran.code == 1
    assert "time_points[7]: The windows of W02 and W06 in series core overlap" in ran.out
    assert "time_points[1].instruments: There is no instrument dance" in ran.out
    assert f"{file}: 7 faults" in ran.out
    ran = Terminal().run("protocol", "check", file, "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["sound"], len(told["faults"])) == (1, False, 7)
    assert set(told["faults"][0]) == {"path", "fault"}


def test_two_protocols_are_compared_without_a_database(tmp_path: Path) -> None:
    old = written(tmp_path, default_text())
    new = tmp_path / "new.yaml"
    text = default_text().replace("1.0.0", "1.1.0").replace("closes: P20D", "closes: P18D")
    new.write_text(text.replace("code: WC21", "code: WC20"), "utf-8")
    assert Terminal().done("protocol", "diff", old, str(new)).splitlines() == [
        "tmr-followup 1.0.0 -> tmr-followup 1.1.0",
        "  W02.closes: P20D -> P18D",
        "  WC20: - -> P21D (P19D to P23D): wound-check",
        "  WC21: P21D (P19D to P23D): wound-check -> -",
        "For an operation on 2025-01-15, followed and amputated 42 days before:",
        "  W02 moves from 2025-01-26..2025-02-04 (asked 2025-01-29: core) to 2025-01-26..2025-02-02 "
        "(asked 2025-01-29: core)",
        "  WC20 appears, 2025-02-03..2025-02-07 (asked 2025-02-05: wound-check)",
        "  WC21 is withdrawn, 2025-02-03..2025-02-07 (asked 2025-02-05: wound-check) "
        "(withdrawn-from-protocol)",
    ]
    told = json.loads(
        Terminal().done("protocol", "diff", old, str(new), "--tmr-date", "2025-01-31", "--json")
    )
    assert told["database"] is None
    assert told["differences"][0] == {"path": "W02.closes", "old": "P20D", "new": "P18D"}
    assert told["sample"]["tmr_on"] == "2025-01-31"
    assert "  no difference" in Terminal().done("protocol", "diff", old, old)


def test_two_protocols_are_compared_for_the_patients_of_the_database(at: Terminal, tmp_path: Path) -> None:
    open_site(at)
    at.done("enrol", "--file", form(tmp_path, operation={**OPERATION, "tmr_on": "2199-01-15"}))
    at.done("tick")
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(default_text(), "utf-8")
    new.write_text(default_text().replace("1.0.0", "1.1.0").replace("closes: P20D", "closes: P18D"), "utf-8")
    told = json.loads(at.done("protocol", "diff", str(old), str(new), "--database", "--json"))["database"]
    assert (told["followed"], told["affected"], told["sent_twice"], told["old_in_use"]) == (1, 1, 0, True)
    (operation,) = told["operations"]
    assert (operation["episode"], operation["moves"][0]["time_point"]) == ("E0001", "W02")
    assert operation["moves"][0]["after"]["closes_on"] == "2199-02-02"
    lines = at.done("protocol", "diff", str(new), str(new), "--database").splitlines()
    assert f"{new} is not what is in use; the patients are compared with what is." in lines
    assert (
        lines[-1] == f"Plan {told['plan']}. To publish just this: protocol set {new} --accept {told['plan']}"
    )
    assert "Published tmr-followup 1.1.0" in at.done("protocol", "set", str(new), "--accept", told["plan"])
