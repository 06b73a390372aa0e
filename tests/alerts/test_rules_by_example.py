"""The tables of tests/specs/alerts.txt hold."""

from collections.abc import Sequence

import pytest

from alerts import change
from alerts.numbers_file import bundled
from alerts.red import red
from alerts.report import CORE, PAIN_REPORT, RECHECK, WOUND_CHECK, Report
from alerts.rule import Finding, RecheckWanted
from alerts.rules import RULES, amber
from tests.alerts.people import report
from tests.alerts.specs import Example, examples

INSTRUMENTS = {"core": CORE, "wound": WOUND_CHECK, "own": PAIN_REPORT}
EXAMPLES = tuple(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line-{example.line}")
def test_a_report_leads_to_what_the_table_says(example: Example) -> None:
    assert _result(example) == example.cells["result"], example


def test_every_rule_has_a_table_with_a_line_that_fires_and_one_that_does_not() -> None:
    for rule in RULES:
        results = [one.cells["result"] for one in EXAMPLES if one.table.split()[0] == rule]
        assert any(rule in result for result in results), rule
        assert "none" in results, rule


def _result(example: Example) -> str:
    history = _earlier(example.cells.get("earlier", ""))
    name, _, how = example.cells["from"].partition(" ")
    judged = report(
        int(example.cells["day"]),
        example.cells["answers"],
        number=100,
        instrument=INSTRUMENTS[name],
        completed=not how,
    )
    told: list[Finding | RecheckWanted] = [*red(judged, {}, 0), *amber(judged, history, bundled())]
    told += _rechecked(example.cells.get("re-check", ""), judged, history)
    return " ".join(_name(one) for one in told) or "none"


def _earlier(text: str) -> list[Report]:
    """Reports from `14:3 42:3p`, newest first: the rules may not rely on their order."""
    kinds = {"p": (CORE, False), "r": (RECHECK, True), "s": (WOUND_CHECK, True), "": (CORE, True)}
    kinds["o"] = (PAIN_REPORT, True)
    history = []
    for number, part in enumerate(text.split(), start=1):
        day, _, value = part.partition(":")
        instrument, completed = kinds[value.lstrip("0123456789")]
        value = value.rstrip("prso")
        pains = f"rlp-average={value} plp-average={value}"
        history.append(report(int(day), pains, number=number, instrument=instrument, completed=completed))
    return history[::-1]


def _rechecked(text: str, first: Report, history: Sequence[Report]) -> tuple[Finding | RecheckWanted, ...]:
    if not text:
        return ()
    if text == "silent":
        return change.unanswered(first, history, bundled())
    given = zip(("rlp-average", "plp-average"), text.split("/"), strict=True)
    pains = " ".join(f"{link_id}={value}" for link_id, value in given if value != "-")
    recheck = report(first.day + 3, pains, number=101, instrument=RECHECK, recheck_of=first.response_id)
    return amber(recheck, [*history, first, recheck], bundled())


def _name(one: Finding | RecheckWanted) -> str:
    if isinstance(one, RecheckWanted):
        return f"ask:{one.pain}"
    return f"{one.rule}:{one.inputs['pain']}" if "pain" in one.inputs else one.rule
