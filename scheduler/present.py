"""An episode as it stands at one look: what reconciling measures the stored assessments by."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Present:
    """`protocol_id` is the protocol that the plan comes from, `tmr_on` the operation date as it now stands.

    `enrolled_on` is the first day of follow-up: enrolment, or activation where that came later. `as_of_on` is
    today in the patient's `zone`. `followed` is false for whoever has withdrawn or died.
    """

    protocol_id: int
    tmr_on: date
    zone: str
    enrolled_on: date
    as_of_on: date
    followed: bool
