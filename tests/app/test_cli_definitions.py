"""The commands about what is asked and when: plan, protocol, instrument."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scheduler.protocol import default_text
from storage import assessments, episodes, protocols
from storage.crypto import KeyRing
from storage.database import Database
from tests import cast
from tests.app.clinic import OPERATION, form, open_site, written
from tests.terminal import Terminal, publish

CODES = ["BL", "WC03", "WC07", "WC14", "W02", "WC21", "WC30", "W06", "M03", "M06", "M12", "M24"]
PLAN = ("protocol", "plan", "--tmr-date", "2025-01-15", "--zone", "Europe/London", "--send-at", "09:30")


def plan(*more: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = json.loads(Terminal().done(*PLAN, *more, "--json"))
    return found


def test_a_plan_needs_neither_database_nor_key_and_is_one_flat_row_a_time_point() -> None:
    rows = plan()
    assert [row["code"] for row in rows] == CODES
    assert rows[4] == {
        "code": "W02",
        "opens_on": "2025-01-26",
        "closes_on": "2025-02-04",
        "send_at": "2025-01-29T09:30:00Z",
        "send_local": "2025-01-29T09:30:00+00:00",
        "instruments": ["core"],
    }
    assert {tuple(row) for row in rows} == {tuple(rows[4])}


def test_a_plan_takes_enrolment_as_42_days_before_the_operation_unless_told() -> None:
    assert plan()[0]["send_at"] == "2024-12-05T09:30:00Z"
    assert plan("--enrolled-on", "2025-01-10")[0]["send_at"] == "2025-01-11T09:30:00Z"


def test_a_plan_keeps_to_the_clocks_of_the_zone() -> None:
    (summer,) = (row for row in plan() if row["code"] == "M06")
    assert (summer["send_at"], summer["send_local"]) == ("2025-07-15T08:30:00Z", "2025-07-15T09:30:00+01:00")


def test_a_plan_holds_merged_sittings_as_rows_of_their_own() -> None:
    sent = [(row["code"], row["send_at"]) for row in plan() if row["code"] in ("WC14", "W02")]
    assert sent == [("WC14", "2025-01-29T09:30:00Z"), ("W02", "2025-01-29T09:30:00Z")]


def test_a_plan_has_four_years_only_when_switched_on() -> None:
    assert plan("--optional", "M48")[-1]["code"] == "M48"


def test_a_plan_for_people_is_a_table() -> None:
    out = Terminal().done(*PLAN)
    assert "2025-01-29T09:30:00Z" in out
    assert "core, extended" in out


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})


def test_a_new_protocol_is_shown_first_and_moves_only_what_is_planned(
    at: Terminal, fresh_url: str, keys: KeyRing, tmp_path: Path
) -> None:
    open_site(at)
    at.done("enrol", "--file", form(tmp_path, operation={**OPERATION, "tmr_on": "2199-01-15"}))
    at.done("tick")
    assert at.done("protocol", "show") == default_text() + "\n"
    text = default_text().replace("version: 1.0.0", "version: 1.0.1").replace("closes: P20D", "closes: P18D")
    file = written(tmp_path, text)
    database = Database(fresh_url, keys)
    shown = at.done("protocol", "set", file).splitlines()
    assert any(
        line.startswith("E0001 (P0001): W02 moves from 2199-01-26..2199-02-04 (asked") for line in shown
    )
    assert "1 of 1 operations followed are affected: 1 time points move, 0 appear, 0 are withdrawn." in shown
    assert "0 sent twice. 0 of those opened or ended would change." in shown
    assert shown[-1] == "Nothing was changed."
    assert at.done("protocol", "show") == default_text() + "\n"
    assert _closes(database)["W02"] == "2199-02-04"
    published = publish(at, file).splitlines()
    assert published[-1] == "Published tmr-followup 1.0.1. It holds from the next tick on."
    assert at.done("protocol", "show") == text + "\n"
    _open_one(database, "WC03")
    at.done("tick")
    assert _closes(database)["W02"] == "2199-02-02"
    with database.read() as tx:
        versions = {each.time_point: each.protocol_id for each in assessments.of_episode(tx, 1)}
        assert versions["W02"] == protocols.current(tx) != versions["WC03"]
    database.close()


def _closes(database: Database) -> dict[str, str]:
    with database.read() as tx:
        return {each.time_point: str(each.closes_on) for each in assessments.of_episode(tx, 1)}


def _open_one(database: Database, code: str) -> None:
    """Somebody is asked before the new protocol holds."""
    with database.write() as tx:
        found = next(each for each in assessments.of_episode(tx, 1) if each.time_point == code)
        assessments.open(tx, cast.by(episodes.get(tx, 1).registered_at), found.id)


def test_the_bundled_instruments_are_listed() -> None:
    rows = json.loads(Terminal().done("instrument", "list", "--json"))
    assert {row["instrument"] for row in rows} >= {"core", "wound-check", "re-check"}
    assert "wound-check" in Terminal().done("instrument", "list")


ANSWERS = ["3", "4", "0", "0", "2", "1", "no", "8", "same", "none", "skip", "send"]


def test_an_instrument_is_played_in_the_terminal_with_piped_answers() -> None:
    out = Terminal().done("instrument", "play", "core", typed="\n".join(ANSWERS) + "\n")
    assert "pain-interference: 1.5" in out, out


def test_an_instrument_that_is_broken_off_ends_without_a_word_of_complaint() -> None:
    out = Terminal().done("instrument", "play", "core", typed="3\n")
    assert "missing" in out


def test_an_instrument_may_come_from_a_file(tmp_path: Path) -> None:
    bundled = Path("questionnaires/bundled/re-check-1.0.0.yaml").read_text("utf-8")
    out = Terminal().done("instrument", "play", written(tmp_path, bundled), typed="")
    assert "1" in out


def test_an_instrument_speaks_the_language_asked_for() -> None:
    out = Terminal().done("instrument", "play", "extended", "--lang", "cy", typed="3\n")
    assert "faint y gwnaeth poen darfu ar eich cwsg" in out
    refused = Terminal().refused("instrument", "play", "core", "--lang", "xx")
    assert "core is not translated into 'xx'" in refused


def test_a_translator_hears_a_draft_that_no_lock_knows(tmp_path: Path) -> None:
    bundled = Path("questionnaires/bundled")
    file = tmp_path / "mine.yaml"
    file.write_text((bundled / "re-check-1.1.0.yaml").read_text("utf-8"), "utf-8")
    draft = (bundled / "translations/re-check-1.1.0.cy.yaml").read_text("utf-8")
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations/mine.cy.yaml").write_text(draft.replace("dim poen", "dim o gwbl"), "utf-8")
    assert "0 = dim o gwbl" in Terminal().done("instrument", "play", str(file), "--lang", "cy", typed="")
    assert "0 = no pain" in Terminal().done("instrument", "play", str(file), "--lang", "en", typed="")
    assert "not translated into 'xx'" in Terminal().refused("instrument", "play", str(file), "--lang", "xx")
    (tmp_path / "translations/mine.cy.yaml").write_text(draft.replace("dim poen", '""'), "utf-8")
    refused = Terminal().refused("instrument", "play", str(file), "--lang", "cy")
    assert "mine.cy.yaml: item[rlp-average].low-anchor: There is no cy for: no pain" in refused


def test_an_instrument_is_exported_as_fhir_with_its_translations(tmp_path: Path) -> None:
    printed = json.loads(Terminal().done("instrument", "export", "extended"))
    assert (printed["resourceType"], printed["version"]) == ("Questionnaire", "1.1.0")
    assert "Kurt Kroenke" in printed["copyright"]
    out = tmp_path / "extended.json"
    Terminal().done("instrument", "export", "extended", "--out", str(out))
    assert json.loads(out.read_text("utf-8")) == printed
    assert "There is no instrument peg" in Terminal().refused("instrument", "export", "peg")


def test_the_list_of_instruments_names_their_languages() -> None:
    rows = json.loads(Terminal().done("instrument", "list", "--json"))
    assert {row["languages"] for row in rows} == {"en, cy"}
