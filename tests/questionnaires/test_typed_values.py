"""Typed dates, times, numbers and quantities mean what tests/specs/typed_values.txt says, row by row."""

from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from domain import Answer, Entry, Quantity
from questionnaires.instrument import Item, ItemKind
from questionnaires.lexicons import lexicon
from questionnaires.moves import RefusalReason
from questionnaires.reading_words import picked, read
from questionnaires.typed_moments import day
from tests.questionnaires.adopting.asking import asking
from tests.questionnaires.talking import Talk, refused

SPEC = Path(__file__).parents[1] / "specs" / "typed_values.txt"
UNITS = tuple(Quantity(Decimal(0), unit, "", unit) for unit in ("kg", "lb"))


def rows() -> list[tuple[str, str, str]]:
    """Kind, typed words and meaning, for every row of the spec."""
    found = []
    for block in SPEC.read_text(encoding="utf-8").split("\n\n")[1:]:
        kind, *lines = block.splitlines()
        found += [(kind, *line.rsplit(" | ", 1)) for line in lines]
    return [(kind, typed, meaning) for kind, typed, meaning in found]


def said(value: Answer | RefusalReason) -> str:
    match value:
        case datetime():
            return value.isoformat(" ", "minutes")
        case time():
            return value.isoformat("minutes")
        case Quantity(number, unit):
            return f"{number} {unit or '?'}"
        case other:
            return str(other)


@pytest.mark.parametrize(("kind", "typed", "meaning"), rows())
def test_typed_words_mean_what_the_spec_says(kind: str, typed: str, meaning: str) -> None:
    item = Item("a", 0, ItemKind(kind), units=UNITS if kind == "quantity" else ())
    assert said(read(item, typed, ("en",))) == meaning


def test_one_unit_goes_without_saying() -> None:
    item = Item("a", 0, ItemKind.QUANTITY, units=UNITS[:1])
    assert said(read(item, "70", ("en",))) == "70 kg"


def test_a_month_is_known_by_three_letters_in_the_language_at_hand() -> None:
    assert day("3 jun 2025", lexicon(("xx",))) == "unclear"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "2025-06-03", "2025-06-03"),
        ("time", "14:30", "14:30"),
        ("dateTime", "2025-06-03T14:30", "2025-06-03 14:30"),
        ("date", "2025-02-30", "not-an-answer"),
        ("string", "2025-06-03", "not-an-answer"),
    ],
)
def test_buttons_put_a_moment_together(kind: str, text: str, value: str) -> None:
    assert said(picked(Item("a", 0, ItemKind(kind)), text)) == value


LIMITS = """
  - linkId: a
    type: {kind}
    text: A?
    maxLength: 5
    extension: [{extensions}]
"""
HL7 = "http://hl7.org/fhir/StructureDefinition/"


@pytest.mark.parametrize(
    ("kind", "name", "limit", "typed", "outcome"),
    [
        ("integer", "minValue", "valueInteger: 3", "2", "out-of-range"),
        ("integer", "maxValue", "valueInteger: 3", "4", "out-of-range"),
        ("integer", "maxValue", "valueDecimal: 3.0", "3", "taken"),
        ("decimal", "minValue", "valueDecimal: 2.5", "2.4", "out-of-range"),
        ("decimal", "maxValue", "valueInteger: 3", "3.0", "taken"),
        ("decimal", "maxDecimalPlaces", "valueInteger: 1", "2.45", "wrong-form"),
        ("decimal", "maxDecimalPlaces", "valueInteger: 0", "2.5", "wrong-form"),
        ("decimal", "maxDecimalPlaces", "valueInteger: 1", "2.4", "taken"),
        ("date", "minValue", "valueDate: '2025-01-01'", "2024-12-31", "out-of-range"),
        ("date", "maxValue", "valueDate: '2025-01-01'", "2025-01-01", "taken"),
        ("date", "maxValue", "valueDateTime: '2025-01-01T00:00:00Z'", "2026-01-01", "taken"),
        ("dateTime", "maxValue", "valueDateTime: '2025-01-01T12:00:00Z'", "2025-01-01 12:30", "out-of-range"),
        ("dateTime", "maxValue", "valueDate: '2025-01-01'", "2025-01-01 00:00", "taken"),
        ("time", "minValue", "valueTime: '09:00:00'", "08:30", "out-of-range"),
        ("time", "minValue", "valueDate: '2025-01-01'", "08:30", "taken"),
        ("quantity", "maxValue", "valueQuantity: {value: 5}", "6", "out-of-range"),
        ("string", "minLength", "valueInteger: 3", "ab", "wrong-form"),
        ("string", "minLength", "valueInteger: 3", "abc", "taken"),
        ("string", "minLength", "valueInteger: 3", "abcdef", "too-long"),
        ("string", "regex", "valueString: '[A-Z]+'", "ab", "wrong-form"),
        ("string", "regex", "valueString: '[A-Z]+'", "AB", "taken"),
        ("string", "regex", "valueString: '(x+x+)+y'", "xxxxx", "wrong-form"),
        ("url", "minLength", "valueInteger: 1", "a b c", "wrong-form"),
        ("url", "minLength", "valueInteger: 1", "urn:x", "taken"),
    ],
)
def test_an_answer_keeps_within_its_limits(
    kind: str, name: str, limit: str, typed: str, outcome: str
) -> None:
    talk = Talk(asking(LIMITS.format(kind=kind, extensions=f"{{url: '{HL7}{name}', {limit}}}")))
    made = talk.put_words(typed)
    if outcome == "taken":
        assert isinstance(made, Entry)
    else:
        assert made == refused(outcome)


def test_a_pattern_that_takes_too_long_holds_nobody_up() -> None:
    talk = Talk(
        asking(f"""
  - linkId: a
    type: string
    text: A?
    extension: [{{url: '{HL7}regex', valueString: '(a|aa)+'}}]
""")
    )
    assert isinstance(talk.put_words("a" * 40 + "!"), Entry)


def test_a_pattern_that_is_longer_than_any_sensible_one_is_not_used() -> None:
    talk = Talk(
        asking(f"""
  - linkId: a
    type: string
    text: A?
    extension: [{{url: '{HL7}regex', valueString: '{"a" * 3000}'}}]
""")
    )
    assert isinstance(talk.put_words("b"), Entry)


def test_a_quantity_in_its_own_extension_of_sdc_has_limits_too() -> None:
    sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-maxQuantity"
    talk = Talk(
        asking(f"""
  - linkId: a
    type: quantity
    text: A?
    extension: [{{url: '{sdc}', valueQuantity: {{value: 5}}}}]
""")
    )
    assert talk.put_words("6") == refused("out-of-range")
