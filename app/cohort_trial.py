"""A schedule tried on a made-up cohort, for the console: small enough to be done while somebody waits."""

from datetime import date
from statistics import median_low

from app.simulating.load import expected, weeks
from app.simulating.simulation import simulate
from console.reach import COHORT, COHORT_MONTHS, Tried
from domain import Fault
from questionnaires.library import Library
from scheduler.timepoints import Protocol

_SEED = 1
"""The same people whenever it is tried, so that two schedules differ by what they say and not by luck."""


def try_on_cohort(protocol: Protocol, starts_on: date) -> Tried:
    """What the cohort would get. A Fault where a questionnaire is asked that nobody made up answers for."""
    _require_known(protocol)
    made = simulate(protocol, patients=COHORT, months=COHORT_MONTHS, seed=_SEED, starts_on=starts_on)
    all_weeks = weeks(made)
    to_patients = [week.to_patients for week in all_weeks]
    to_staff = [week.to_staff for week in all_weeks]
    return Tried(
        a_patient=sum(to_patients) / COHORT,
        to_patients=(median_low(to_patients), max(to_patients)),
        to_staff=(median_low(to_staff), max(to_staff)),
        unanswered={one.time_point: (one.unanswered, one.ended) for one in expected(made)},
    )


def _require_known(protocol: Protocol) -> None:
    asked = {name for point in protocol.time_points for name in point.instruments}
    if own := sorted(asked - set(Library.bundled().ids)):
        raise Fault(f"Made-up people cannot answer questionnaires of the site's own: {', '.join(own)}.")
