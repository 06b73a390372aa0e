"""RED rules fire when an entry makes them true, and tell when the patient takes it back."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.red import changed, red
from alerts.report import WOUND_CHECK
from domain import Answers, Coding, Severity
from tests.alerts.people import answers, report

HEAVY = "safety=bleeding bleeding-heavy=yes"
LINES = (
    "",
    HEAVY,
    "safety=bleeding bleeding-heavy=no",
    "safety=wound-sign+very-unwell",
    "safety=not-safe",
    "wound-signs=heat unwell-signs=fever",
    "limb-cold=yes",
    "chest-breath-calf=yes limb-cold=yes",
    "bleeding=heavy",
)


def test_a_finding_carries_what_fired_it_and_a_key_of_rule_response_and_entry() -> None:
    (finding,) = red(report(7, "bleeding=heavy", number=12, instrument=WOUND_CHECK), {}, 4)
    assert (finding.key, finding.rule, finding.version) == ("RED-1:12:4", "RED-1", "1.0.0")
    assert finding.severity is Severity.RED
    assert finding.inputs == {"instrument": "wound-check", "day": 7, "signs": ["bleeding:heavy"]}


def test_a_rule_that_was_true_already_does_not_fire_again() -> None:
    assert red(report(7, HEAVY + " comments=x"), answers(HEAVY), 5) == ()


def test_a_rule_that_became_false_and_true_again_fires_under_a_new_key() -> None:
    calm = answers("safety=bleeding bleeding-heavy=no")
    keys = [red(report(7, HEAVY, number=12), calm, seq)[0].key for seq in (3, 9)]
    assert keys == ["RED-1:12:3", "RED-1:12:9"]


def test_several_rules_fire_in_the_order_of_their_numbers() -> None:
    found = red(
        report(7, "safety=not-safe+bleeding+limb-cold+wound-sign+very-unwell bleeding-heavy=yes"), {}, 0
    )
    assert [finding.rule for finding in found] == ["RED-1", "RED-2", "RED-3", "RED-4"]


def test_a_half_done_report_counts_like_any_other() -> None:
    assert red(report(7, "safety=not-safe", ended=False, completed=False), {}, 0)


def test_taking_the_answer_back_is_told_and_withdraws_nothing() -> None:
    (change,) = changed(report(7, "safety=bleeding bleeding-heavy=no", number=12), answers(HEAVY), 6)
    assert (change.key, change.rule, change.still) == ("RED-1:12:6:changed", "RED-1", False)
    assert change.inputs["signs"] == []


def test_another_sign_of_the_same_kind_is_added_to_the_case() -> None:
    (change,) = changed(report(7, "safety=limb-cold+chest-breath-calf"), answers("safety=limb-cold"), 6)
    assert change.still
    assert change.inputs["signs"] == ["safety:chest-breath-calf", "safety:limb-cold"]


def test_an_answer_that_has_nothing_to_do_with_the_case_is_not_told() -> None:
    assert changed(report(7, HEAVY + " quality-of-life=3"), answers(HEAVY), 6) == ()


def test_a_code_of_a_foreign_system_is_no_sign() -> None:
    foreign: Answers = {"safety": (Coding("urn:other", "not-safe"),)}
    assert red(report(7, "safety=not-safe"), foreign, 0)


@given(st.sampled_from(LINES), st.sampled_from(LINES))
def test_an_entry_fires_a_rule_or_changes_it_but_never_both(before: str, after: str) -> None:
    now = report(7, after)
    fired = {finding.rule for finding in red(now, answers(before), 1)}
    told = {change.rule for change in changed(now, answers(before), 1)}
    assert not fired & told
    assert not red(now, answers(after), 1)
    assert not changed(now, answers(after), 1)
