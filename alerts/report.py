"""What the rules look at: one report of a patient, and plain ways to read its answers.

A value that was declined, skipped or not asked is absent, and absent never means "no symptoms" here: it only
means that a rule which needs the value cannot fire on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from domain import Answers, Coding

CHOICE = "urn:tmr-followup:choice"
"""The code system of every option in the bundled instruments."""

CORE = "core"
EXTENDED = "extended"
WOUND_CHECK = "wound-check"
RECHECK = "re-check"
PAIN_REPORT = "pain-report"
"""What a patient reports unasked. It is judged like a core report, but is never part of the usual pain."""

RISES = frozenset({CORE, PAIN_REPORT})
"""The instruments whose 7-day averages are held against the usual pain, and may want a re-check."""


class Pain(StrEnum):
    """The two pains of HTG750 2.1: of the residual limb, and of the phantom limb."""

    RLP = "rlp"
    PLP = "plp"

    @property
    def average(self) -> str:
        """Link id of the average of the last 7 days, 0 (none) to 10 (worst)."""
        return f"{self.value}-average"

    @property
    def now(self) -> str:
        """Link id of the pain at this moment, 0 (none) to 10 (worst)."""
        return f"{self.value}-now"


@dataclass(frozen=True, slots=True)
class Report:
    """One response as the rules see it: the answers in force, and when they were given.

    `day` is the local date of the answer less the date of surgery (day 0). `ended`: completed, or closed as
    partial; `completed`: sent by the patient. `recheck_of` is the response whose rise this one checks.
    `entered_at`: when staff entered it, if that was on a later day than the patient gave it.
    """

    response_id: int
    instrument: str
    day: int
    on: date
    at: datetime
    answers: Answers
    ended: bool
    completed: bool
    recheck_of: int | None = None
    entered_at: datetime | None = None

    @property
    def heard_at(self) -> datetime:
        """From when somebody here could act on it."""
        return self.entered_at or self.at


def codes(answers: Answers, link_id: str) -> frozenset[str]:
    """The chosen codes of our own system; empty when the item has no answer."""
    values = answers.get(link_id, ())
    return frozenset(value.code for value in values if isinstance(value, Coding) and value.system == CHOICE)


def said_yes(answers: Answers, link_id: str) -> bool:
    """Whether a yes-or-no item was answered yes; no answer is not yes."""
    return any(value is True for value in answers.get(link_id, ()))


def truth(answers: Answers, link_id: str) -> bool | None:
    """The answer to a yes-or-no item; None when it has none."""
    return next((value for value in answers.get(link_id, ()) if isinstance(value, bool)), None)


def number(answers: Answers, link_id: str) -> Decimal | None:
    """The value of a number item, exactly; None when it has no answer."""
    for value in answers.get(link_id, ()):
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
    return None


def earlier(report: Report, history: Sequence[Report]) -> tuple[Report, ...]:
    """The reports given before this one, oldest first; this one and later ones are left out."""
    before = [other for other in history if given_order(other) < given_order(report)]
    return tuple(sorted(before, key=given_order))


def given_order(report: Report) -> tuple[datetime, int]:
    """Reports in the order they were given, whenever they came in."""
    return report.at, report.response_id
