"""Later findings join the standing case of their kind; danger seen anew pages again."""

from datetime import datetime, timedelta

import pytest

from alerts.cases import case_for
from alerts.numbers_file import bundled
from alerts.rule import Finding
from alerts.rules import RULES
from domain import Alert, AlertState
from tests.alerts.hospital import case, local

OPEN, ACKNOWLEDGED, RESOLVED = AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.RESOLVED
SUPERSEDED = AlertState.SUPERSEDED
RAISED = "2025-03-10 10:00"


def _joined(rule: str, *alerts: Alert, as_of: datetime | None = None) -> int | None:
    finding = Finding(f"{rule}:1", rule, "1.0.0", RULES[rule].severity, {})
    joined = case_for(finding, alerts, bundled(), as_of or local("2025-03-11 10:00"))
    return joined.id if joined else None


@pytest.mark.parametrize(
    ("rule", "standing", "state", "joins"),
    [
        ("RED-2", "RED-2", OPEN, True),
        ("RED-2", "RED-2", ACKNOWLEDGED, False),  # danger seen after the acknowledgement pages again
        ("RED-2", "AMB-1", OPEN, False),  # RED never hides behind AMBER
        ("RED-1", "RED-2", OPEN, False),  # another domain
        ("AMB-1", "RED-2", OPEN, True),
        ("AMB-1", "RED-2", ACKNOWLEDGED, True),
        ("AMB-1", "RED-2", RESOLVED, False),
        ("AMB-1", "AMB-1", RESOLVED, True),  # one AMBER of a kind in 14 days
        ("AMB-2", "AMB-3a", OPEN, True),
        ("AMB-3a", "AMB-2", OPEN, False),  # it is more urgent than the case
        ("AMB-3b", "AMB-3a", ACKNOWLEDGED, True),
        ("AMB-1", "AMB-1", SUPERSEDED, False),  # nobody may have seen that one
        ("AMB-4", "AMB-2", OPEN, False),  # a new place is another matter
        ("AMB-5", "RED-4", OPEN, False),
        ("AMB-7", "AMB-6", OPEN, False),
    ],
)
def test_a_finding_joins_a_case_that_is_about_the_same_and_as_urgent(
    rule: str, standing: str, state: AlertState, joins: bool
) -> None:
    assert (_joined(rule, case(standing, RAISED, state=state)) is not None) is joins


def test_an_amber_of_the_same_kind_after_the_join_days_is_a_new_case() -> None:
    closed = case("AMB-3a", RAISED, state=RESOLVED)
    assert _joined("AMB-3a", closed, as_of=closed.fired_at + timedelta(14, seconds=-1)) == closed.id
    assert _joined("AMB-3a", closed, as_of=closed.fired_at + timedelta(14)) is None


def test_a_standing_case_is_joined_before_a_closed_one_and_the_newest_before_older_ones() -> None:
    old = case("AMB-3a", "2025-03-01 10:00", number=1)
    new = case("AMB-3a", "2025-03-05 10:00", number=2)
    closed = case("AMB-3a", "2025-03-09 10:00", number=3, state=RESOLVED)
    assert _joined("AMB-3a", old, closed, new) == 2


def test_with_no_case_there_is_none_to_join() -> None:
    assert _joined("RED-1") is None


def test_nothing_joins_a_case_of_a_rule_that_is_gone() -> None:
    assert _joined("AMB-1", case("AMB-0", RAISED)) is None
