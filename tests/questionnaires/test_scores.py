"""The scores give what tests/specs/scores.txt says, row by row."""

from decimal import Decimal
from pathlib import Path

import pytest

from domain import Answer
from questionnaires.library import Library
from questionnaires.scores import SCORES, Score, scores_of

SPEC = Path(__file__).parents[1] / "specs" / "scores.txt"


def rows() -> list[tuple[str, dict[str, str]]]:
    """Score name and cells by heading, for every row of the spec."""
    found: list[tuple[str, dict[str, str]]] = []
    for block in SPEC.read_text(encoding="utf-8").split("\n\n")[1:]:
        title, heading, *lines = block.splitlines()
        names = [cell.strip() for cell in heading.split("|")]
        found += [
            (title.split()[0], dict(zip(names, map(str.strip, line.split("|")), strict=True)))
            for line in lines
        ]
    return found


def answer(cell: str) -> tuple[Answer, ...]:
    words: dict[str, tuple[Answer, ...]] = {"-": (), "yes": (True,), "no": (False,)}
    return words[cell] if cell in words else (int(cell),)


@pytest.mark.parametrize(
    ("name", "cells"), rows(), ids=lambda part: str(part) if isinstance(part, str) else "-"
)
def test_a_score_is_what_the_spec_says(name: str, cells: dict[str, str]) -> None:
    expected = cells.pop("score")
    given = {link_id: answer(cell) for link_id, cell in cells.items() if answer(cell)}
    score = next(score for score in scores_of("core", given) if score.name == name)
    if expected[0].isdigit():
        assert score == Score(name, "1.0.0", Decimal(expected), None)
    else:
        assert score == Score(name, "1.0.0", None, expected)


def test_the_spec_covers_every_score() -> None:
    named = {score.name for instrument in SCORES for score in scores_of(instrument, {})}
    assert {name for name, _ in rows()} == named


def test_an_instrument_without_scores_has_none() -> None:
    assert scores_of("wound-check", {"rlp-now": (5,)}) == ()


def test_scores_belong_to_bundled_instruments() -> None:
    assert set(SCORES) <= set(Library.bundled().ids)
