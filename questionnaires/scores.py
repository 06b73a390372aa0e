"""Scores, as named functions of the answers, each with its own rule for what is missing.

A score is never guessed from half of its items, and a missing one says why. Clinical scores never come from
expressions in a definition file: engines disagree on them, and one turns "unanswered" into zero.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain import Answers, Coding

UNANSWERED = "unanswered"
NO_PROSTHESIS = "no-prosthesis"

_GAD_2 = ("phq4-nervous", "phq4-worry")
_PHQ_2 = ("phq4-interest", "phq4-down")
PHQ4_POINTS = {"not-at-all": 0, "several-days": 1, "more-than-half": 2, "nearly-daily": 3}
"""What each answer of the PHQ-4 counts, by its code."""


@dataclass(frozen=True, slots=True)
class Score:
    """Either a value, or the reason why it is missing."""

    name: str
    version: str
    value: Decimal | None
    missing: str | None


def pain_interference(answers: Answers) -> Score:
    """How much pain got in the way: the mean of the two interference items.

    Range 0 (not at all) to 10 (completely), in steps of 0.5. Missing ("unanswered") when either item is
    unanswered or declined. An own score; it is not PEG and must not be called so.
    Source: TMR Follow-up, clinical content, core instrument items 6 and 7.
    """
    activity = number(answers, "interference-activity")
    enjoyment = number(answers, "interference-enjoyment")
    if activity is None or enjoyment is None:
        return Score("pain-interference", "1.0.0", None, UNANSWERED)
    return Score("pain-interference", "1.0.0", (activity + enjoyment) / 2, None)


def wear_index(answers: Answers) -> Score:
    """How much of a waking week the prosthesis is worn: 100 x days x min(hours, 16) / 112.

    Range 0 (not worn) to 100 (16 hours or more, every day), rounded half up to 0.01. A prosthesis worn on no
    day is 0. Missing: "no-prosthesis" when there is none to wear (not wearing it is then no finding),
    "unanswered" when having one, the days or the hours are unanswered or declined.
    "16+" is stored as 16, so that a tap and a typed 20 hours give the same index.
    Source: TMR Follow-up, clinical content, core instrument item 8; an own index, not Q-TFA.
    """
    index = exact_wear_index(answers)
    if index is None:
        none = answers.get("prosthesis-have", ()) == (False,)
        return Score("wear-index", "1.0.0", None, NO_PROSTHESIS if none else UNANSWERED)
    return Score("wear-index", "1.0.0", index.quantize(Decimal("0.01"), ROUND_HALF_UP), None)


def exact_wear_index(answers: Answers) -> Decimal | None:
    """The wear index before it is rounded, for means to be made of; None where it is missing."""
    days, hours = number(answers, "prosthesis-days"), number(answers, "prosthesis-hours")
    if answers.get("prosthesis-have", ()) != (True,) or days is None or (days > 0 and hours is None):
        return None
    return 100 * days * min(hours or Decimal(0), Decimal(16)) / 112


def phq_4(answers: Answers) -> Score:
    """Worry and low mood together: the sum of the four PHQ-4 items, each 0 to 3.

    Range 0 to 12. Missing ("unanswered") unless all four items are answered; in audit mode none is asked.
    Source: Kroenke K, Spitzer RL, Williams JBW, Löwe B. Psychosomatics 2009; 50: 613-621.
    """
    return _sum("phq-4", answers, (*_GAD_2, *_PHQ_2))


def gad_2(answers: Answers) -> Score:
    """Worry: the sum of the items phq4-nervous and phq4-worry, 0 to 3 each.

    Range 0 to 6. Missing ("unanswered") when either item is unanswered or declined.
    Source: as PHQ-4, whose anxiety half this is.
    """
    return _sum("gad-2", answers, _GAD_2)


def phq_2(answers: Answers) -> Score:
    """Low mood: the sum of the items phq4-interest and phq4-down, 0 to 3 each.

    Range 0 to 6. Missing ("unanswered") when either item is unanswered or declined.
    Source: as PHQ-4, whose depression half this is.
    """
    return _sum("phq-2", answers, _PHQ_2)


def _sum(name: str, answers: Answers, link_ids: tuple[str, ...]) -> Score:
    """The points of these items together, if every one of them is answered."""
    points = [_points(answers, link_id) for link_id in link_ids]
    given = [point for point in points if point is not None]
    if len(given) < len(link_ids):
        return Score(name, "1.0.0", None, UNANSWERED)
    return Score(name, "1.0.0", Decimal(sum(given)), None)


def _points(answers: Answers, link_id: str) -> int | None:
    match answers.get(link_id, ()):
        case (Coding(code=code),):
            return PHQ4_POINTS[code]
        case _:
            return None


def number(answers: Answers, link_id: str) -> Decimal | None:
    """The number answered, if any."""
    match answers.get(link_id, ()):
        case (int() | Decimal() as value,):
            return Decimal(value)
        case _:
            return None


SCORES: Mapping[str, tuple[Callable[[Answers], Score], ...]] = {
    "core": (pain_interference, wear_index),
    "extended": (phq_4, gad_2, phq_2),
}
"""Instrument id -> its scores, in the order in which they are listed."""


def scores_of(instrument_id: str, answers: Answers) -> tuple[Score, ...]:
    """The scores of these answers; none for an instrument without scores."""
    return tuple(score(answers) for score in SCORES.get(instrument_id, ()))
