"""The tables of tests/specs/alerts.txt hold."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from alerts import change, unconfirmed
from alerts.numbers_file import bundled
from alerts.red import red
from alerts.report import CORE, EXTENDED, PAIN_REPORT, RECHECK, WOUND_CHECK, Report
from alerts.rule import Finding, RecheckWanted
from alerts.rules import RULES, amber, digest
from alerts.silence import Window, silences
from tests.alerts.people import SURGERY, report
from tests.alerts.specs import Example, examples

INSTRUMENTS = {"core": CORE, "wound": WOUND_CHECK, "own": PAIN_REPORT, "ext": EXTENDED}
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
    found = _silence(example.cells["windows"]) if "windows" in example.cells else _found(example)
    return " ".join(_name(one) for one in found) or "none"


def _silence(text: str) -> Sequence[Finding]:
    """Windows from `WC03:silent W02:answered`, a week apart, the last one first."""
    pairs = [part.split(":") for part in text.split()]
    windows = [
        Window(number, code, SURGERY + timedelta(weeks=number), how == "silent")
        for number, (code, how) in enumerate(pairs, start=1)
    ]
    return silences(windows[::-1], bundled())


def _found(example: Example) -> Sequence[Finding | RecheckWanted]:
    history = _earlier(example.cells.get("earlier", ""))
    name, _, how = example.cells["from"].partition(" ")
    judged = report(
        int(example.cells["day"]),
        example.cells["answers"],
        number=100,
        instrument=INSTRUMENTS[name],
        completed=not how,
    )
    told = [*red(judged, {}, 0), *_whole(judged, history)]
    return [*told, *_rechecked(example.cells.get("re-check", ""), judged, history)]


def _whole(judged: Report, history: Sequence[Report]) -> list[Finding | RecheckWanted]:
    return [*amber(judged, history, bundled()), *digest(judged, history, bundled())]


def _earlier(text: str) -> list[Report]:
    """Reports from `14:3 42:3p 91:quality-of-life=5`, newest first: rules may not rely on their order."""
    kinds = {"p": (CORE, False), "r": (RECHECK, True), "s": (WOUND_CHECK, True), "": (CORE, True)}
    kinds["o"] = (PAIN_REPORT, True)
    history = []
    for number, part in enumerate(text.split(), start=1):
        day, _, value = part.partition(":")
        instrument, completed = kinds["" if "=" in value else value.lstrip("0123456789")]
        given = value.rstrip("prso")
        pains = given.replace(",", " ") if "=" in given else f"rlp-average={given} plp-average={given}"
        history.append(report(int(day), pains, number=number, instrument=instrument, completed=completed))
    return history[::-1]


def _rechecked(text: str, first: Report, history: Sequence[Report]) -> Sequence[Finding | RecheckWanted]:
    if not text:
        return ()
    if text == "silent":
        told = change.unanswered(first, history, bundled())
        return (*told, *unconfirmed.not_answered(first, history, bundled()))
    given = zip(("rlp-average", "plp-average"), text.split("/"), strict=True)
    pains = " ".join(f"{link_id}={value}" for link_id, value in given if value != "-")
    recheck = report(first.day + 3, pains, number=101, instrument=RECHECK, recheck_of=first.response_id)
    return _whole(recheck, [*history, first, recheck])


def _name(one: Finding | RecheckWanted) -> str:
    if isinstance(one, RecheckWanted):
        return f"ask:{one.pain}"
    points = one.inputs.get("time-points")
    about = points[-1] if isinstance(points, list) else one.inputs.get("pain")
    return f"{one.rule}:{about}" if about else one.rule
