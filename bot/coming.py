"""What happens next, for somebody who has just sent all answers: when the next questions are planned."""

from datetime import date, datetime, timedelta

from bot.people import local_date
from bot.surroundings import Surroundings
from domain import Patient
from storage import assessments
from storage.database import Tx


def coming(tx: Tx, around: Surroundings, patient: Patient, as_of: datetime) -> str:
    """That other questions wait, around which day the next ones come, or that none are planned."""
    if assessments.open_of_patient(tx, patient.id):
        return around.say("next-waiting")
    planned_at = assessments.next_planned_at(tx, patient.id)
    if planned_at is None:
        return around.say("next-none")
    today = local_date(patient, as_of)
    on = max(local_date(patient, planned_at), today, _after_pause(patient, today))
    day = around.texts.day(on)
    return around.say("next-around", day=day if on.year == today.year else f"{day} {on.year}")


def _after_pause(patient: Patient, today: date) -> date:
    """The first day on which the patient may be asked."""
    until_on = patient.paused_until_on
    return today if until_on is None else until_on + timedelta(days=1)
