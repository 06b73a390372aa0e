"""What correcting an operation date would do, said beforehand; and the correction of just that."""

from datetime import date

from app.enrolment import correct_date, corrected_operation
from app.protocol_plan import Affected, said_of
from app.protocols import known_instruments
from console.reach import Foreseen
from domain import LEFT, Act, Episode, Fault, Patient
from scheduler.effects import NO_EFFECT, Effect, corrected
from scheduler.locking import fingerprint
from scheduler.protocol import read
from scheduler.tick import plan_preferences, present_of
from storage import assessments, patients, protocols, sites
from storage.database import Tx


def foresee_date(tx: Tx, act: Act, episode: Episode, tmr_on: date) -> Foreseen:
    """What would change, and the plan by which just that is accepted; a Fault: no such date."""
    if tmr_on == episode.tmr_on:
        raise Fault(f"{tmr_on} is the date of {episode.code} already. Nothing was changed.")
    _, warnings = corrected_operation(tx, episode, tmr_on)
    patient = patients.get(tx, episode.patient_id)
    found = _effect(tx, act, patient, episode, tmr_on)
    told = said_of(Affected(patient.code, episode.code, found))
    plan = fingerprint(repr((episode, tmr_on, found)))[:16]
    return Foreseen(plan, None, tuple((episode.code, words) for words in told), warnings)


def _effect(tx: Tx, act: Act, patient: Patient, episode: Episode, tmr_on: date) -> Effect:
    """Nothing where follow-up has not begun, or the patient has left it."""
    if episode.activated_at is None or patient.status in LEFT:
        return NO_EFFECT
    return corrected(
        read(protocols.body(tx, episode.protocol_id), known_instruments(tx)),
        assessments.of_episode(tx, episode.id),
        present_of(patient, episode, act.at),
        plan_preferences(sites.get(tx, episode.site_id), patient, episode),
        tmr_on,
    )


def correct_as_foreseen(tx: Tx, act: Act, episode: Episode, tmr_on: date, accept: str) -> None:
    """Correct the date if what was accepted is what would happen now; else a Fault, and nothing is done."""
    if foresee_date(tx, act, episode, tmr_on).plan != accept:
        raise Fault("What would move is not what this page showed. Look at it again. Nothing was changed.")
    correct_date(tx, act, episode, tmr_on)
