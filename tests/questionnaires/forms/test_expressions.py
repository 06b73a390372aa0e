"""FHIRPath in forms: variables, calculations and conditions, what they see, and what becomes of bad ones."""

from datetime import UTC, datetime
from typing import Any

import pytest

from questionnaires.forms.evaluation import Evaluation, judge
from questionnaires.forms.reading import read_form

AS_OF = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
VARIABLE, WHEN, VALUE = (
    "http://hl7.org/fhir/StructureDefinition/variable",
    f"{SDC}enableWhenExpression",
    f"{SDC}calculatedExpression",
)
WEIGHT = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def said(url: str, expression: str, name: str = "", language: str = "text/fhirpath") -> dict[str, Any]:
    value = {"language": language, "expression": expression, **({"name": name} if name else {})}
    return {"url": url, "valueExpression": value}


def item(link_id: str, kind: str = "integer", *extension: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, "extension": list(extension), **more}


def answer(link_id: str, *values: Any, key: str = "valueInteger") -> dict[str, Any]:
    return {"linkId": link_id, "answer": [{key: value} for value in values]}


def state(items: list[dict[str, Any]], *given: dict[str, Any], **root: Any) -> Evaluation:
    return judge(read_form({"item": items, **root}), {"item": list(given)}, AS_OF)


def value_of(expression: str, kind: str, *given: dict[str, Any]) -> object:
    """What one calculated item of this type shows."""
    items = [item("a"), item("result", kind, said(VALUE, expression))]
    return dict(state(items, *given).calculated).get("result")


def test_a_variable_is_seen_below_it_and_nowhere_else() -> None:
    outer = said(VARIABLE, "item.where(linkId='a').answer.value", "x")
    inner = said(VARIABLE, "%x * 2", "y")
    group = item("g", "group", inner, item=[item("b", "integer", said(VALUE, "%y + 1"))])
    beside = item("c", "integer", said(VALUE, "%y + 1"))
    found = state([item("a"), group, beside], answer("a", 4), extension=[outer])
    assert dict(found.calculated) == {"b": 9}
    assert found.notes == ("c: An expression cannot be evaluated (%y is not known) and is ignored.",)


def test_a_condition_by_expression_goes_with_the_others_and_what_it_disables_is_unanswered() -> None:
    shown = item("b", "integer", said(WHEN, "%resource.item.where(linkId='a').answer.value > 3"))
    after = item("c", "display", enableWhen=[{"question": "b", "operator": "exists", "answerBoolean": True}])
    seen = item("d", "integer", said(VALUE, "%resource.item.where(linkId='b').answer.value"))
    few = state([item("a"), shown, after, seen], answer("a", 3), answer("b", 7))
    many = state([item("a"), shown, after, seen], answer("a", 4), answer("b", 7))
    assert (few.disabled, dict(few.calculated)) == (("b", "c"), {})
    assert (many.disabled, dict(many.calculated)) == ((), {"d": 7})


def test_a_calculated_value_answers_conditions_and_other_expressions_and_nobody_is_asked_it() -> None:
    twice = item("b", "integer", said(VALUE, "%resource.item.where(linkId='a').answer.value * 2"))
    more = item("c", "integer", said(VALUE, "%resource.item.where(linkId='b').answer.value + 1"))
    shown = item("d", "display", enableWhen=[{"question": "b", "operator": ">", "answerInteger": 5}])
    found = state([item("a"), twice, more, shown], answer("a", 3))
    assert dict(found.calculated) == {"b": 6, "c": 7}
    assert (found.disabled, found.next) == ((), None)
    assert state([item("a"), twice, more, shown], answer("a", 1)).disabled == ("d",)


def test_what_the_response_holds_counts_more_than_what_would_be_calculated() -> None:
    twice = item("b", "integer", said(VALUE, "%resource.item.where(linkId='a').answer.value * 2"))
    more = item("c", "integer", said(VALUE, "%resource.item.where(linkId='b').answer.value + 1"))
    assert dict(state([item("a"), twice, more], answer("a", 3), answer("b", 10)).calculated)["c"] == 11


def test_answers_below_answers_keep_their_places() -> None:
    inner = item("b", "integer", said(VALUE, "%context.answer.value * 10"))
    below = {"linkId": "b", "answer": [{"valueInteger": 7}]}
    given = {"linkId": "a", "answer": [{"valueInteger": 1}, {"valueInteger": 2, "item": [below]}]}
    total = item("t", "integer", said(VALUE, "%resource.item.answer.item.answer.value.sum()"))
    found = state([item("a", item=[inner]), total], given)
    assert dict(found.calculated) == {"b": 70, "t": 7}


def test_scores_of_options_are_summed_from_options_and_from_contained_value_sets() -> None:
    def coding(code: str, weight: float | None = None) -> dict[str, Any]:
        extension = [{"url": "urn:other"}] if weight is None else [{"url": WEIGHT, "valueDecimal": weight}]
        return {"system": "urn:s", "code": code, "extension": extension}

    chosen = [{"valueCoding": coding("often", 2)}, {"valueCoding": coding("never")}, {"valueString": "x"}]
    concepts = [{"code": "much", "extension": [{"url": WEIGHT, "valueInteger": 3}]}]
    contained = [{"compose": {"include": [{"system": "urn:s", "concept": concepts}]}, "expansion": 1}]
    items = [
        item("a", "choice", answerOption=chosen),
        item("b", "choice", answerValueSet="#v"),
        item("t", "decimal", said(VALUE, "%resource.item.answer.weight().sum()")),
        item("u", "decimal", said(VALUE, "%resource.item.answer.value.ordinal().sum()")),
    ]
    given = (
        answer("a", coding("often"), coding("never"), key="valueCoding"),
        answer("b", coding("much"), key="valueCoding"),
    )
    assert dict(state(items, *given, contained=contained).calculated) == {"t": 5, "u": 5}


