"""`alerts backtest` over what the database holds."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain import Entry, EntryKind, ResponseState, Severity
from storage import alerts, assessments, responses
from storage.crypto import KeyRing
from storage.database import Database, Tx
from storage.words import CloseCode
from tests import cast
from tests.bot.house import opened
from tests.terminal import Terminal

SURGERY = datetime(2025, 1, 15, 10, tzinfo=UTC)


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})


@pytest.fixture
def behind(fresh_url: str, keys: KeyRing) -> Iterator[Database]:
    database = Database(fresh_url, keys)
    yield database
    database.close()


def _reports(tx: Tx, person: cast.Person, time_point: str, day: int, value: int) -> int:
    """A core questionnaire that was left after its first answer, as a response number."""
    at = SURGERY + timedelta(days=day)
    assessment = opened(tx, at, person, time_point=time_point)
    (response,) = responses.of_assessment(tx, assessment.id)
    responses.append(tx, cast.by(at), response.id, Entry(0, EntryKind.ANSWERED, "rlp-average", (value,), at))
    responses.end(tx, cast.by(at), response.id, ResponseState.STOPPED)
    assert assessments.get(tx, assessment.id).time_point == time_point
    return response.id


def test_old_and_new_numbers_stand_side_by_side(at: Terminal, behind: Database, tmp_path: Path) -> None:
    with behind.write() as tx:
        team = cast.team(tx, SURGERY)
        ann = cast.person(tx, SURGERY, team, "Ann", tmr_on=SURGERY.date())
        _reports(tx, ann, "W06", 42, 3)
        worse = _reports(tx, ann, "M03", 91, 8)
        raised = alerts.raise_alert(
            tx,
            cast.by(SURGERY + timedelta(days=91)),
            key=f"AMB-3a:{worse}:rlp",
            episode_id=ann.episode.id,
            response_id=worse,
            rule="AMB-3a",
            rule_version="1.0.0",
            severity=Severity.AMBER,
            inputs={},
        )
        assert raised is not None
        alerts.close(
            tx, cast.by(SURGERY + timedelta(days=92)), raised.id, team.owner.id, CloseCode.NO_ACTION, "a cold"
        )
    rules = tmp_path / "numbers.yaml"
    text = Path("alerts/numbers.yaml").read_text("utf-8")
    rules.write_text(text.replace("at_least_few: 8 ", "at_least_few: 9 "), "utf-8")
    words = ("alerts", "backtest", "--rules", str(rules), "--from", "2025-01-01", "--to", "2025-12-30")
    found = json.loads(at.done(*words, "--json"))
    assert found["weeks"] == 52
    assert found["old"]["AMB-3a"] == {"findings": 1, "a_week": 1 / 52, "closed": 1, "ppv": 0.0}
    assert "AMB-3a" not in found["new"]
    assert found["never_checked"] == 1, "with 9 asked for, 8 is a rise to be re-checked"
    shown = at.done(*words)
    assert "AMB-3a" in shown
    assert "never re-checked" in shown


def test_a_span_that_ends_before_it_begins_is_refused(at: Terminal, behind: Database) -> None:
    assert behind.url
    words = ("--rules", "alerts/numbers.yaml", "--from", "2025-02-01", "--to", "2025-01-01")
    assert "is before" in at.refused("alerts", "backtest", *words)
