"""Linking a Telegram chat to a patient or a member of staff: the deep link, the PIN, and a patient's consent.

The buttons carry the token and the digits, and every step that matters tries the PIN again. The PIN may be
tapped, with one hand, or typed: storage remembers which link a chat was asked about.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from bot import buttons
from bot.buttons import fits
from bot.people import local_date, pseudonym, who
from bot.presses import Agreed, Entered, Keyed, NotNow
from bot.reply import Came, Edit, Reply
from bot.screen import Button, Screen, page
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import LEFT, Act, Patient, PatientStatus
from storage import linking, patients, sites, staff
from storage.database import Tx
from storage.linking import LinkOutcome, Offer
from storage.words import Owner, Staff

_STRANGER = "system:bot"
_LONGEST_PIN = 8
_REFUSED = {
    LinkOutcome.EXPIRED: "link-expired",
    LinkOutcome.LOCKED: "link-locked",
    LinkOutcome.TAKEN: "link-taken",
}


@dataclass(frozen=True, slots=True)
class _Offered:
    """A live offer, and the person it is for."""

    offer: Offer
    person: Patient | Staff
    around: Surroundings


def start(tx: Tx, as_of: datetime, speech: Speech, came: Came, token: str) -> Reply:
    """The deep link was opened: ask for the PIN, or say why the link is of no use."""
    found = _offered(tx, as_of, speech, token)
    if found is None:
        return Reply(say=(_unknown(tx, speech, came),))
    outcome = _standing(found.offer, as_of)
    if outcome is not None:
        return Reply(say=(_refused(found, outcome),))
    if _has_left(found.person):
        return Reply(say=(_left(found),))
    linking.pend(tx, token, came.chat_id)
    return Reply(say=(_pad(found, token, ""),))


def typed_pin(tx: Tx, as_of: datetime, speech: Speech, came: Came, text: str) -> Reply | None:
    """A PIN typed after the link was opened; None if no PIN was asked for, or this is none."""
    pin = "".join(text.split())
    if not re.fullmatch(r"[0-9]{4,8}", pin):
        return None
    token = linking.pending(tx, came.chat_id)
    found = _offered(tx, as_of, speech, token) if token else None
    if token is None or found is None:
        return None
    return Reply(say=(_tried(tx, as_of, speech, found, came, token, pin),))


def pressed_on(
    tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Keyed | Entered | Agreed | NotNow
) -> Reply:
    """A button of the linking screens."""
    match pressed:
        case Keyed():
            return _keyed(tx, as_of, speech, came, pressed)
        case Entered():
            return _entered(tx, as_of, speech, came, pressed)
        case Agreed():
            return _agreed(tx, as_of, speech, came, pressed)
        case NotNow():
            return _not_now(tx, speech, came)


def _keyed(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Keyed) -> Reply:
    """A digit on the PIN pad, or Delete."""
    found = _offered(tx, as_of, speech, pressed.token)
    if found is None:
        return _edited(came, _unknown(tx, speech, came))
    return _edited(came, _pad(found, pressed.token, pressed.digits))


def _entered(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Entered) -> Reply:
    """OK on the PIN pad: a right PIN leads to the consent of a patient, and links a member of staff."""
    found = _offered(tx, as_of, speech, pressed.token)
    if found is None:
        return _edited(came, _unknown(tx, speech, came))
    if pressed.tries != found.offer.attempts:
        return _edited(came, _pad(found, pressed.token, "", wrong=True))
    return _edited(came, _tried(tx, as_of, speech, found, came, pressed.token, pressed.digits))


def _agreed(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Agreed) -> Reply:
    """Consent given: the chat is linked, if the PIN is still right and they are followed still."""
    found = _offered(tx, as_of, speech, pressed.token)
    if found is None:
        return _edited(came, _unknown(tx, speech, came))
    if _has_left(found.person):
        return _edited(came, _left(found))
    outcome = linking.try_pin(tx, Act(_STRANGER, as_of), pressed.token, pressed.digits)
    if outcome is LinkOutcome.WRONG_PIN:
        return _edited(came, _pad(found, pressed.token, "", wrong=True))
    if outcome is not LinkOutcome.ACCEPTED:
        return _edited(came, _refused(found, outcome))
    return _edited(came, _link(tx, as_of, found, came, pressed.token))


def _not_now(tx: Tx, speech: Speech, came: Came) -> Reply:
    """Consent not given: nothing is linked; the offer stands until it expires."""
    person = who(tx, came.chat_id)
    texts = speech.language(person.language) if isinstance(person, Patient) else speech.staff
    return _edited(came, Screen(texts.say("link-later")))


def _tried(
    tx: Tx, as_of: datetime, speech: Speech, found: _Offered, came: Came, token: str, pin: str
) -> Screen:
    """What a PIN leads to: the pad again, the consent of a patient, or a member of staff linked."""
    if _has_left(found.person):
        return _left(found)
    outcome = linking.try_pin(tx, Act(_STRANGER, as_of), token, pin)
    if outcome is LinkOutcome.WRONG_PIN:
        return _pad(_offered(tx, as_of, speech, token) or found, token, "", wrong=True)
    if outcome is not LinkOutcome.ACCEPTED:
        return _refused(found, outcome)
    if isinstance(found.person, Staff):
        return _link(tx, as_of, found, came, token)
    return _consent(found, token, pin)


def _offered(tx: Tx, as_of: datetime, speech: Speech, token: str) -> _Offered | None:
    offer = linking.find_offer(tx, token) if fits(token) else None
    if offer is None:
        return None
    if offer.owner is Owner.PATIENT:
        patient = patients.get(tx, offer.owner_id)
        return _Offered(offer, patient, speech.around(tx, patient, as_of))
    member = staff.get(tx, offer.owner_id)
    site = sites.get(tx, member.site_id)
    return _Offered(offer, member, Surroundings(speech.staff, site, ""))


def _standing(offer: Offer, as_of: datetime) -> LinkOutcome | None:
    """Why an offer is of no use any more, if so."""
    if offer.attempts >= linking.TRIES:
        return LinkOutcome.LOCKED
    return LinkOutcome.EXPIRED if as_of >= offer.expires_at else None


def _has_left(person: Patient | Staff) -> bool:
    """Whether a link that was given out before is for somebody who withdrew, died or left the staff since."""
    return person.status in LEFT if isinstance(person, Patient) else not person.active


def _left(found: _Offered) -> Screen:
    return Screen(found.around.say("link-left", team_phone=found.around.site.team_phone))


def _pad(found: _Offered, token: str, digits: str, *, wrong: bool = False) -> Screen:
    """The PIN pad: three rows of three, then Delete, 0 and OK. The digits themselves are not shown."""
    around = found.around

    def key(digit: int) -> Button:
        return Button(str(digit), buttons.keyed(token, (digits + str(digit))[:_LONGEST_PIN]))

    last = (
        Button(around.say("button-delete-digit"), buttons.keyed(token, digits[:-1])),
        key(0),
        Button(around.say("button-ok"), buttons.entered(token, digits, found.offer.attempts)),
    )
    first = around.say("pin-wrong") if wrong else ""
    text = page(first, around.say("ask-pin"), around.say("pin-digits", count=len(digits)))
    return Screen(text, (*(tuple(key(at + n) for n in range(3)) for at in (1, 4, 7)), last))


def _consent(found: _Offered, token: str, digits: str) -> Screen:
    around = found.around
    version = around.texts.consent_version
    text = page(
        around.say("consent", version=version, team_phone=around.site.team_phone),
        around.safety,
    )
    agree = Button(around.say("button-agree"), buttons.agreed(token, digits))
    return Screen(text, ((agree,), (Button(around.say("button-not-now"), buttons.not_now()),)))


def _link(tx: Tx, as_of: datetime, found: _Offered, came: Came, token: str) -> Screen:
    """Bind the chat, and welcome whoever it is."""
    person, offer = found.person, found.offer
    act = Act(pseudonym(person), as_of)
    version = found.around.texts.consent_version if isinstance(person, Patient) else None
    outcome = linking.link(
        tx, act, offer.owner, offer.owner_id, token=token, chat_id=came.chat_id, consent_version=version
    )
    if outcome is not LinkOutcome.ACCEPTED:
        return _refused(found, outcome)
    if isinstance(person, Patient):
        patients.linked(tx, act, person.id, local_date(person, as_of))
        if person.status is PatientStatus.CHANNEL_STOPPED:
            # The clinic gave them a new link and they agreed again: messages go on.
            patients.set_status(tx, act, person.id, PatientStatus.FOLLOWED)
    return welcome(person, found.around)


def welcome(person: Patient | Staff, around: Surroundings) -> Screen:
    """What somebody is told once connected."""
    if isinstance(person, Staff):
        return Screen(around.say("linked-staff", code=person.code))
    return Screen(page(around.say("linked"), around.say("automatic"), around.safety, around.say("help")))


def _refused(found: _Offered, outcome: LinkOutcome) -> Screen:
    key = _REFUSED.get(outcome)
    if key is None:
        return Screen(found.around.say("link-unknown"))
    return Screen(found.around.say(key, team_phone=found.around.site.team_phone))


def _unknown(tx: Tx, speech: Speech, came: Came) -> Screen:
    """A link that is used up: whoever is connected already is told so, a stranger to ask the clinic."""
    person = who(tx, came.chat_id)
    if person is None:
        return Screen(speech.staff.say("link-unknown"))
    texts = speech.language(person.language) if isinstance(person, Patient) else speech.staff
    return Screen(texts.say("linked-already"))


def _edited(came: Came, screen: Screen) -> Reply:
    return Reply(card=Edit(came.message_id, screen))
