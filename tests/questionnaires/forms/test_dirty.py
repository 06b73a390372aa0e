"""Files of strangers: whatever stands in them, a state comes out, and what is not understood is named."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import Coding
from questionnaires.forms.evaluation import judge
from questionnaires.forms.nodes import finite
from questionnaires.forms.reading import read_form
from questionnaires.forms.values import Moment, Quantity, Untold, compare, equal, read_value

AS_OF = datetime(2025, 1, 15, 10, 0, tzinfo=UTC)
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
SEEDED = settings(derandomize=True, deadline=None, max_examples=80)
KINDS = ("Integer", "Decimal", "Date", "Time", "Coding", "Quantity", "String", "Boolean", "Reference", "Odd")
KEYS = (
    "item", "linkId", "type", "enableWhen", "question", "operator", "answer", "answerInteger", "valueDate",
    "extension", "url", "enableBehavior", "readOnly", "valueExpression", "answerValueSet", "answerCoding",
    "expression", "name", "value", "code", "answerOption", "contained", "compose", "include", "concept",
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3) | st.integers(),
    st.floats(),
    st.sampled_from(("\ud800", "\0", "é", "2025-01-15", "7")),
    st.sampled_from(
        ("a", "b", "=", "!=", ">", "group", "%a + %resource.item.answer.value", "weight().sum()")
    ),
    st.sampled_from([f"{SDC}sdc-questionnaire-{name}Expression" for name in ("calculated", "enableWhen")]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=30,
)


@SEEDED
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING), st.dictionaries(st.sampled_from(KEYS), ANYTHING))
def test_no_file_is_too_dirty(form: dict[str, Any], response: dict[str, Any]) -> None:
    found = judge(read_form(form), response, AS_OF)
    assert not set(found.enabled) & set(found.disabled)
    assert found.next is None or found.next in found.enabled or found.next == ""


VALUE = st.dictionaries(st.sampled_from([f"value{kind}" for kind in KINDS]), ANYTHING, max_size=2)
EXPRESSIONS = (
    "item",
    "%resource.descendants()",
    "$this",
    "item.answer.value",
    "%context",
    "%qitem.linkId",
    "1",
    "{}",
)
OPERATIONS = (
    "+ 1",
    "= 'a'",
    "> 2",
    ".toString()",
    ".weight()",
    "| 1",
    ".sum()",
    ".first()",
    "and true",
    ".code",
)


@SEEDED
@given(
    st.lists(
        st.builds("{} {}".format, st.sampled_from(EXPRESSIONS), st.sampled_from(OPERATIONS)), max_size=4
    ),
    st.lists(VALUE, max_size=4),
    st.sampled_from(("integer", "quantity", "choice", "group", "odd")),
)
def test_no_answer_is_too_dirty_for_an_expression(
    texts: list[str], answers: list[dict[str, Any]], kind: str
) -> None:
    items: list[dict[str, Any]] = [{"linkId": "a", "type": kind, "answerOption": answers}]
    for place, text in enumerate(texts):
        said = {"language": "text/fhirpath", "expression": text}
        calculated = {"url": f"{SDC}sdc-questionnaire-calculatedExpression", "valueExpression": said}
        items.append({"linkId": f"c{place}", "type": kind, "extension": [calculated]})
    found = judge(read_form({"item": items}), {"item": [{"linkId": "a", "answer": answers}]}, AS_OF)
    assert len(found.enabled) == len(items)


def notes(*items: dict[str, Any], **root: Any) -> tuple[str, ...]:
    return tuple(map(str, read_form({"item": list(items), **root}).notes))


def test_a_file_of_yaml_has_an_end_and_no_dates() -> None:
    around: dict[Any, Any] = {"day": date(2025, 1, 15), "n": 1, "odd": {1, 2}, 7: None}
    around["item"] = [around, around]
    copied = finite(around)
    assert (copied["day"], copied["n"], copied["odd"], copied["7"]) == ("2025-01-15", 1, None, None)
    assert len(json.dumps(copied)) < 20_000_000


def test_a_response_that_holds_itself_ends_and_one_that_is_too_long_is_cut() -> None:
    around: dict[str, Any] = {"linkId": "a", "answer": [{"valueInteger": 1}]}
    around["item"] = [around]
    form = read_form({"item": [{"linkId": "a", "type": "integer"}]})
    assert judge(form, around, AS_OF).enabled == ("a",)
    group = {"linkId": "g", "type": "group", "item": [{"linkId": "b", "type": "integer"}]}
    many = {"item": [{"linkId": "g"}] * 11_000}
    assert judge(read_form({"item": [group]}), many, AS_OF).next == "b"


def test_long_chains_and_loops_of_conditions_end() -> None:
    def reading(place: int, question: str, value: bool = True) -> dict[str, Any]:
        when = {"question": question, "operator": "exists", "answerBoolean": value}
        return {"linkId": f"q{place}", "type": "boolean", "enableWhen": [when]}

    chain = [reading(place, f"q{place + 1}") for place in range(2000)]
    assert len(judge(read_form({"item": chain}), {}, AS_OF).disabled) == 2000
    loop = [reading(place, f"q{(place + 1) % 501}", place > 0) for place in range(501)]
    given = [{"linkId": f"q{place}", "answer": [{"valueBoolean": True}]} for place in range(501)]
    assert "never settle" in judge(read_form({"item": loop}), {"item": given}, AS_OF).notes[0]


def test_an_unsettled_loop_leaves_what_stands_beside_it_as_it_is() -> None:
    odd = {"question": "a", "operator": "exists", "answerBoolean": False}
    fine = {"question": "b", "operator": "=", "answerBoolean": True}
    items = [
        {"linkId": "a", "type": "boolean", "enableWhen": [odd]},
        {"linkId": "b", "type": "boolean"},
        {"linkId": "c", "type": "display", "enableWhen": [odd, fine], "enableBehavior": "any"},
    ]
    given = [{"linkId": name, "answer": [{"valueBoolean": True}]} for name in "ab"]
    assert judge(read_form({"item": items}), {"item": given}, AS_OF).disabled == ("a",)


def test_what_is_not_understood_is_named_with_its_item() -> None:
    population = {"url": f"{SDC}sdc-questionnaire-initialExpression", "valueExpression": {}}
    query = {"url": "urn:x", "valueExpression": {"language": "application/x-fhir-query"}}
    condition = {"question": "a", "operator": "~", "answerInteger": 1}
    empty = {"question": "a", "operator": "=", "answerInteger": "much"}
    assert notes(
        {
            "linkId": "a",
            "type": "choice",
            "answerValueSet": "http://elsewhere",
            "extension": [population, "x"],
            "modifierExtension": [{"url": "urn:x"}],
        },
        {"linkId": "b", "type": "choice", "answerValueSet": "#here", "enableWhen": [condition]},
        {"linkId": "a", "type": "string", "enableWhen": [empty]},
        {"type": "string", "linkId": True},
        extension=[query],
    ) == (
        "the form: An expression in application/x-fhir-query is ignored.",
        "a: Population (initialExpression) is ignored.",
        "a: A modifier extension is ignored.",
        "a: The value set http://elsewhere is not at hand.",
        "b: The operator '~' is not known; its condition is left out.",
        "a: A condition has no answer that can be read.",
        "a: This link id stands twice.",
        "the form: An item has no link id.",
    )


def test_a_file_that_holds_itself_ends() -> None:
    item: dict[str, Any] = {"linkId": "a", "type": "group"}
    item["item"] = [item]
    assert "the form: Items are nested too deeply; what is deeper is left out." in notes(item)


def test_a_file_that_holds_itself_ends_with_expressions_in_it_too() -> None:
    said = {"language": "text/fhirpath", "expression": "true"}
    when = {"url": f"{SDC}sdc-questionnaire-enableWhenExpression", "valueExpression": said}
    item: dict[str, Any] = {"linkId": "a", "type": "group", "extension": [when]}
    item["item"] = [item]
    assert judge(read_form({"item": [item]}), {}, AS_OF).enabled == ("a",)


def test_a_file_that_holds_itself_over_and_over_ends() -> None:
    item: dict[str, Any] = {"linkId": "a", "type": "group"}
    item["item"] = [item, item]
    assert "the form: There are too many items; the rest is left out." in notes(item)


def test_a_link_id_that_is_a_number_is_taken_as_it_is_written() -> None:
    form = read_form({"item": [{"linkId": 7, "type": "string"}]})
    assert judge(form, {"item": [{"linkId": 7, "answer": [{"valueString": "x"}]}]}, AS_OF).next is None


def test_what_a_response_holds_and_the_form_does_not_is_named() -> None:
    form = read_form({"item": [{"linkId": "a", "type": "string"}]})
    inner = {"linkId": "c", "answer": [{"valueString": "x"}]}
    response = {"item": [{"linkId": "b", "answer": [{"valueString": "x", "item": [inner]}]}]}
    assert judge(form, response, AS_OF).notes == (
        "b: The response holds it, and the form does not.",
        "c: The response holds it, and the form does not.",
    )


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"valueBoolean": True}, True),
        ({"valueBoolean": "true"}, None),
        ({"valueInteger": 3}, Decimal(3)),
        ({"valueInteger": True}, None),
        ({"valueDecimal": "2.5"}, Decimal("2.5")),
        ({"valueDecimal": "much"}, None),
        ({"valueDecimal": float("inf")}, None),
        ({"valueUri": "urn:x"}, "urn:x"),
        ({"valueString": 7}, None),
        ({"valueDateTime": "2025-01-15T10:00:00Z"}, Moment("date", "2025-01-15T10:00:00Z")),
        ({"valueTime": "10:00:00"}, Moment("time", "10:00:00")),
        ({"valueTime": 10}, None),
        ({"valueDate": 2025}, None),
        ({"valueCoding": {"code": "x"}}, Coding("", "x")),
        ({"valueCoding": "x"}, None),
        ({"valueCoding": {"code": 0}}, Coding("", "0")),
        ({"valueCoding": {"display": "Words"}}, "Words"),
        ({"valueCoding": {"system": "urn:s"}}, None),
        ({"valueCode": "x"}, "x"),
        ({"valueCodeableConcept": {"coding": [{}, {"code": "x"}]}}, Coding("", "x")),
        ({"valueCodeableConcept": {"text": "Words"}}, "Words"),
        ({"valueCodeableConcept": "x"}, None),
        ({"valueQuantity": {"value": 7, "unit": "kilo", "code": "kg"}}, Quantity(Decimal(7), "kg")),
        ({"valueQuantity": {"unit": "kg"}}, None),
        ({"valueReference": {"reference": "Patient/1"}}, "Patient/1"),
        ({"valueReference": "Patient/1"}, None),
        ({"valueReference": {}}, None),
        ({"valueReference": {"identifier": 1}}, "{'identifier': 1}"),
        ({"valueAttachment": {"title": "scan.pdf"}}, "scan.pdf"),
        ({"valueAttachment": []}, None),
        ({"valueAttachment": {"data": "x"}}, "{'data': 'x'}"),
        ({"valueSomething": 1, "other": 1, "valueString": "x"}, "x"),
        ({"_valueString": {"extension": [{"url": "urn:x", "valueCode": "masked"}]}}, Untold()),
        ({"valueBoolean": True, "_valueBoolean": {"extension": [{"url": "urn:x"}]}}, True),
        ({"_valueString": {"id": "a"}}, None),
        ({"_valueString": [None]}, None),
        ({}, None),
    ],
)
def test_a_value_of_any_type_is_read_or_left(node: dict[str, Any], value: object) -> None:
    assert read_value(node, "value") == value


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        (Quantity(Decimal(1), "kg"), Quantity(Decimal(2), "kg"), -1),
        (Quantity(Decimal(1), "kg"), Quantity(Decimal(2), "g"), None),
        (Moment("time", "10:00:00"), Moment("time", "09:59:59"), 1),
        (Moment("time", "10:00:00"), Moment("date", "2025-01-01"), None),
        (Moment("date", "2025-01"), Moment("date", "2025-02-01"), -1),
        (Moment("date", "2025-01"), Moment("date", "2025-01-15"), None),
        (Moment("date", "2025-01-15T10:00:00+01:00"), Moment("date", "2025-01-15T09:00:00Z"), 0),
        (Moment("date", "2025-01-15T10:00:00"), Moment("date", "2025-01-15T09:00:00Z"), 1),
        (Moment("date", "soonTnow"), Moment("date", "soonTnow"), 0),
        ("a", "b", -1),
        (True, False, None),
        ("1", Decimal(1), None),
        (Untold(), "1", None),
    ],
)
def test_values_are_compared_where_anybody_can_say(one: Any, other: Any, sign: int | None) -> None:
    assert compare(one, other) == sign


def test_true_is_not_one() -> None:
    assert not equal(True, Decimal(1))
    assert equal(Moment("date", "2025-01-15T10:00:00+01:00"), Moment("date", "2025-01-15T09:00:00Z"))
