"""Words a patient types: an answer where one is asked for, otherwise told that nobody reads them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot import amending, answering
from bot.amendable import being_changed
from bot.claims import Claim
from bot.people import is_asked, pseudonym
from bot.question import how_to_type
from bot.removing import removal
from bot.reply import Came, Reply
from bot.screen import Screen, page
from bot.sitting import Place, Sitting, reached, sittings_of
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import Act, Entry, Patient
from questionnaires.amending import amend, sent_at
from questionnaires.conversation import Ask, Refusal, RefusalReason, Type, accept
from storage import outbox, responses
from storage.database import Tx
from storage.words import Layout

_SHORTLY = {
    RefusalReason.OUT_OF_RANGE: "tap-out-of-range",
    RefusalReason.WRONG_FORM: "typed-wrong-form",
    RefusalReason.TOO_LONG: "typed-too-long",
}


def typed(tx: Tx, as_of: datetime, speech: Speech, came: Came, patient: Patient, text: str) -> Reply:
    """Take the words as the answer of the newest card that asks for such; the same message counts once.

    Words name no question. What was written before the last answer was stored was meant for that question,
    not for the one that is shown since: it changes nothing, and they are told.
    """
    for place, card_id in _asking(tx, as_of, speech, patient) if is_asked(patient) else ():
        claim = _claim(tx, as_of, speech, came, place, card_id)
        reply = _answered(tx, speech, claim, place, came, text)
        if reply is not None:
            return reply
    return unasked(tx, as_of, speech, patient)


def _asking(tx: Tx, as_of: datetime, speech: Speech, patient: Patient) -> Iterator[tuple[Place, int]]:
    """Where words may be an answer, with the card: an answer being changed on the newest card of all, then
    the open sittings, the newest card first."""
    sittings = sittings_of(tx, patient)
    newest = max((sitting.card_id or 0 for sitting in sittings), default=0)
    changed = being_changed(tx, speech, patient, as_of, newer_than=newest)
    if changed is not None and changed.assessment.card_message_id is not None:
        yield changed, changed.assessment.card_message_id
    for sitting in sittings:
        place = reached(tx, speech, sitting)
        if place is not None and sitting.card_id is not None:
            yield place, sitting.card_id


def _answered(tx: Tx, speech: Speech, claim: Claim, place: Place, came: Came, text: str) -> Reply | None:
    """What the words did at this place; None if they are no answer there."""
    refused = _outdated(tx, place.sitting, came)
    if refused is RefusalReason.STALE:
        return Reply(say=(Screen(claim.around.say("typed-early")),))
    if refused is not None:
        return _take(tx, speech, claim, place, Refusal(refused))
    verb = accept if sent_at(place.log) is None else amend
    taken = verb(
        place.instrument,
        place.response.context,
        place.log,
        Type(text),
        seq=None,
        as_of=claim.act.at,
        source=came.source,
    )
    if isinstance(taken, Refusal):
        return _asked_again(claim.around, place, taken.reason)
    outbox.queue(tx, claim.act, removal(claim, place, came.message_id))
    return _take(tx, speech, claim, place, replace(taken, layout=Layout.TYPED))


def _take(tx: Tx, speech: Speech, claim: Claim, place: Place, taken: Entry | Refusal) -> Reply:
    """As an answer, or as the change of one that was sent."""
    if sent_at(place.log) is None:
        return answering.take(tx, speech, claim, place, taken)
    return amending.take(tx, claim, place, taken)


def _asked_again(around: Surroundings, place: Place, reason: RefusalReason) -> Reply | None:
    """The reply to words that cannot be taken; None where they do not even try to be an answer."""
    if reason in _SHORTLY:
        return Reply(say=(Screen(around.say(_SHORTLY[reason])),))
    return Reply(say=(_unclear(around, place),)) if reason is RefusalReason.UNCLEAR else None


def _unclear(around: Surroundings, place: Place) -> Screen:
    """Asked again. There may be more in the words than a number, so that nobody reads them is said too."""
    step = place.standing.step
    how = how_to_type(step.item, around) if isinstance(step, Ask) else ""
    return Screen(page(around.say("typed-unclear"), how, around.say("automatic"), around.safety))


def _claim(tx: Tx, as_of: datetime, speech: Speech, came: Came, place: Place, card_id: int) -> Claim:
    """Typed words act on the card of the sitting, wherever they stand in the chat."""
    patient = place.sitting.patient
    return Claim(
        act=Act(pseudonym(patient), as_of),
        patient=patient,
        assessment=place.assessment,
        sitting=place.sitting,
        around=speech.around(tx, patient, as_of),
        came=Came(came.chat_id, card_id, came.source),
    )


def _outdated(tx: Tx, sitting: Sitting, came: Came) -> RefusalReason | None:
    """Why a message no longer counts: this very one was taken, or another was since it was written."""
    entries = [
        entry
        for response in responses.of_episode(tx, sitting.episode.id)
        for entry in responses.log(tx, response.id)
    ]
    if any(entry.source == came.source for entry in entries):
        return RefusalReason.REPEATED
    last = max((entry.at for entry in entries), default=None)
    if last is not None and came.written_at is not None and came.written_at < last.replace(microsecond=0):
        return RefusalReason.STALE
    return None


def unasked(tx: Tx, as_of: datetime, speech: Speech, patient: Patient) -> Reply:
    """Words nobody asked for: not stored, read by nobody; whom to call instead."""
    around = speech.around(tx, patient, as_of)
    waiting = bool(sittings_of(tx, patient)) and is_asked(patient)
    go_on = around.say("unasked-go-on") if waiting else ""
    return Reply(say=(Screen(page(around.say("unasked"), around.safety, go_on)),))
