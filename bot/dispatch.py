"""Which verb a tap or a message is for. Nothing a person sends is met with silence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot import answering, buttons, casework, chart, commands, linking, pain, pausing, staff
from bot.case_presses import CasePress
from bot.claims import foreign
from bot.looks import Looked
from bot.people import who
from bot.presses import (
    Acknowledged,
    Agreed,
    Begun,
    Entered,
    Keyed,
    Listed,
    NotNow,
    Paused,
    Reviewed,
    Sized,
    Spoken,
    Stopped,
    Tapped,
    Why,
)
from bot.reply import Came, Reply
from bot.screen import Screen
from bot.speech import FALLBACK, Speech
from bot.truth import receiver
from bot.typed import typed, unasked
from bot.wishes import Charted, Hurting, Worded
from domain import Lane, Message, Patient
from storage import asked_reasons, patients
from storage import staff as staff_rows
from storage.database import Tx
from storage.words import Outgoing, Owner, Staff

UNASKED = "unasked"

_PATIENT: Mapping[str, Callable[[Tx, datetime, Speech, Patient], Reply]] = {
    "start": commands.resume,
    "help": commands.help_text,
    "info": commands.info,
    "stop": commands.ask_stop,
    "pause": pausing.ask_pause,
    "language": commands.ask_language,
    "buttons": commands.ask_size,
    UNASKED: unasked,
}
_ACTING: Mapping[str, Callable[[Tx, datetime, Speech, Came, Patient], Reply]] = {
    "mychart": chart.ask,
    "pain": pain.report,
}
"""Commands that store something; the same message counts once. If the reply fails, /start's is said."""
_SETTING: Mapping[str, Callable[[Tx, datetime, Speech, Patient, str], Reply]] = {
    "pause": pausing.typed,
    "resume": pausing.go_on,
}
"""Commands that set something, by what is written after them."""
_STAFF: Mapping[str, Callable[[Tx, datetime, Speech, Staff, str], Reply]] = {
    "start": staff.help_text,
    "help": staff.help_text,
    "cases": staff.cases,
    "digest": staff.digest_now,
    "case": staff.one_case,
    "oncall": staff.on_duty,
    UNASKED: staff.unasked,
}


def tapped(tx: Tx, as_of: datetime, speech: Speech, came: Came, data: str) -> Reply:
    """A button."""
    match buttons.read(data):
        case Tapped() | Listed() | Reviewed() | Looked() | Why() as pressed:
            return answering.press(tx, as_of, speech, came, pressed)
        case Begun() as pressed:
            return answering.begin(tx, as_of, speech, came, pressed)
        case Keyed() | Entered() | Agreed() | NotNow() as pressed:
            return linking.pressed_on(tx, as_of, speech, came, pressed)
        case Hurting() | Worded() | Charted() | Stopped() | Paused() | Spoken() | Sized() as pressed:
            return _wished(tx, as_of, speech, came, pressed)
        case None:
            return foreign(tx, speech, came)
        case pressed:
            return _by_staff(tx, as_of, speech, came, pressed)


def _by_staff(
    tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Acknowledged | CasePress
) -> Reply:
    """A button of a notice or a case."""
    if isinstance(pressed, Acknowledged):
        return staff.acknowledge(tx, as_of, speech, came, pressed)
    return casework.pressed_on(tx, as_of, speech, came, pressed)


def _wished(
    tx: Tx,
    as_of: datetime,
    speech: Speech,
    came: Came,
    pressed: Hurting | Worded | Charted | Stopped | Paused | Spoken | Sized,
) -> Reply:
    """A button under a command."""
    match pressed:
        case Hurting():
            return pain.chosen(tx, as_of, speech, came, pressed)
        case Worded():
            return chart.tell(tx, as_of, speech, came, pressed)
        case Charted():
            return chart.wish(tx, as_of, speech, came, pressed)
        case _:
            return commands.pressed_on(tx, as_of, speech, came, pressed)


