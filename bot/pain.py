"""/pain: a short report that a patient begins unasked, at any time, beside what is planned.

It is open until the end of the next day, so for a day at least, and is neither invited to nor reminded of.
The reply that offers it is a new message and may show on a locked telephone: its words tell nothing, and the
questions come once Start is tapped. One is open at a time for an operation, three can be begun in a day.
"""

from datetime import datetime, timedelta

from bot import buttons, wishes
from bot.answering import begin
from bot.claims import foreign
from bot.limbs import limb_of, limbs
from bot.pausing import stopped_already
from bot.people import is_asked, local_date, pseudonym, who
from bot.presses import Begun
from bot.reply import Came, Edit, Reply
from bot.screen import Button, Screen, page
from bot.sitting import is_own
from bot.speech import Speech
from bot.surroundings import Surroundings
from bot.wishes import Hurting
from domain import Act, Assessment, AssessmentKind, AssessmentState, Episode, Patient
from questionnaires.context import context, phase
from questionnaires.library import Library
from storage import assessments, episodes, responses, sites
from storage.database import Tx

INSTRUMENT = "pain-report"
MOST_A_DAY = 3
_STAYS_OPEN = timedelta(days=1)
_REPEATS = timedelta(days=2)
"""An update comes again within this time; after a quiet week its number may name another."""


def report(tx: Tx, as_of: datetime, speech: Speech, came: Came, patient: Patient) -> Reply:
    """/pain: a card to begin with, or first which limb is meant, or why there is none."""
    around = speech.around(tx, patient, as_of)
    if not is_asked(patient):
        return Reply(say=(stopped_already(around),))
    theirs = limbs(tx, patient)
    if len(theirs) > 1:
        return Reply(say=(_which(around, theirs),))
    if not theirs:
        return Reply(say=(Screen(page(around.say("own-report-none"), around.safety)),))
    found = _found(tx, Act(pseudonym(patient), as_of), came, patient, theirs[0])
    return Reply(say=(_offer(around, found),), wake=True)


def chosen(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Hurting) -> Reply:
    """The limb was chosen: the message that asked becomes the card, with the first question on it."""
    patient = who(tx, came.chat_id)
    if not isinstance(patient, Patient):
        return foreign(tx, speech, came)
    episode = next((one for one in limbs(tx, patient) if one.id == pressed.episode_id), None)
    if episode is None:
        return foreign(tx, speech, came)
    around = speech.around(tx, patient, as_of)
    if not is_asked(patient):
        return Reply(card=Edit(came.message_id, stopped_already(around)))
    found = _found(tx, Act(pseudonym(patient), as_of), came, patient, episode)
    if found is None:
        return Reply(card=Edit(came.message_id, _offer(around, None)))
    return begin(tx, as_of, speech, came, Begun(found.id))


def _which(around: Surroundings, theirs: tuple[Episode, ...]) -> Screen:
    rows = tuple((Button(limb_of(around, one), wishes.hurting(one.id)),) for one in theirs)
    return Screen(page(around.say("own-report-which"), around.safety), rows)


def _offer(around: Surroundings, found: Assessment | None) -> Screen:
    """What the report is and how to begin; that it was sent already; or that this was enough for today."""
    if found is None:
        return Screen(page(around.say("own-report-enough"), around.safety))
    if found.state is not AssessmentState.OPEN:
        is_sent = found.state is AssessmentState.COMPLETED
        return Screen(page(around.say("closed-sent" if is_sent else "closed-over"), around.safety))
    label = around.say("button-go-on" if found.first_seen_at else "button-start")
    text = page(around.say("own-report"), around.say("automatic"), around.safety)
    return Screen(text, ((Button(label, buttons.begun(found.id)),),))


def _found(tx: Tx, act: Act, came: Came, patient: Patient, episode: Episode) -> Assessment | None:
    """The report this message means: the open one, the one it began before, or a new one. None: enough."""
    own = [one for one in assessments.of_episode(tx, episode.id) if is_own(one)]
    standing = [one for one in own if one.state is AssessmentState.OPEN]
    today = local_date(patient, act.at)
    again = [one for one in own if one.card_message_id == came.message_id]
    again += [
        one for one in assessments.begun_by(tx, episode.id, came.source) if one.opens_on >= today - _REPEATS
    ]
    if standing or again:
        return (standing or again)[-1]
    if sum(one.opens_on == today for one in own) >= MOST_A_DAY:
        return None
    return _opened(tx, act, came, patient, episode, len(own) + 1)


def _opened(tx: Tx, act: Act, came: Came, patient: Patient, episode: Episode, number: int) -> Assessment:
    """A new report, open at once; the tick looks at once too, to know when it ends."""
    today = local_date(patient, act.at)
    opened = assessments.add(
        tx,
        act,
        episode_id=episode.id,
        protocol_id=episode.protocol_id,
        time_point=f"PAIN-{number}",
        kind=AssessmentKind.UNSCHEDULED,
        opens_on=today,
        closes_on=today + _STAYS_OPEN,
        send_at=act.at,
        zone=patient.zone,
        instruments=(INSTRUMENT,),
        state=AssessmentState.OPEN,
        source=came.source,
    )
    _start(tx, act, patient, episode, opened)
    episodes.look_at(tx, episode.id, act.at)
    return opened


def _start(tx: Tx, act: Act, patient: Patient, episode: Episode, opened: Assessment) -> None:
    instrument = Library.bundled().current(INSTRUMENT)
    asked_in = phase(act.at, patient.zone, episode.tmr_on)
    responses.start(
        tx,
        act,
        assessment_id=opened.id,
        instrument=instrument.id,
        version=instrument.version,
        checksum=instrument.checksum,
        language=patient.language,
        context=context(sites.get(tx, episode.site_id).mode, episode.limb, asked_in),
    )
