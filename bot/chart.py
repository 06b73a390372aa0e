"""A patient's own chart: pain over time, on asking (/mychart), and after each report if they wish it.

It goes through the outbox, so that one in doubt is not sent twice. The caption tells nothing; what the
picture shows is said in words when a button below it is tapped.
"""

from datetime import datetime

from bot import wishes
from bot.chart_words import in_words, words
from bot.claims import Claim, foreign
from bot.limbs import followed, limb_of
from bot.pausing import stopped_already
from bot.people import is_asked, pseudonym, who
from bot.readings import readings_of
from bot.reply import Came, Edit, Reply
from bot.screen import Button, Picture, Rows, Screen, page
from bot.sitting import reached, sitting_of
from bot.speech import Speech
from bot.surroundings import Surroundings
from bot.wishes import Charted, Worded
from domain import Act, Episode, Lane, Message, Patient
from storage import episodes, outbox, patients
from storage.database import Tx
from storage.words import Outgoing

_AFTER = "chart:after:"


def ask(tx: Tx, as_of: datetime, speech: Speech, came: Came, patient: Patient) -> Reply:
    """/mychart: a picture for each operation that was reported about."""
    around = speech.around(tx, patient, as_of)
    if not is_asked(patient):
        return Reply(say=(stopped_already(around),))
    shown = [one for one in followed(tx, patient) if readings_of(tx, speech, patient, one)]
    for episode in shown:
        _queue(tx, Act(pseudonym(patient), as_of), patient, episode.id, f"chart:{came.source}:{episode.id}")
    nothing = Screen(page(around.say("chart-none"), around.safety), (_wish(around, patient, 0, 0),))
    return Reply(say=() if shown else (nothing,), wake=bool(shown))


def after_sending(tx: Tx, speech: Speech, claim: Claim) -> None:
    """All of a sitting was just sent: the chart follows for whoever wished it."""
    sitting = claim.sitting
    rest = sitting_of(tx, claim.patient, sitting.episode, unscheduled=sitting.unscheduled)
    if claim.patient.chart_wanted and reached(tx, speech, rest) is None:
        _queue(tx, claim.act, claim.patient, sitting.episode.id, f"{_AFTER}{claim.assessment.id}")


def render(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Screen | None:
    """The picture as it is now; None if it is not wished any more or there is nothing in it."""
    if outgoing.patient_id is None or outgoing.episode_id is None:
        raise ValueError(f"Outbox row {outgoing.id} does not say whose chart it is.")
    patient = patients.get(tx, outgoing.patient_id)
    unwanted = outgoing.key.startswith(_AFTER) and not patient.chart_wanted
    episode = episodes.get(tx, outgoing.episode_id)
    readings = readings_of(tx, speech, patient, episode)
    if unwanted or not readings or not is_asked(patient):
        return None
    around = speech.around(tx, patient, as_of)
    several = len(followed(tx, patient)) > 1
    picture = Picture(readings, words(around, limb_of(around, episode) if several else ""))
    return Screen(around.say("chart-caption"), _rows(around, patient, episode.id, len(readings)), picture)


def tell(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Worded) -> Reply:
    """What the picture shows, in words below it. An edit notifies nobody."""
    patient = who(tx, came.chat_id)
    episode = _theirs(tx, patient, pressed.episode_id)
    if not isinstance(patient, Patient) or episode is None:
        return foreign(tx, speech, came)
    around = speech.around(tx, patient, as_of)
    readings = readings_of(tx, speech, patient, episode)[: pressed.count]
    rows = (_wish(around, patient, episode.id, pressed.count),)
    said = Screen(in_words(around, readings, episode.tmr_on), rows)
    return Reply(card=Edit(came.message_id, said, caption=True))


def wish(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Charted) -> Reply:
    """Note whether the chart is to come after each report."""
    patient = who(tx, came.chat_id)
    has_picture = pressed.episode_id != 0
    known = not has_picture or _theirs(tx, patient, pressed.episode_id) is not None
    if not isinstance(patient, Patient) or not known or pressed.wanted not in (0, 1):
        return foreign(tx, speech, came)
    wanted = pressed.wanted == 1
    if patient.chart_wanted != wanted:
        patient = patients.prefer(tx, Act(pseudonym(patient), as_of), patient.id, chart_wanted=wanted)
    around = speech.around(tx, patient, as_of)
    rows = _rows(around, patient, pressed.episode_id, pressed.count)
    said = Screen(around.say("chart-on" if wanted else "chart-off"), rows if has_picture else rows[-1:])
    return Reply(card=Edit(came.message_id, said, caption=has_picture))


def _theirs(tx: Tx, person: object, episode_id: int) -> Episode | None:
    if not isinstance(person, Patient):
        return None
    return next((one for one in followed(tx, person) if one.id == episode_id), None)


def _rows(around: Surroundings, patient: Patient, episode_id: int, count: int) -> Rows:
    in_words_key = Button(around.say("button-chart-words"), wishes.worded(episode_id, count))
    return ((in_words_key,), _wish(around, patient, episode_id, count))


def _wish(around: Surroundings, patient: Patient, episode_id: int, count: int) -> tuple[Button, ...]:
    """The button that changes whether it comes after each report."""
    label = around.say("button-chart-off" if patient.chart_wanted else "button-chart-on")
    return (Button(label, wishes.charted(episode_id, count, wanted=not patient.chart_wanted)),)


def _queue(tx: Tx, act: Act, patient: Patient, episode_id: int, key: str) -> None:
    message = Message(
        key=key,
        kind="chart",
        lane=Lane.REPLY,
        language=patient.language,
        not_before_at=act.at,
        patient_id=patient.id,
        episode_id=episode_id,
    )
    outbox.queue(tx, act, message)
