"""The rules of enableWhen, one spec each."""

import pytest

from domain import Answer, Coding
from questionnaires.enablement import enabled, holds
from questionnaires.instrument import Condition, Instrument, Operator
from tests.questionnaires.talking import CHOICE, choice, instrument

THREE = """
  - {linkId: pain, type: integer, text: How bad?}
  - linkId: often
    type: integer
    text: How often?
    enableWhen: [{question: pain, operator: ">", answerInteger: 0}]
  - linkId: why
    type: text
    text: Why?
    enableWhen: [{question: often, operator: "!=", answerInteger: 0}]
"""


def on(sample: Instrument, **values: int | bool | str) -> set[str]:
    """Link ids that are enabled while these values are in force."""
    force: dict[str, tuple[Answer, ...]] = {key: (value,) for key, value in values.items()}
    return {sample.flat[ordinal].link_id for ordinal in enabled(sample, force)}


def condition(operator: str, answer: Answer) -> Condition:
    return Condition("question", Operator(operator), answer)


def test_codings_are_equal_when_system_and_code_are() -> None:
    equal = condition("=", choice("yes"))
    assert holds(equal, (Coding(CHOICE, "yes"),))
    assert not holds(equal, (Coding("urn:other", "yes"),))
    assert not holds(equal, (Coding(CHOICE, "no"),))


def test_not_equal_is_true_when_unanswered() -> None:
    assert holds(condition("!=", 0), ())
    assert holds(condition("!=", 0), (3,))
    assert not holds(condition("!=", 0), (0,))


@pytest.mark.parametrize("operator", ["=", ">", "<", ">=", "<="])
def test_every_other_comparison_is_false_when_unanswered(operator: str) -> None:
    assert not holds(condition(operator, 0), ())


@pytest.mark.parametrize(
    ("operator", "true_for"),
    [(">", {6, 7}), ("<", {3, 4}), (">=", {5, 6, 7}), ("<=", {3, 4, 5}), ("=", {5}), ("!=", {3, 4, 6, 7})],
)
def test_numbers_are_compared_as_the_operator_says(operator: str, true_for: set[int]) -> None:
    assert {value for value in range(3, 8) if holds(condition(operator, 5), (value,))} == true_for


def test_exists_reads_as_written() -> None:
    assert holds(condition("exists", True), (0,))
    assert not holds(condition("exists", True), ())
    assert holds(condition("exists", False), ())
    assert not holds(condition("exists", False), (False,))


def test_with_several_answers_one_that_satisfies_is_enough() -> None:
    assert holds(condition("=", choice("b")), (choice("a"), choice("b")))
    assert holds(condition(">", 5), (1, 6))


def test_not_equal_with_several_answers_is_false_when_any_is_equal() -> None:
    assert not holds(condition("!=", choice("b")), (choice("a"), choice("b")))


def test_a_disabled_source_counts_as_unanswered_also_in_chains() -> None:
    sample = instrument(THREE)
    assert on(sample, pain=5, often=0) == {"pain", "often"}
    assert on(sample, pain=0, often=0) == {"pain", "why"}


def test_a_group_that_is_disabled_disables_all_below_it() -> None:
    sample = instrument("""
  - {linkId: worn, type: boolean, text: Worn?}
  - linkId: outer
    type: group
    enableWhen: [{question: worn, operator: "=", answerBoolean: true}]
    item:
      - linkId: inner
        type: group
        item: [{linkId: hours, type: integer, text: Hours?}]
""")
    assert on(sample, worn=True) == {"worn", "outer", "inner", "hours"}
    assert on(sample, worn=False) == {"worn"}


def test_all_wants_every_condition_and_any_wants_one() -> None:
    both = """
  - {linkId: a, type: integer, text: A?}
  - {linkId: b, type: integer, text: B?}
  - linkId: c
    type: text
    text: C?
    enableBehavior: %s
    enableWhen:
      - {question: a, operator: ">", answerInteger: 5}
      - {question: b, operator: "!=", answerInteger: 5}
"""
    assert "c" not in on(instrument(both % "all"), b=6)
    assert "c" in on(instrument(both % "all"), a=6)  # b is unanswered, so not equal
    assert "c" in on(instrument(both % "any"), b=6)
    assert "c" not in on(instrument(both % "any"), a=5, b=5)


def test_a_condition_may_read_a_later_item() -> None:
    sample = instrument("""
  - linkId: before
    type: display
    text: Read this.
    enableWhen: [{question: later, operator: "=", answerString: "no"}]
  - {linkId: later, type: string, text: Later?}
""")
    assert on(sample, later="no") == {"before", "later"}
    assert on(sample, later="yes") == {"later"}


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [(True, "true"), ("yes", Coding("urn:x", "yes")), (Coding("urn:x", "yes"), True), (5, "5")],
)
def test_answers_of_another_kind_are_never_the_same(answer: Answer, wanted: Answer) -> None:
    assert not holds(Condition("q", Operator.EQUAL, wanted), (answer,))
    assert holds(Condition("q", Operator.NOT_EQUAL, wanted), (answer,))
