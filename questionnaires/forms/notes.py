"""What is said of a form while it is read: where, in a sentence, and what that means for asking it."""

from dataclasses import dataclass
from enum import StrEnum

THE_FORM = "the form"
"""Where a note stands that is about no single item."""


class Weight(StrEnum):
    """What becomes of the form that a note is about."""

    CONFUSED = "confused"
    """Its items cannot be told apart."""
    CUT = "cut"
    """A part of it that decides what is asked is left out."""
    BENT = "bent"
    """It is read otherwise than it is written."""
    SAID = "said"
    """It is only said."""


@dataclass(frozen=True, slots=True)
class Note:
    """`where` is a link id, or "the form"; as text it is one line."""

    where: str
    sentence: str
    weight: Weight = Weight.SAID

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"
