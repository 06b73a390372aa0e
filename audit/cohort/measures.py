"""What is measured at each time point: its scale, where it is read from, and which way is better. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial

from domain import Answers
from questionnaires.scores import exact_wear_index, number, pain_interference


class Measure(StrEnum):
    """The outcomes of HTG750 3.2 as this product asks them. RLP and PLP are two pains (2.1)."""

    RLP = "rlp"
    PLP = "plp"
    INTERFERENCE = "interference"
    QOL = "quality-of-life"
    WEAR = "wear-index"


PAINS = (Measure.RLP, Measure.PLP)


@dataclass(frozen=True, slots=True)
class Scale:
    """`low` to `high` in points; `read` finds the value, unrounded, in answers to the core instrument."""

    title: str
    low: int
    high: int
    low_is_good: bool
    read: Callable[[Answers], Decimal | None]


def _number(link_id: str) -> Callable[[Answers], Decimal | None]:
    return partial(number, link_id=link_id)


def _interference(answers: Answers) -> Decimal | None:
    return pain_interference(answers).value


SCALES: dict[Measure, Scale] = {
    Measure.RLP: Scale("Residual limb pain, average of 7 days", 0, 10, True, _number("rlp-average")),
    Measure.PLP: Scale("Phantom limb pain, average of 7 days", 0, 10, True, _number("plp-average")),
    Measure.INTERFERENCE: Scale("Pain interference", 0, 10, True, _interference),
    Measure.QOL: Scale("Quality of life", 0, 10, False, _number("quality-of-life")),
    Measure.WEAR: Scale("Prosthesis wear index", 0, 100, False, exact_wear_index),
}

FREQUENCIES = ("none", "days-1-2", "days-3-6", "daily", "several-daily", "constant")
"""How often phantom pain came, from never to always: their order is their rank."""

FREQUENCY = "plp-frequency"
CORE = "core"
BASELINE = "BL"
PRIMARY_END = "M12"
"""Twelve months: the time point whose figures head the report."""