def told(tx: Tx, as_of: datetime, speech: Speech, came: Came, text: str | None) -> Reply:
    """A message: a command, an answer, or something nobody asked for (`text` is None for pictures)."""
    name, argument = _command(text or "")
    if name == "start" and argument:
        return linking.start(tx, as_of, speech, came, argument)
    linked = linking.typed_pin(tx, as_of, speech, came, text or "")
    if linked is not None:
        return linked
    person = who(tx, came.chat_id)
    if person is None:
        return Reply(say=(stranger(speech),))
    if name:
        return _told(tx, as_of, speech, came, person, name, argument)
    return _words(tx, as_of, speech, came, person, text)


def _words(
    tx: Tx, as_of: datetime, speech: Speech, came: Came, person: Patient | Staff, text: str | None
) -> Reply:
    """An answer of a patient, a reason that staff were asked for, or words that nobody asked for."""
    if isinstance(person, Patient) and text:
        return _healed(typed(tx, as_of, speech, came, person, text), person, as_of, came, UNASKED)
    reason = (
        casework.typed(tx, as_of, speech, came, person, text) if isinstance(person, Staff) and text else None
    )
    if reason is not None:
        return _healed(reason.reply, person, as_of, came, "case", str(reason.alert_id))
    return _told(tx, as_of, speech, came, person, UNASKED, "")


def stranger(speech: Speech) -> Screen:
    """What somebody unknown is told."""
    return Screen(speech.staff.say("unlinked"))


def said(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Screen:
    """The reply to a command, made anew for the courier."""
    what, (owner, owner_id) = str(outgoing.detail["what"]), receiver(outgoing)
    if owner is Owner.STAFF:
        person, argument = staff_rows.get(tx, owner_id), str(outgoing.detail.get("about", ""))
        return _of_staff(tx, as_of, speech, person, what, argument).say[0]
    return _of_patient(tx, as_of, speech, patients.get(tx, owner_id), what).say[0]


def _told(
    tx: Tx, as_of: datetime, speech: Speech, came: Came, person: Patient | Staff, name: str, argument: str
) -> Reply:
    if isinstance(person, Patient) and name in _ACTING:
        reply, name = _ACTING[name](tx, as_of, speech, came, person), "start"
    elif isinstance(person, Patient) and name in _SETTING:
        reply = _SETTING[name](tx, as_of, speech, person, argument)
    elif isinstance(person, Patient):
        reply = _of_patient(tx, as_of, speech, person, name)
    else:
        asked_reasons.forget(tx, person.id)
        reply = _of_staff(tx, as_of, speech, person, name, argument)
    return _healed(reply, person, as_of, came, name, argument)


def _of_patient(tx: Tx, as_of: datetime, speech: Speech, patient: Patient, name: str) -> Reply:
    if name in _PATIENT:
        return _PATIENT[name](tx, as_of, speech, patient)
    return commands.help_text(tx, as_of, speech, patient, "unknown-command")


def _of_staff(tx: Tx, as_of: datetime, speech: Speech, person: Staff, name: str, argument: str) -> Reply:
    return _STAFF.get(name, staff.unasked)(tx, as_of, speech, person, argument)


def _healed(
    reply: Reply, person: Patient | Staff, as_of: datetime, came: Came, what: str, about: str = ""
) -> Reply:
    """Have the courier say it if we cannot. `about` is what followed the command."""
    if reply.heal is not None or not reply.say:
        return reply
    is_patient = isinstance(person, Patient)
    message = Message(
        key=f"say:{came.source}",
        kind="say",
        lane=Lane.REPLY,
        language=person.language if isinstance(person, Patient) else FALLBACK,
        not_before_at=as_of,
        patient_id=person.id if is_patient else None,
        staff_id=None if is_patient else person.id,
        detail=_said(what, about if not is_patient else ""),
    )
    return replace(reply, heal=message)


def _said(what: str, about: str) -> dict[str, str | int]:
    """What the courier is to say; only a code or number is kept of what followed."""
    said: dict[str, str | int] = {"what": what if what in _PATIENT or what in _STAFF else UNASKED}
    return said | ({"about": about} if re.fullmatch(r"[A-Za-z0-9._-]{1,32}", about) else {})


def _command(text: str) -> tuple[str, str]:
    """The name of a command and what follows it; two empty words for any other text."""
    if not text.startswith("/"):
        return "", ""
    head, _, rest = text[1:].strip().partition(" ")
    return head.partition("@")[0].lower() or "?", rest.strip()
