"""Safety events at the terminal: who may decide, what is refused, what waits and what is to be reported."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.register_warnings import register_warnings
from storage import safety_events, trail
from tests.app.clinic import form, open_site, opened
from tests.terminal import Terminal

SOON = datetime(2025, 4, 1, tzinfo=UTC)
INFECTION = ("--category", "infection", "--occurred-on", "2025-02-03")


@pytest.fixture
def at(fresh_url: str, key: str, tmp_path: Path) -> Terminal:
    terminal = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    open_site(terminal)
    terminal.done("enrol", "--file", form(tmp_path))
    return terminal


def waits(at: Terminal) -> tuple[str, ...]:
    with opened(at) as database, database.read() as tx:
        return register_warnings(tx, SOON)


def test_a_coordinators_event_waits_until_a_clinician_grades_it_and_the_report_is_noted(
    at: Terminal, tmp_path: Path
) -> None:
    told = at.done("safety", "add", "E0001", *INFECTION, "--by", "CO1", "--note", "Canary")
    assert told == "Safety event 1 of E0001 is suspected.\n"
    assert "wait for a clinician to confirm or refute them: 1" in waits(at)[0]
    assert "Only a clinician" in at.refused("safety", "confirm", "1", "--by", "CO1", "--grade", "II")
    assert "needs its --grade" in at.refused("safety", "confirm", "1", "--by", "DR1")
    facts = ("--grade", "IIIb", "--product", "device", "--occurred-on", "2025-02-01")
    confirmed = at.done("safety", "confirm", "1", "--by", "DR1", *facts)
    assert "https://yellowcard.mhra.gov.uk" in confirmed
    (reportable,) = waits(at)
    assert "not yet reported: 1. Report at https://yellowcard.mhra.gov.uk" in reportable
    (row,) = json.loads(at.done("safety", "list", "--json"))
    assert (row["state"], row["grade"], row["decided_by"]) == ("confirmed", "IIIb", "staff:DR1")

    at.done("safety", "yellow-card", "1", "--by", "CO1", "--on", "2025-02-10", "--reference", "YC-1")
    assert waits(at) == ()
    assert at.done("safety", "list") == "No safety event waits for anybody.\n"
    at.done("export", "--out", str(tmp_path / "out"))
    (line,) = csv.DictReader(io.StringIO((tmp_path / "out/safety_events.csv").read_text("utf-8")))
    assert (line["occurred_on"], line["product"]) == ("2025-02-01", "device")
    assert (line["reportable_not_reported"], line["yellow_card_on"]) == ("false", "2025-02-10")
    with opened(at) as database, database.read() as tx:
        lines = trail.read(tx, "safety_event:1")
        assert "Canary" not in str(trail.read(tx))
    assert [each.verb for each in lines] == [f"safety-event.{v}" for v in ("record", "decide", "yellow-card")]
    assert lines[1].detail["occurred_on"] == ["2025-02-03", "2025-02-01"]


def test_a_decision_may_be_taken_back_and_a_corrected_category_loses_the_kind_of_the_old(
    at: Terminal,
) -> None:
    other = ("--category", "other", "--kind", "clot", "--occurred-on", "2025-02-03")
    at.done("safety", "add", "E0001", *other, "--by", "DR1", "--confirmed", "--grade", "II")
    at.done("safety", "refute", "1", "--by", "DR2")
    assert "refuted already" in at.refused("safety", "refute", "1", "--by", "DR2")
    at.done("safety", "confirm", "1", "--by", "DR1", "--category", "bleeding")
    with opened(at) as database, database.read() as tx:
        (event,) = safety_events.of_episode(tx, 1)
    assert (event.category, event.state, event.kind, event.grade) == ("bleeding", "confirmed", None, "II")


def test_what_cannot_be_an_event_is_refused(at: Terminal) -> None:
    def refusal(*words: str, by: str = "DR1") -> str:
        return at.refused("safety", "add", "E0001", *words, "--by", by)

    early = ("--category", "pain", "--occurred-on", "2025-01-14")
    assert "before the operation" in refusal(*early)
    assert "no Clavien-Dindo grade" in refusal(*INFECTION, "--grade", "3b")
    assert "--kind is of the category other" in refusal(*INFECTION, "--kind", "clot")
    assert "--reoperation-reason is of" in refusal(*INFECTION, "--reoperation-reason", "other")
    assert "Only a clinician" in refusal(*INFECTION, "--confirmed", "--grade", "I", by="CO1")
    assert "not active staff" in refusal(*INFECTION, by="NOBODY")
    assert "There is no safety event 7" in at.refused("safety", "refute", "7", "--by", "DR1")
    at.done("safety", "add", "E0001", *INFECTION, "--by", "DR1")
    assert "Say what had a part" in at.refused("safety", "yellow-card", "1", "--by", "DR1")
    before = ("--product", "medicine", "--on", "2025-02-02")
    assert "cannot be the day" in at.refused("safety", "yellow-card", "1", "--by", "DR1", *before)
