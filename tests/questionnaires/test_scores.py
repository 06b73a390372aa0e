"""The scores give what tests/specs/scores.txt says, row by row."""

from decimal import Decimal

import pytest

from domain import Answer
from questionnaires.library import Library
from questionnaires.scores import PHQ4_POINTS, SCORES, Score, scores_of
from tests.questionnaires.score_specs import ScoreSpec, specs
from tests.questionnaires.talking import choice

ROWS = [(spec, cells) for spec in specs() for cells in spec.examples]


def answer(cell: str) -> tuple[Answer, ...]:
    words: dict[str, tuple[Answer, ...]] = {"-": (), "yes": (True,), "no": (False,)}
    if cell in words:
        return words[cell]
    return (int(cell),) if cell.isdigit() else (choice(cell),)


@pytest.mark.parametrize(("spec", "cells"), ROWS, ids=[f"{spec.score} {cells}" for spec, cells in ROWS])
def test_a_score_is_what_the_spec_says(spec: ScoreSpec, cells: tuple[str, ...]) -> None:
    *given, expected = zip(spec.names, cells, strict=True)
    answers = {link_id: answer(cell) for link_id, cell in given if answer(cell)}
    score = next(score for score in scores_of(spec.instrument, answers) if score.name == spec.score)
    if expected[1][0].isdigit():
        assert score == Score(spec.score, "1.0.0", Decimal(expected[1]), None)
    else:
        assert score == Score(spec.score, "1.0.0", None, expected[1])


def test_the_spec_says_of_every_score_what_it_is_and_gives_examples_with_and_without_a_value() -> None:
    named = [(name, score.name) for name in SCORES for score in scores_of(name, {})]
    assert [(spec.instrument, spec.score) for spec in specs()] == named
    for spec in specs():
        assert list(spec.facts) == ["Measures", "Range", "Missing", "Source"]
        assert {cells[-1][0].isdigit() for cells in spec.examples} == {True, False}
        assert len(spec.examples) >= 5


def test_the_items_of_a_score_are_in_its_instrument() -> None:
    for spec in specs():
        assert set(spec.names[:-1]) <= set(Library.bundled().current(spec.instrument).places)


def test_an_answer_of_the_phq_4_counts_what_the_definition_says() -> None:
    for link_id in ("phq4-nervous", "phq4-worry", "phq4-interest", "phq4-down"):
        options = Library.bundled().current("extended").item(link_id).options
        assert {option.code: option.weight for option in options} == PHQ4_POINTS


def test_an_instrument_without_scores_has_none() -> None:
    assert scores_of("wound-check", {"rlp-now": (5,)}) == ()


def test_scores_belong_to_bundled_instruments() -> None:
    assert set(SCORES) <= set(Library.bundled().ids)
