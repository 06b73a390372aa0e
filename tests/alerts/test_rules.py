"""What every rule owes the book: declared inputs, stable keys, exact numbers, no peeking ahead."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import mood, wear
from alerts.numbers_file import bundled
from alerts.red import red
from alerts.report import CORE, EXTENDED, PAIN_REPORT, RECHECK, WOUND_CHECK, Pain, Report
from alerts.rule import Finding, RecheckWanted
from alerts.rules import RULES, amber, digest
from domain import Answers
from questionnaires.library import Library
from questionnaires.scores import PHQ4_POINTS, wear_index
from tests.alerts.people import answers, report

NUMBERS = bundled()
pains = st.integers(0, 10)
STEADY = tuple(report(day, "rlp-average=3", number=day) for day in (14, 42, 91))


def test_a_finding_of_change_tells_value_usual_pain_and_where_that_comes_from() -> None:
    (finding,) = amber(report(273, "rlp-average=8", number=9), STEADY, NUMBERS)
    assert isinstance(finding, Finding)
    assert finding.key == "AMB-3a:9:rlp"
    assert finding.inputs == {
        "pain": "rlp",
        "day": 273,
        "value": 8,
        "usual": 3,
        "usual-from": "median-of-last-reports",
    }


def test_a_confirmed_rise_belongs_to_the_first_report_and_tells_both_values() -> None:
    first = report(273, "rlp-average=6", number=9)
    recheck = report(276, "rlp-average=5", number=10, instrument=RECHECK, recheck_of=9)
    (finding,) = amber(recheck, (*STEADY, first, recheck), NUMBERS)
    assert isinstance(finding, Finding)
    assert finding.key == "AMB-2:9:rlp"
    assert (finding.inputs["value"], finding.inputs["re-check"]) == (6, 5)


def test_the_recheck_wanted_names_response_pain_usual_and_value() -> None:
    (wanted,) = amber(report(273, "rlp-average=5", number=9), STEADY, NUMBERS)
    assert wanted == RecheckWanted(9, Pain.RLP, Decimal(3), Decimal(5))


def test_severe_pains_of_one_wound_check_make_one_finding() -> None:
    text = "rlp-now=9 plp-now=8 medicine-control=no"
    (finding,) = amber(report(7, text, number=9, instrument=WOUND_CHECK), (), NUMBERS)
    assert isinstance(finding, Finding)
    assert finding.key == "AMB-3b:9"
    assert finding.inputs == {
        "instrument": "wound-check",
        "day": 7,
        "rlp-now": 9,
        "plp-now": 8,
        "medicine-control": "no",
    }


def test_a_report_that_has_not_ended_says_nothing_to_the_amber_rules() -> None:
    open_one = report(7, "wound-signs=heat", instrument=WOUND_CHECK, ended=False, completed=False)
    assert amber(open_one, (), NUMBERS) == digest(open_one, (), NUMBERS) == ()


def test_an_earlier_report_that_has_not_ended_is_no_baseline() -> None:
    running = report(-5, "rlp-average=1", ended=False, completed=False)
    assert amber(report(42, "rlp-average=9", number=2), [running], NUMBERS) == ()


def test_a_yes_is_no_pain_value() -> None:
    odd: Answers = {"rlp-average": (True,)}
    assert not amber(_with(report(273), odd), STEADY, NUMBERS)


def test_a_value_with_decimals_is_kept_exactly() -> None:
    exact: Answers = {"rlp-average": (Decimal("7.5"),)}
    (finding,) = amber(_with(report(273), exact), STEADY, NUMBERS)
    assert isinstance(finding, Finding)
    assert finding.inputs["value"] == "7.5"


def test_a_recheck_without_its_first_report_is_a_bug() -> None:
    with pytest.raises(LookupError, match="no first report"):
        amber(report(45, "rlp-average=5", instrument=RECHECK, recheck_of=77), (), NUMBERS)


@given(st.lists(pains, min_size=3, max_size=3), pains)
def test_with_three_reports_the_thresholds_are_those_of_the_guidance_exactly(
    last: list[int], value: int
) -> None:
    history = [report(40 + n, f"plp-average={one}", number=n) for n, one in enumerate(last)]
    told = amber(report(273, f"plp-average={value}", number=9), history, NUMBERS)
    usual = sorted(last)[1]
    steep = value >= usual + 4 and value >= 7
    rises = value >= usual + 2 and value >= Fraction(13, 10) * usual and value >= 4
    assert [isinstance(one, Finding) for one in told] == ([True] if steep else [False] if rises else [])


@given(st.lists(pains, max_size=6), pains, st.lists(pains, max_size=3))
def test_reports_that_came_later_and_the_order_of_the_history_change_nothing(
    before: list[int], value: int, after: list[int]
) -> None:
    judged = report(273, f"rlp-average={value}", number=50)
    history = [report(14 + n, f"rlp-average={one}", number=n) for n, one in enumerate(before)]
    later = [report(300 + n, f"rlp-average={one}", number=60 + n) for n, one in enumerate(after)]
    assert amber(judged, history, NUMBERS) == amber(judged, [*later, judged, *history[::-1]], NUMBERS)


@given(
    st.lists(pains, min_size=3, max_size=3),
    pains,
    st.sampled_from(["", "safety=not-safe", "safety=wound-sign+very-unwell"]),
    st.sampled_from([CORE, PAIN_REPORT, RECHECK]),
)
def test_that_it_can_wait_changes_nothing_that_is_found(
    last: list[int], value: int, signs: str, instrument: str
) -> None:
    history = [report(40 + n, f"rlp-average={one}", number=n) for n, one in enumerate(last, start=1)]
    said = [
        _found(report(273, f"rlp-average={value} {signs} {wait}", number=9, instrument=instrument), history)
        for wait in ("", "can-wait=yes", "can-wait=no")
    ]
    assert said[0] == said[1] == said[2]


def test_that_it_cannot_wait_is_told_to_the_case() -> None:
    first = report(273, "rlp-average=6", number=9)
    recheck = report(276, "rlp-average=5 can-wait=no", number=10, instrument=RECHECK, recheck_of=9)
    (finding,) = amber(recheck, (*STEADY, first, recheck), NUMBERS)
    assert isinstance(finding, Finding)
    assert finding.inputs["can-wait"] is False
    calm = report(276, "rlp-average=4 can-wait=yes", number=10, instrument=RECHECK, recheck_of=9)
    (untold,) = digest(calm, (*STEADY, first, calm), NUMBERS)
    assert (untold.rule, untold.inputs["can-wait"]) == ("DIG-1", True)


def test_mood_is_counted_as_the_scores_count_it() -> None:
    assert mood.POINTS == PHQ4_POINTS


def test_wear_is_counted_as_the_wear_index_counts_it() -> None:
    for days in range(8):
        for hours in range(25):
            given = answers(f"prosthesis-have=yes prosthesis-days={days} prosthesis-hours={hours}")
            index, a_day = wear_index(given).value, wear.hours_a_day(given)
            assert index is not None
            assert a_day is not None
            assert abs(index - a_day * 100 / 16) <= Decimal("0.005")


@settings(deadline=None)
@given(pains, pains, st.sampled_from(["yes", "no", "partly"]), st.sampled_from(["none", "heat"]))
def test_a_rule_reads_nothing_but_what_it_declares(rlp: int, plp: int, control: str, sign: str) -> None:
    worn = "prosthesis-have=yes prosthesis-days=0 prosthesis-reason=skin"
    texts = {
        CORE: f"rlp-average={rlp} plp-average={plp} medicine-control={control} rlp-worst=9 "
        f"safety=wound-sign+fall+admission new-place-pain={plp} quality-of-life={rlp} {worn}",
        WOUND_CHECK: f"rlp-now={rlp} plp-now={plp} medicine-control={control} wound-signs={sign} rlp-worst=9",
        EXTENDED: "phq4-down=nearly-daily phq4-worry=nearly-daily medicine-change-opioid=more sleep=9",
    }
    for instrument, text in texts.items():
        for day in (7, 45, 200):
            whole = report(day, text, number=9, instrument=instrument)
            told = _told(whole)
            for rule in RULES.values():
                declared = rule.reads.get(instrument, ())
                kept = {link: value for link, value in answers(text).items() if link in declared}
                assert _of(rule.id, told) == _of(rule.id, _told(_with(whole, kept)))


def test_every_link_id_that_a_rule_reads_is_in_a_bundled_instrument() -> None:
    library = Library.bundled()
    for rule in RULES.values():
        for instrument, link_ids in rule.reads.items():
            known = {item.link_id for item in library.current(instrument).flat}
            assert set(link_ids) <= known, (rule.id, instrument)


def test_every_rule_says_why_and_whence() -> None:
    for rule_id, rule in RULES.items():
        assert rule.id == rule_id
        assert rule.fires_when
        assert rule.rationale
        assert rule.source


def _found(judged: Report, history: list[Report]) -> list[str]:
    """The keys of everything found in a report that may be a re-check of the newest report."""
    first = report(270, "rlp-average=5", number=8)
    judged = replace(judged, recheck_of=8 if judged.instrument == RECHECK else None)
    told = [
        *red(judged, {}, 0),
        *amber(judged, [*history, first], NUMBERS),
        *digest(judged, [*history, first], NUMBERS),
    ]
    return [one.key if isinstance(one, Finding) else f"ask:{one.pain}" for one in told]


def _told(judged: Report) -> list[Finding | RecheckWanted]:
    """What is found after a baseline and a report of six weeks."""
    before = "rlp-average=1 plp-average=1 quality-of-life=9"
    after = "new-place-pain=8 prosthesis-have=yes prosthesis-days=7 prosthesis-hours=8"
    usual, newer = report(-5, before, number=1), report(44, after, number=2)
    history = [usual, newer]
    return [*red(judged, {}, 0), *amber(judged, history, NUMBERS), *digest(judged, history, NUMBERS)]


def _of(rule: str, told: list[Finding | RecheckWanted]) -> list[Finding | RecheckWanted]:
    return [one for one in told if (one.rule if isinstance(one, Finding) else "AMB-2") == rule]


def _with(of: Report, given: Answers) -> Report:
    return replace(of, answers=given)
