"""Pauses: a patient wants to hear nothing for some days, by button or typed; and goes on when they like."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot import buttons
from bot.claims import foreign
from bot.people import is_asked, local_date, pseudonym
from bot.presses import Paused
from bot.reply import Came, Edit, Reply
from bot.screen import Button, Screen, page
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import Act, Patient
from storage import patients
from storage.database import Tx

PAUSES = (3, 7, 14)
MOST = 31
"""Days that somebody can pause for by typing; who wants longer speaks with the team."""

_LENGTH = re.compile(r"(?P<number>\d{1,3})\s*(?:d|days?|diwrnod|(?P<weeks>w|wks?|weeks?|wythnos))?", re.ASCII)


def ask_pause(tx: Tx, as_of: datetime, speech: Speech, patient: Patient) -> Reply:
    """/pause: for how long; or go on, if paused now."""
    around = speech.around(tx, patient, as_of)
    if not is_asked(patient):
        return Reply(say=(stopped_already(around),))
    rows = [tuple(Button(around.say("button-pause", days=days), buttons.paused(days)) for days in PAUSES)]
    until = patient.paused_until_on
    paused_now = until is not None and local_date(patient, as_of) <= until
    if paused_now:
        rows.append((Button(around.say("button-resume"), buttons.paused(0)),))
    now = around.say("pause-now", last_day=around.texts.day(until)) if until and paused_now else ""
    return Reply(say=(Screen(page(now, around.say("pause-ask"), around.safety), tuple(rows)),))


def chosen(tx: Tx, as_of: datetime, speech: Speech, came: Came, patient: Patient, pressed: Paused) -> Reply:
    """Nothing is asked through the last paused day, counted from today; 0 days goes on at once."""
    around = speech.around(tx, patient, as_of)
    if not is_asked(patient):
        return Reply(card=Edit(came.message_id, stopped_already(around)))
    if pressed.days not in (0, *PAUSES):
        return foreign(tx, speech, came)
    return Reply(card=Edit(came.message_id, _set(tx, as_of, speech, patient, pressed.days)), wake=True)


def typed(tx: Tx, as_of: datetime, speech: Speech, patient: Patient, text: str) -> Reply:
    """/pause 7d: that many days at once. What cannot be read as 1 to 31 days is asked again."""
    if not text or not is_asked(patient):
        return ask_pause(tx, as_of, speech, patient)
    days = read_days(text)
    if days is None:
        around = speech.around(tx, patient, as_of)
        unclear = around.say("pause-unclear", most=MOST, team_phone=around.site.team_phone)
        (asked,) = ask_pause(tx, as_of, speech, patient).say
        return Reply(say=(replace(asked, text=page(unclear, asked.text)),))
    return Reply(say=(_set(tx, as_of, speech, patient, days),), wake=True)


def go_on(tx: Tx, as_of: datetime, speech: Speech, patient: Patient, _text: str) -> Reply:
    """/resume: no pause, from now on."""
    if not is_asked(patient):
        return Reply(say=(stopped_already(speech.around(tx, patient, as_of)),))
    return Reply(say=(_set(tx, as_of, speech, patient, 0),), wake=True)


def read_days(text: str) -> int | None:
    """How many days a person means: `7`, `7d`, `7 days`, `2w`, `2 weeks`; None if not 1 to 31 days."""
    found = _LENGTH.fullmatch(text.strip().lower())
    if found is None:
        return None
    days = int(found["number"]) * (7 if found["weeks"] else 1)
    return days if 1 <= days <= MOST else None


def _set(tx: Tx, as_of: datetime, speech: Speech, patient: Patient, days: int) -> Screen:
    """Pause through the last day, counted from today, or end the pause; and say so."""
    around = speech.around(tx, patient, as_of)
    until = local_date(patient, as_of) + timedelta(days=days) if days else None
    patients.pause(tx, Act(pseudonym(patient), as_of), patient.id, until)
    said = around.say("paused-until", last_day=around.texts.day(until)) if until else around.say("resumed")
    return Screen(page(said, around.safety))


def stopped_already(around: Surroundings) -> Screen:
    """What somebody is told who asks for something after they stopped messages."""
    return Screen(page(around.say("stop-already", team_phone=around.site.team_phone), around.safety))
