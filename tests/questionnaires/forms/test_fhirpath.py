"""FHIRPath: the table of examples, the library fhirpathpy as a second opinion, and what may never hang."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fhirpathpy import evaluate as by_library
from fhirpathpy.models import models
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.forms.expressions import (
    STEPS,
    Budget,
    ExpressionFault,
    Found,
    OutOfSteps,
    Surroundings,
    run,
)
from questionnaires.forms.fhirpath.elements import as_json

AS_OF = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)
EXAMPLES = (Path(__file__).parents[2] / "specs" / "fhirpath.txt").read_text("utf-8").splitlines()
UCUM = {"unit": "kg", "code": "kg", "system": "http://unitsofmeasure.org"}
CODINGS = ({"system": "s", "code": "x", "display": "X-ray"}, {"system": "s", "code": "y"})
BELOW = [{"linkId": "n", "answer": [{"valueBoolean": True}]}]
RESPONSE: dict[str, Any] = {
    "resourceType": "QuestionnaireResponse",
    "authored": "2025-01-10",
    "item": [
        {"linkId": "a", "answer": [{"valueInteger": 3}]},
        {"linkId": "b", "answer": [{"valueDecimal": 2}]},
        {"linkId": "d", "answer": [{"valueDate": "1980-02-29"}]},
        {"linkId": "q", "answer": [{"valueQuantity": {"value": 70.5, **UCUM}}]},
        {"linkId": "c", "answer": [{"valueCoding": coding} for coding in CODINGS]},
        {"linkId": "g", "item": [{"linkId": "s", "answer": [{"valueString": "it's", "item": BELOW}]}]},
        {"linkId": "g", "item": [{"linkId": "s", "answer": [{"valueString": "other"}]}]},
    ],
    "raw": {
        "amount": 2.5,
        "list": [[1], None, "a"],
        "flag": True,
        "missing": None,
        "when": date(2025, 1, 15),
        "valueTime": "10:00:00",
        "huge": 1e300,
        "nan": float("nan"),
        "_amount": {"id": "x"},
        "empty": {"valueQuantity": {"unit": "kg"}},
        "instant": {"valueInstant": "2025-01-15T10:00:00Z"},
    },
}


def found(expression: str, steps: int = STEPS, response: Any = RESPONSE) -> Found:
    around = Surroundings(lambda _: [], AS_OF, Budget(steps))
    return run(expression, response, {"resource": [response], "context": [response]}, around)


def _examples() -> list[tuple[str, str]]:
    rows = [line for line in EXAMPLES if "  =>  " in line]
    return [(expression, result) for expression, _, result in (row.partition("  =>  ") for row in rows)]


@pytest.mark.parametrize(("expression", "result"), _examples())
def test_an_expression_yields_what_the_table_says(expression: str, result: str) -> None:
    try:
        shown = json.dumps([as_json(each) for each in found(expression)], ensure_ascii=False)
    except ExpressionFault as fault:
        shown = f"! {fault}"
    assert shown == result


@pytest.mark.parametrize(
    "expression",
    [
        "item.where(linkId='a').answer.value + 2",
        "item.where(linkId='c').answer.value.code",
        "repeat(item).where(linkId='s').answer.value",
        "item.where(linkId='zzz').answer.value > 3",
        "item.linkId.distinct().count()",
        "item.where(linkId.startsWith('g')).item.answer.value",
        "iif(item.where(linkId='a').answer.value > 2 and 1 + 2 * 3 = 7, 'yes' & '!', 'no')",
        "(1 | 2 | 3).aggregate($this + $total, 0)",
        "item.where(linkId='a').answer.value in (1 | 2 | 3)",
        "item.all(linkId.exists())",
        "'abc'.substring(1, 1) & 'x'.upper()",
        "5 div 2 + 5 mod 3",
        "item.where(answer.value.code contains 'x').linkId",
        "item.skip(1).first().linkId | 'z'",
        "true or false implies false",
    ],
)
def test_the_library_yields_the_same(expression: str) -> None:
    theirs = by_library(RESPONSE, expression, {}, models["r4"])
    assert [as_json(each) for each in found(expression)] == theirs


def test_what_is_no_fhirpath_is_told_wherever_it_breaks_off() -> None:
    for expression in ("", "#", "item.where(linkId = ", "(" * 61 + "1" + ")" * 61, "1" * 30_000):
        with pytest.raises(ExpressionFault):
            found(expression)


def test_a_sum_of_thousands_is_told_and_not_reached_for() -> None:
    with pytest.raises(ExpressionFault, match="RecursionError"):
        found("+".join(["1"] * 5000))


@pytest.mark.parametrize(
    "expression",
    [
        "'x'.repeat($this & 'x')",
        "'0123456789'.toChars().select('0123456789'.toChars().select('0123456789'.toChars().select(%resource)))",
        "descendants().select(%resource.descendants()).select(%resource.descendants())",
        f"'{','.join(map(str, range(26)))}'.matches('^(.*?,){{20}}P')",
        "'0123456789'.toChars().aggregate($total.combine($total).combine($this))",
        "descendants().select(%resource.descendants().linkId.subsetOf(%resource.descendants().linkId))",
    ],
)
def test_whatever_runs_for_long_is_stopped(expression: str) -> None:
    with pytest.raises(OutOfSteps):
        found(expression, 3000)


@pytest.mark.parametrize(
    "expression",
    [
        "'abcdefghij'.toChars().aggregate($total & $total & 'abcdefghijklmnopqrstuvwxyz', '')"
        ".toChars().aggregate($total & $total, 'abcdefghij')",
        "'aaaaaaaaaa'.replaceMatches('a', 'x')"
        ".toChars().aggregate($total.replace('x', 'xxxxxxxxxxxxxxxxxxxx'), 'x')",
        "(1|2|3|4|5|6|7).aggregate($total.replaceMatches('.', $total), 'abcdefghij')",
    ],
)
def test_a_text_does_not_grow_without_end(expression: str) -> None:
    with pytest.raises(ExpressionFault, match="grows too long"):
        found(expression)


@settings(derandomize=True, deadline=None)
@given(st.text("aitem.where(=)'&|+-*/ %$[]{}@0123456789:Tdivmodandornotinis<>~", max_size=40))
def test_any_row_of_signs_is_read_or_told(text: str) -> None:
    try:
        found(text)
    except ExpressionFault:
        return


def test_an_object_that_holds_itself_is_told() -> None:
    around: dict[str, Any] = {"linkId": "a"}
    around["item"] = [around]
    for expression in ("descendants().count()", "item.distinct() = item"):
        with pytest.raises((ExpressionFault, OutOfSteps)):
            found(expression, response=around)
    assert found("repeat(item).count()", response=around) == [1]
