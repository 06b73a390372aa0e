"""The words in a drawing of pain, in one language: short, for they stand in a small picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`weeks` and `months` name the axis of time, `rlp` and `plp` the two lines."""

    title: str
    rlp: str
    plp: str
    weeks: str
    months: str
    surgery: str
