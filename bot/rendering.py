"""Finds the words for a row of the outbox at the moment it is sent. Rows hold ids only."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot import buttons, chart
from bot.amendable import is_time
from bot.amending import after_the_end
from bot.coming import coming
from bot.digest.gathering import digest_for
from bot.digest.telling import as_message
from bot.dispatch import said
from bot.letter import REMOVE
from bot.notices import notice
from bot.presenting import advice, place_screen
from bot.progress import progress
from bot.screen import Button, Screen, page
from bot.screens import thanks
from bot.sitting import is_own, place_of, reached, sitting_of
from bot.speech import Speech
from bot.truth import sitting as asked_about
from domain import Assessment, AssessmentState, Patient, PatientStatus
from storage import alerts, assessments, episodes, patients, responses
from storage.database import Tx
from storage.erasing import OVERWRITE
from storage.words import Outgoing


def render(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Screen | None:
    """The message as it should be now; None if there is nothing left to say. An unknown kind is a bug."""
    return _KINDS[outgoing.kind](tx, speech, outgoing, as_of)


def _prompt(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Screen | None:
    """The invitation: may show on a locked telephone, so nothing in it tells what it is about."""
    asked = _still_asked(tx, outgoing)
    if not asked:
        return None
    around = speech.around(tx, _patient(tx, outgoing), as_of)
    begun = [each for assessment in asked for each in responses.of_assessment(tx, assessment.id)]
    minutes = sum(speech.pinned(tx, each, each.language).takes_minutes for each in begun)
    invited = around.say("invitation", minutes=minutes)
    text = page(invited, around.say("automatic"), around.safety)
    return Screen(text, ((Button(around.say("button-start"), buttons.begun(asked[0].id)),),))


def _reminder(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Screen | None:
    asked = _still_asked(tx, outgoing)
    if not asked:
        return None
    around = speech.around(tx, _patient(tx, outgoing), as_of)
    last_day = around.texts.day(min(assessment.closes_on for assessment in asked))
    text = page(around.say("reminder", last_day=last_day), around.say("automatic"), around.safety)
    return Screen(text, ((Button(around.say("button-go-on"), buttons.begun(asked[0].id)),),))


def _again(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Screen | None:
    """After an outage in which taps may have been lost."""
    asked = _still_asked(tx, outgoing)
    if not asked:
        return None
    around = speech.around(tx, _patient(tx, outgoing), as_of)
    text = page(around.say("again"), around.say("automatic"), around.safety)
    return Screen(text, ((Button(around.say("button-go-on"), buttons.begun(asked[0].id)),),))


def _card(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Screen | None:
    """The card as it should stand now, whatever has happened since we could not show it."""
    patient = _patient(tx, outgoing)
    around = speech.around(tx, patient, as_of)
    if patient.status is not PatientStatus.FOLLOWED:
        return None
    response = responses.get(tx, int(outgoing.detail["response"]))
    assessment = assessments.get(tx, response.assessment_id)
    sitting = sitting_of(tx, patient, episodes.get(tx, assessment.episode_id), unscheduled=is_own(assessment))
    place = None if "sent" in outgoing.detail else reached(tx, speech, sitting)
    if place is not None:
        return place_screen(around, place, progress(tx, speech, place))
    if assessment.state is not AssessmentState.COMPLETED:
        return None
    ended = place_of(tx, speech, sitting, assessment, response)
    next_one = coming(tx, around, patient, as_of)
    if is_time(patient, assessment, as_of):
        return after_the_end(around, ended, next_one)
    return thanks(around, advice(ended), next_one)


def _notice(tx: Tx, speech: Speech, outgoing: Outgoing, _as_of: datetime) -> Screen | None:
    alert = alerts.get(tx, _known(outgoing.alert_id))
    climbed = outgoing.detail.get("step") in ("deputy", "lead")
    return notice(tx, speech, alert, climbed=climbed, repeat=outgoing.repeat)


def _call(tx: Tx, speech: Speech, outgoing: Outgoing, _as_of: datetime) -> Screen | None:
    """A line of the coordinator's telephone list."""
    assessment = assessments.get(tx, _known(outgoing.assessment_id))
    patient = patients.get(tx, episodes.get(tx, assessment.episode_id).patient_id)
    last_day = speech.staff.day(assessment.closes_on)
    words = {"code": patient.code, "time_point": assessment.time_point, "last_day": last_day}
    if "phone_on" not in outgoing.detail:
        return Screen(speech.staff.say("call", **words))
    phone_on = date.fromisoformat(str(outgoing.detail["phone_on"]))
    if phone_on > assessment.closes_on:
        return Screen(speech.staff.say("call-last-chance", **words))
    return Screen(speech.staff.say("call-day-off", **words, day=speech.staff.day(phone_on)))


def _blocked(tx: Tx, speech: Speech, outgoing: Outgoing, _as_of: datetime) -> Screen | None:
    return Screen(speech.staff.say("blocked", code=_patient(tx, outgoing).code))


def _stopped(tx: Tx, speech: Speech, outgoing: Outgoing, _as_of: datetime) -> Screen | None:
    patient = _patient(tx, outgoing)
    withdrew = outgoing.key.endswith(f":{PatientStatus.WITHDRAWN}")
    key = "patient-withdrew" if withdrew else "patient-stopped-messages"
    return Screen(speech.staff.say(key, code=patient.code))


def _operations(_tx: Tx, speech: Speech, outgoing: Outgoing, _as_of: datetime) -> Screen | None:
    what = str(outgoing.detail.get("what", ""))
    if what in ("licence-expiring", "licence-expired"):
        until = date.fromisoformat(str(outgoing.detail["until"]))
        last_day = f"{speech.staff.day(until)} {until.year}"
        return Screen(speech.staff.say(what, instrument=outgoing.detail["instrument"], last_day=last_day))
    return Screen(speech.staff.say("operations", what=what))


def _digest(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Screen | None:
    told = digest_for(tx, speech.figuring, outgoing, as_of)
    return None if told is None else Screen(as_message(speech.staff, told, repeat=outgoing.repeat))


def _remove(_tx: Tx, _speech: Speech, _outgoing: Outgoing, _as_of: datetime) -> Screen | None:
    """Nothing is said: a message of the patient's own is deleted."""
    return Screen("")


def _overwrite(tx: Tx, speech: Speech, outgoing: Outgoing, _as_of: datetime) -> Screen | None:
    """What stands in place of an old message that cannot be deleted."""
    return Screen(speech.language(_patient(tx, outgoing).language).say("message-erased"))


_KINDS: Mapping[str, Callable[[Tx, Speech, Outgoing, datetime], Screen | None]] = {
    "prompt": _prompt,
    "reminder": _reminder,
    "again": _again,
    "card": _card,
    "chart": chart.render,
    "say": said,
    REMOVE: _remove,
    OVERWRITE: _overwrite,
    "notice": _notice,
    "call": _call,
    "blocked": _blocked,
    "stopped": _stopped,
    "operations": _operations,
    "digest": _digest,
}


def _still_asked(tx: Tx, outgoing: Outgoing) -> tuple[Assessment, ...]:
    """The open assessments of the sitting, the leading one first."""
    return tuple(one for one in asked_about(tx, outgoing) if one.state is AssessmentState.OPEN)


def _patient(tx: Tx, outgoing: Outgoing) -> Patient:
    return patients.get(tx, _known(outgoing.patient_id))


def _known(row_id: int | None) -> int:
    if row_id is None:
        raise ValueError("This row of the outbox does not say whom or what it is about.")
    return row_id