@pytest.mark.parametrize(
    ("expression", "kind", "shown"),
    [
        ("1.0 / 4", "decimal", 0.25),
        ("6.0 / 2", "integer", 3),
        ("today()", "date", "2025-01-15"),
        ("now()", "dateTime", "2025-01-15T10:00:00+00:00"),
        ("timeOfDay()", "time", "10:00:00"),
        ("1 = 1", "boolean", True),
        ("'a' & 'b'", "string", "ab"),
        ("(1 | 2)", "integer", [1, 2]),
        ("7", "quantity", 7),
        (
            "3 'kg'",
            "quantity",
            {"value": 3, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
        ),
        ("(1 | 2 | 6).sum()", "integer", 9),
        ("(1 | 2 | 6).avg()", "decimal", 3.0),
        ("(1 | 2 | 6).min()", "integer", 1),
        ("(1 | 2 | 6).max()", "integer", 6),
        ("{}.sum()", "integer", None),
        ("{}", "integer", None),
        ("1 / 0", "integer", None),
        ("((", "integer", None),
        ("%nothing", "integer", None),
    ],
)
def test_a_result_is_plain(expression: str, kind: str, shown: object) -> None:
    assert value_of(expression, kind) == shown


def test_a_name_that_fhirpath_would_read_as_a_subtraction_is_a_name() -> None:
    variables = [said(VARIABLE, "item.first().answer.value", "a-b"), said(VARIABLE, "7", "a-b-c")]
    found = state(
        [item("x"), item("y", "integer", said(VALUE, "%a-b-c - %a-b"))], answer("x", 3), extension=variables
    )
    assert dict(found.calculated) == {"y": 4}


@pytest.mark.parametrize("text", ["%resource | 1", "%resource.descendants() | 1"])
def test_what_would_swell_from_round_to_round_does_not(text: str) -> None:
    items = [item(f"q{place}", "quantity", said(VALUE, text)) for place in range(12)]
    assert state(items).notes != ()


def test_a_choice_may_be_calculated_as_words() -> None:
    chosen = item("a", "open-choice", said(VALUE, "'often'"))
    shown = item("b", "display", enableWhen=[{"question": "a", "operator": "=", "answerString": "often"}])
    assert state([chosen, shown]).disabled == ()


@pytest.mark.parametrize(
    ("answered", "score"),
    [
        ({"valueCoding": {"system": "urn:s", "code": "often"}}, 1),
        (
            {
                "valueCoding": {
                    "system": "urn:s",
                    "code": "often",
                    "extension": [{"url": WEIGHT, "valueDecimal": 8}],
                }
            },
            8,
        ),
        ({"valueCoding": {"system": "urn:c", "code": "deep"}}, 5),
        ({"valueCoding": {"system": "urn:c", "code": "by-property"}}, 2.5),
        ({"valueCoding": {"system": "urn:v", "code": "listed"}}, 6),
        ({"valueCoding": {"system": "urn:v", "code": "text"}}, None),
        ({"valueInteger": 0}, 9),
        ({"valueString": "words"}, 4),
        ({"valueBoolean": True}, None),
        ({"item": []}, None),
    ],
)
def test_an_answer_scores_as_its_own_question_says_first(answered: dict[str, Any], score: object) -> None:
    def scored(value: dict[str, Any], weight: object) -> dict[str, Any]:
        return {**value, "extension": [{"url": WEIGHT, "valueDecimal": weight}]}

    often = {"valueCoding": {"system": "urn:s", "code": "often"}}
    options = [scored(often, 1), scored({"valueInteger": 0}, 9), scored({"valueString": "words"}, 4)]
    deep = [
        {"code": "deep", **scored({}, 5)},
        {"code": "by-property", "property": [{"code": "x"}, {"code": "itemWeight", "valueDecimal": 2.5}]},
    ]
    contained = [
        {"resourceType": "CodeSystem", "url": "urn:c", "concept": [{"code": "top", "concept": deep}]},
        {
            "id": "v",
            "expansion": {
                "contains": [
                    {"system": "urn:v", "code": "listed", **scored({}, 6)},
                    {"code": "text", **scored({}, "much")},
                ]
            },
        },
    ]
    items = [
        item("reversed", "choice", answerOption=[scored(often, 3)]),
        item("a", "choice", answerOption=options, answerValueSet="#v"),
        item("t", "decimal", said(VALUE, "%resource.item.answer.weight()")),
        item("u", "decimal", said(VALUE, "%resource.item.answer.value.weight()")),
    ]
    found = dict(state(items, {"linkId": "a", "answer": [answered]}, contained=contained).calculated)
    assert (found.get("t"), found.get("u")) == (score, score)


def test_expressions_that_never_settle_are_told() -> None:
    restless = item("a", "integer", said(WHEN, "%resource.item.where(linkId='a').answer.empty()"))
    after = item("b", "integer", said(VALUE, "iif(%context.answer.exists(), {}, 1)"))
    found = state([restless, after, item("c")], answer("a", 1))
    assert found.notes == (
        "the form: Expressions that read each other never settle; what they say is left out.",
    )
    assert (found.disabled, dict(found.calculated), found.next) == (("a",), {}, "c")


def test_an_expression_in_another_language_is_named() -> None:
    form = read_form({"item": [item("a", "integer", said(VALUE, "x", language="text/cql"))]})
    assert tuple(map(str, form.notes)) == ("a: An expression in text/cql is ignored.",)
    assert not form.calculates
