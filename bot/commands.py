"""What a patient can ask for by command: help, reading, where they are, stop, language, size of buttons."""

from datetime import datetime

from bot import buttons, pausing
from bot.amendable import last_sent
from bot.amending_screens import with_change
from bot.claims import foreign
from bot.pausing import stopped_already
from bot.people import coordinator, is_asked, pseudonym, who
from bot.presses import Paused, Sized, Spoken, Stopped, Stopping
from bot.reply import Came, Edit, Reply
from bot.screen import Button, Screen, page
from bot.sitting import sittings_of
from bot.speech import FALLBACK, Speech
from bot.surroundings import Surroundings
from domain import LEFT, Act, Lane, Message, Patient, PatientStatus
from storage import contacts, outbox, patients
from storage.database import Tx
from storage.words import ChannelState, Owner

_STATUS = {Stopping.MESSAGES: PatientStatus.CHANNEL_STOPPED, Stopping.FOLLOW_UP: PatientStatus.WITHDRAWN}
_SAID = {Stopping.MESSAGES: "stopped-messages", Stopping.FOLLOW_UP: "stopped-follow-up"}


def help_text(tx: Tx, as_of: datetime, speech: Speech, patient: Patient, first: str = "") -> Reply:
    """What this is, that nobody reads live, whom to call, and the commands; `first` goes before."""
    around = speech.around(tx, patient, as_of)
    opening = around.say(first) if first else ""
    return Reply(say=(Screen(page(opening, around.say("automatic"), around.safety, around.say("help"))),))


def info(tx: Tx, as_of: datetime, speech: Speech, patient: Patient) -> Reply:
    """Where the public is told about the operation (HTG750 1.2)."""
    around = speech.around(tx, patient, as_of)
    return Reply(say=(Screen(around.say("info", team_phone=around.site.team_phone)),))


def resume(tx: Tx, as_of: datetime, speech: Speech, patient: Patient) -> Reply:
    """/start of somebody connected: a new card for every episode with open questions."""
    around = speech.around(tx, patient, as_of)
    if not is_asked(patient):
        return Reply(say=(stopped_already(around),))
    cards = tuple(
        Screen(
            page(around.say("resume"), around.safety),
            ((Button(around.say("button-go-on"), buttons.begun(sitting.parts[0].id)),),),
        )
        for sitting in sittings_of(tx, patient)
    )
    return Reply(say=cards or (_nothing_waits(tx, as_of, speech, patient, around),))


def _nothing_waits(tx: Tx, as_of: datetime, speech: Speech, patient: Patient, around: Surroundings) -> Screen:
    """No questions; but what was sent last may still be changed."""
    nothing = Screen(page(around.say("linked-already"), around.say("nothing-waiting"), around.safety))
    last = last_sent(tx, speech, patient, as_of)
    return nothing if last is None else with_change(nothing, last.response.id, len(last.log), around)


def pressed_on(
    tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Stopped | Paused | Spoken | Sized
) -> Reply:
    """A button under one of the commands."""
    patient = who(tx, came.chat_id)
    if not isinstance(patient, Patient):
        return foreign(tx, speech, came)
    match pressed:
        case Stopped():
            return _stop(tx, as_of, speech, came, patient, pressed)
        case Paused():
            return pausing.chosen(tx, as_of, speech, came, patient, pressed)
        case Spoken():
            return _speak(tx, as_of, speech, came, patient, pressed)
        case Sized():
            return _size(tx, as_of, speech, came, patient, pressed)


def ask_stop(tx: Tx, as_of: datetime, speech: Speech, patient: Patient) -> Reply:
    """/stop: which of the two is meant. Asked once."""
    around = speech.around(tx, patient, as_of)
    if patient.status in LEFT:
        return Reply(say=(stopped_already(around),))
    labels = (
        (Stopping.MESSAGES, "button-stop-messages"),
        (Stopping.FOLLOW_UP, "button-stop-follow-up"),
        (Stopping.KEEP, "button-keep"),
    )
    rows = tuple((Button(around.say(label), buttons.stopped(choice)),) for choice, label in labels)
    return Reply(say=(Screen(around.say("stop-ask"), rows),))


