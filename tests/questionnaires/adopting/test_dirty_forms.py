"""Whatever stands in a file, it is taken or refused: odd values anywhere in random forms never raise."""

import json
from random import Random
from typing import Any

import pytest

from questionnaires.adopting.adopt import adopt
from questionnaires.conversation import standing
from tests.questionnaires.adopting.random_forms import random_form

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 3.5, float("nan"), float("inf"), 10**30, "", "x", "\ud800", [], {}, [1], [None],
    {"a": 1}, "2025-13-45", "T", ":", "[(", [{"url": 1}], {"extension": {}},
)  # fmt: skip


def soiled(node: Any, dice: Random, share: float) -> Any:
    """The same with an odd value here and there."""
    match node:
        case dict():
            return {key: _soiled(value, dice, share) for key, value in node.items()}
        case list():
            return [_soiled(value, dice, share) for value in node]
    return node


def _soiled(node: Any, dice: Random, share: float) -> Any:
    return dice.choice(_ODD) if dice.random() < share else soiled(node, dice, share)


def check(seed: int) -> None:
    dice = Random(seed)
    found = adopt(soiled(random_form(seed), dice, dice.choice((0.01, 0.05, 0.2))), "checksum")
    json.dumps([(remark.level, remark.where, remark.reason) for remark in found.remarks])
    assert (found.instrument is None) is (found.status == "refused")
    if found.instrument is not None:
        assert standing(found.instrument, {}, ()).total >= 0


def test_odd_values_anywhere_never_raise() -> None:
    for seed in range(400):
        check(seed)


@pytest.mark.nightly
def test_odd_values_anywhere_never_raise_however_often() -> None:
    for seed in range(1_000, 20_000):
        check(seed)
