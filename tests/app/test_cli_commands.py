"""What every command of the hospital prints and does, on both databases; `--json` is for machines."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import Act, PatientStatus, Severity
from storage import alerts, assessments, contacts, episodes, patients
from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.words import Owner
from tests.app.clinic import GOVERNANCE, OPERATION, form, link_staff, monitor, open_site, written
from tests.terminal import Terminal

AT = datetime(2025, 2, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})


@pytest.fixture
def hospital(at: Terminal, fresh_url: str, keys: KeyRing) -> Iterator[Database]:
    """The database of a site that monitors, for a look behind the command line."""
    open_site(at)
    monitor(at)
    database = Database(fresh_url, keys)
    yield database
    database.close()


def told(at: Terminal, *words: str) -> Any:
    """What a command says to a machine."""
    return json.loads(at.done(*words, "--json"))


def test_migrating_twice_is_migrating_once(key: str, tmp_path: Path) -> None:
    at = Terminal({"TMR_DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3", "TMR_KEY": key})
    for _ in range(2):
        assert at.done("migrate") == "The database is up to date.\n"


def test_a_new_key_is_another_each_time_and_fits() -> None:
    one, other = (Terminal().done("key", "new").strip() for _ in range(2))
    assert one != other
    KeyRing.load(one)


def test_a_site_begins_in_audit_mode_and_keeps_what_is_not_said_anew(at: Terminal) -> None:
    words = ("--name", "North Hospital", "--team-phone", "020 7946 0000")
    assert at.done("site", "set", "NORTH", *words) == "Site NORTH is set, in audit mode.\n"
    assert at.done("site", "set", "NORTH", "--nation", "wales") == "Site NORTH is set, in audit mode.\n"
    assert "DR1 (clinician) is added" in at.done(
        "staff", "add", "DR1", "--site", "NORTH", "--role", "clinician"
    )
    at.done("staff", "add", "DR2", "--site", "NORTH", "--role", "clinician")
    people = ("--owner", "DR1", "--deputy", "DR2", "--safety-officer", "DR2")
    link_staff(at, "DR1", "DR2")
    out = at.done("site", "set", "NORTH", "--mode", "monitoring", *people)
    assert out == "Site NORTH is set, in monitoring mode.\n"


def test_enrolling_with_everything_arranged_starts_follow_up(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    out = at.done("enrol", "--file", form(tmp_path))
    assert out.splitlines() == [
        "Registered: patient P0001, episode E0001.",
        "Follow-up is active. Next: tmr-followup link P0001",
    ]
    row = told(at, "enrol", "--file", form(tmp_path))
    assert row == {
        "patient": "P0002",
        "episode": "E0002",
        "activated": True,
        "missing": [],
        "warnings": [],
    }
    assert "Canary" not in out


def test_enrolling_without_arrangements_registers_and_says_what_is_missing(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    row = told(at, "enrol", "--file", form(tmp_path, governance={}))
    assert not row["activated"]
    assert len(row["missing"]) == 4
    refusal = at.refused("activate", "E0001")
    assert "E0001 cannot be activated yet. Missing: " in refusal
    arrangements = written(tmp_path, json.dumps(GOVERNANCE))
    assert at.done("activate", "E0001", "--file", arrangements) == "E0001 is active.\n"
    with hospital.read() as tx:
        assert episodes.get(tx, 1).activated_at is not None


def test_enrolling_by_flags_wins_over_the_file(at: Terminal, hospital: Database, tmp_path: Path) -> None:
    flags = ("--zone", "Europe/Paris", "--send-at", "18:15", "--limb", "upper", "--large-buttons")
    at.done("enrol", "--file", form(tmp_path), *flags)
    with hospital.read() as tx:
        patient, episode = patients.get(tx, 1), episodes.get(tx, 1)
    assert (patient.zone, f"{patient.send_time:%H:%M}", episode.limb) == ("Europe/Paris", "18:15", "upper")
    assert patient.large_buttons


def test_enrolling_by_flags_alone_takes_the_zone_of_the_site(at: Terminal, hospital: Database) -> None:
    flags = [word for name, value in OPERATION.items() for word in (f"--{name.replace('_', '-')}", value)]
    assert "P0001" in at.done("enrol", "--site", "NORTH", *flags)
    with hospital.read() as tx:
        patient = patients.get(tx, 1)
    assert (patient.zone, patient.large_buttons) == ("Europe/London", False)


def test_a_second_operation_of_a_patient_is_a_second_episode(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done("enrol", "--file", form(tmp_path))
    second = form(tmp_path, patient_code="P0001", operation={**OPERATION, "tmr_on": "2025-06-01"})
    row = told(at, "enrol", "--file", second)
    assert (row["patient"], row["episode"]) == ("P0001", "E0002")
    assert "name one of E0001, E0002" in at.refused("set-date", "P0001", "--tmr-on", "2025-01-16")


def test_tmr_soon_after_the_amputation_is_warned_about(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    soon = form(tmp_path, operation={**OPERATION, "amputation_on": "2025-01-05"})
    (warning, *_) = at.done("enrol", "--file", soon).splitlines()
    assert warning.startswith("Warning: TMR 10 days after the amputation is labelled secondary;")


def test_a_corrected_date_moves_what_is_still_planned(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done("enrol", "--file", form(tmp_path, operation={**OPERATION, "tmr_on": "2199-01-15"}))
    assert at.done("tick") == "1 episodes looked at.\n"
    out = at.done("set-date", "E0001", "--tmr-on", "2199-01-20")
    assert "date is 2199-01-20. What is still planned moves with it" in out
    at.done("tick")
    with hospital.read() as tx:
        opens = {each.time_point: each.opens_on for each in assessments.of_episode(tx, 1)}
    assert opens["W02"] == date(2199, 1, 31)
    assert "is before the amputation date" in at.refused("set-date", "E0001", "--tmr-on", "2001-01-01")


def test_pausing_withdrawing_and_stopping_messages(at: Terminal, hospital: Database, tmp_path: Path) -> None:
    at.done("enrol", "--file", form(tmp_path))
    paused = at.done("pause", "P0001", "--until", "2199-03-01")
    assert paused == "P0001 is not asked until 2199-03-01 has passed.\n"
    assert at.done("resume", "P0001") == "P0001 is asked again from now on.\n"
    for _ in range(2):
        at.done("enrol", "--file", form(tmp_path))
    assert at.done("withdraw", "P0001").startswith("P0001 is withdrawn. Queued messages are cancelled")
    assert "P0002 is channel-stopped." in at.done("withdraw", "P0002", "--channel-only")
    assert "P0003 is deceased." in at.done("withdraw", "P0003", "--deceased")
    with hospital.read() as tx:
        assert [each.status for each in patients.every(tx)] == [
            PatientStatus.WITHDRAWN,
            PatientStatus.CHANNEL_STOPPED,
            PatientStatus.DECEASED,
        ]


def test_a_link_works_once_and_a_new_one_ends_the_one_before(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done("enrol", "--file", form(tmp_path))
    first, second = (told(at, "link", "P0001") for _ in range(2))
    assert first["url"] is None, "nobody knows the bot's name without a token"
    assert (len(first["pin"]), first["start"][:7]) == (6, "/start ")
    with hospital.read() as tx:
        assert contacts.find_offer(tx, first["start"][7:]) is None
        offer = contacts.find_offer(tx, second["start"][7:])
    assert offer is not None
    assert offer.owner is Owner.PATIENT
    plain = at.done("staff", "link", "DR1").splitlines()
    assert plain[0].startswith("The bot's name could not be read; send it this text: /start ")
    assert plain[1].startswith("PIN:  ")
    assert plain[2].startswith("Works once, until ")


def _raise(hospital: Database, severity: Severity, rule: str, hours: int) -> None:
    with hospital.write() as tx:
        alerts.raise_alert(
            tx,
            Act("system:tick", AT + timedelta(hours=hours)),
            key=f"{rule}:{hours}",
            episode_id=1,
            response_id=None,
            rule=rule,
            rule_version="1.0.0",
            severity=severity,
            inputs={},
        )


def test_alerts_are_listed_acknowledged_and_closed(at: Terminal, hospital: Database, tmp_path: Path) -> None:
    assert at.done("alerts", "list") == "No alert is open.\n"
    assert told(at, "alerts", "list") == []
    at.done("enrol", "--file", form(tmp_path))
    _raise(hospital, Severity.AMBER, "AMB-1", 0)
    _raise(hospital, Severity.RED, "RED-1", 1)
    assert [row["rule"] for row in told(at, "alerts", "list")] == ["RED-1", "AMB-1"]
    assert "RED-1" in at.done("alerts", "list")
    assert at.done("alerts", "ack", "2", "--by", "DR1") == "Alert 2 is acknowledged by DR1.\n"
    assert at.refused("alerts", "ack", "2", "--by", "DR2") == (
        "Alert 2 is already acknowledged. Nothing was changed."
    )
    (red, amber) = told(at, "alerts", "list")
    assert (red["state"], red["acknowledged_by"], amber["state"]) == ("acknowledged", "DR1", "open")
    assert amber["fired_at"] == "2025-02-03T10:00:00Z"
    assert "Open alerts: 1." in at.run("status").out
    closed = at.done("alerts", "close", "2", "--by", "DR1", "--code", "called")
    assert closed == "Alert 2 is closed by DR1: called.\n"
    assert at.refused("alerts", "close", "2", "--by", "DR1", "--code", "called") == (
        "Alert 2 is already closed. Nothing was changed."
    )
    assert len(told(at, "alerts", "list")) == 1
    assert len(told(at, "alerts", "list", "--all")) == 2


def test_only_staff_of_the_alerts_own_site_may_take_it(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done("enrol", "--file", form(tmp_path))
    _raise(hospital, Severity.RED, "RED-1", 0)
    at.done("site", "set", "SOUTH", "--name", "South Hospital", "--team-phone", "1")
    at.done("staff", "add", "SR1", "--site", "SOUTH", "--role", "clinician")
    for stranger in ("SR1", "DR9"):
        sentence = at.refused("alerts", "ack", "1", "--by", stranger)
        assert sentence == f"'{stranger}' is not active staff of the site this alert belongs to."


def test_status_is_red_with_exit_1_until_the_service_has_run(at: Terminal, hospital: Database) -> None:
    ran = at.run("status", "--json")
    row = json.loads(ran.out)
    assert (ran.code, row["status"]) == (1, "red")
    assert "The tick has never run." in row["faults"]
    at.done("tick")
    plain = at.run("status")
    assert (plain.code, plain.err) == (1, "")
    assert "The tick has never run." not in plain.out
    assert plain.out.endswith("Red. Open alerts: 0.\n")


def test_the_trail_verifies_and_counts_every_change(at: Terminal, hospital: Database) -> None:
    verdict = told(at, "trail", "verify")
    assert verdict["fault"] is None
    at.done("staff", "add", "DR3", "--site", "NORTH", "--role", "clinician")
    assert told(at, "trail", "verify")["rows"] > verdict["rows"]
    assert at.done("trail", "verify").startswith("The trail is whole: ")


def test_a_rotated_key_opens_the_database_and_the_old_one_no_longer_does(
    at: Terminal, hospital: Database, fresh_url: str, key: str
) -> None:
    fresh = new_key()
    both = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": fresh, "TMR_OLD_KEYS": key})
    assert both.done("key", "rotate") == "4 contacts are now under the new key.\n"
    assert both.done("trail", "verify")
    assert at.refused("alerts", "list").startswith("This database was written with another key.")