def _stop(tx: Tx, as_of: datetime, speech: Speech, came: Came, patient: Patient, pressed: Stopped) -> Reply:
    """Do what was chosen at once: nothing more is sent, open cards close, the coordinator is told.

    Answers stay, and open alerts stay open. The same choice twice is one.
    """
    around = speech.around(tx, patient, as_of)
    if pressed.choice is Stopping.KEEP:
        key = "stop-kept" if is_asked(patient) else None
        shown = Screen(around.say(key)) if key else stopped_already(around)
        return Reply(card=Edit(came.message_id, shown))
    shown = Screen(page(around.say(_SAID[pressed.choice], team_phone=around.site.team_phone), around.safety))
    status = _STATUS[pressed.choice]
    if patient.status == status:
        return Reply(card=Edit(came.message_id, shown))
    if patient.status in LEFT:
        return Reply(card=Edit(came.message_id, stopped_already(around)))
    cards = _away(tx, around, patient)
    act = Act(pseudonym(patient), as_of)
    patients.set_status(tx, act, patient.id, status)
    contacts.set_channel(tx, act, Owner.PATIENT, patient.id, ChannelState.STOPPED)
    # Whoever came back and stops again is told of again: the moment is part of the key.
    tell_coordinator(tx, act, patient, "stopped", f"{as_of:%Y%m%dT%H%M%S}:{status}")
    return Reply(card=Edit(came.message_id, shown), edits=cards, wake=True)


def tell_coordinator(tx: Tx, act: Act, patient: Patient, kind: str, detail: str) -> None:
    """Queue word of a patient to whoever their site names; once for each kind and detail."""
    staff_id = coordinator(tx, patient.site_id)
    if staff_id is None:
        return
    message = Message(
        key=f"{kind}:{patient.id}:{detail}",
        kind=kind,
        lane=Lane.NOTICE,
        language=FALLBACK,
        not_before_at=act.at,
        patient_id=patient.id,
        staff_id=staff_id,
        detail={"what": detail},
    )
    outbox.queue(tx, act, message)


def ask_language(tx: Tx, as_of: datetime, speech: Speech, patient: Patient) -> Reply:
    """/language: those that are at hand, in their own names."""
    around = speech.around(tx, patient, as_of)
    rows = tuple((Button(texts.name, buttons.spoken(code)),) for code, texts in speech.texts.items())
    return Reply(say=(Screen(around.say("language-ask"), rows),))


def _speak(tx: Tx, as_of: datetime, speech: Speech, came: Came, patient: Patient, pressed: Spoken) -> Reply:
    """Use this language from now on."""
    if pressed.language not in speech.texts:
        return foreign(tx, speech, came)
    patients.prefer(tx, Act(pseudonym(patient), as_of), patient.id, language=pressed.language)
    texts = speech.texts[pressed.language]
    return Reply(card=Edit(came.message_id, Screen(texts.say("language-set", language=texts.name))))


def ask_size(tx: Tx, as_of: datetime, speech: Speech, patient: Patient) -> Reply:
    """/buttons: large ones, or the usual ones."""
    around = speech.around(tx, patient, as_of)
    labels = ((True, "button-large"), (False, "button-usual"))
    rows = tuple((Button(around.say(label), buttons.sized(large=large)),) for large, label in labels)
    return Reply(say=(Screen(around.say("size-ask"), rows),))


def _size(tx: Tx, as_of: datetime, speech: Speech, came: Came, patient: Patient, pressed: Sized) -> Reply:
    """Draw buttons so from the next screen on. What is drawn stays; each button says how it was."""
    if pressed.large not in (0, 1):
        return foreign(tx, speech, came)
    large = pressed.large == 1
    patients.prefer(tx, Act(pseudonym(patient), as_of), patient.id, large_buttons=large)
    said = speech.around(tx, patient, as_of).say("size-large" if large else "size-usual")
    return Reply(card=Edit(came.message_id, Screen(said)))


def _away(tx: Tx, around: Surroundings, patient: Patient) -> tuple[Edit, ...]:
    """Every open card, without its buttons."""
    card_ids = {part.card_message_id for sitting in sittings_of(tx, patient) for part in sitting.parts} - {
        None
    }
    shown = Screen(page(around.say("stopped-card"), around.safety))
    return tuple(Edit(card_id, shown) for card_id in sorted(filter(None, card_ids)))
