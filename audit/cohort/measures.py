"""What is measured at each time point: its scale, where it is read from, and which way is better. Pure."""

from dataclasses import dataclass
from enum import StrEnum


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
    """`low` to `high` in points; `source` is a link id of the core instrument, or the name of a score."""

    title: str
    low: int
    high: int
    low_is_good: bool
    source: str
    is_score: bool = False


SCALES: dict[Measure, Scale] = {
    Measure.RLP: Scale("Residual limb pain, average of 7 days", 0, 10, True, "rlp-average"),
    Measure.PLP: Scale("Phantom limb pain, average of 7 days", 0, 10, True, "plp-average"),
    Measure.INTERFERENCE: Scale("Pain interference", 0, 10, True, "pain-interference", is_score=True),
    Measure.QOL: Scale("Quality of life", 0, 10, False, "quality-of-life"),
    Measure.WEAR: Scale("Prosthesis wear index", 0, 100, False, "wear-index", is_score=True),
}

FREQUENCIES = ("none", "days-1-2", "days-3-6", "daily", "several-daily", "constant")
"""How often phantom pain came, from never to always: their order is their rank."""

FREQUENCY = "plp-frequency"
CORE = "core"
BASELINE = "BL"
PRIMARY_END = "M12"
"""Twelve months: the time point whose figures head the report."""
