"""What staff do with a case on Telegram: look at it, hand it over, snooze it, close it. A deed counts once.

A reason is typed after it was asked for. It is taken only for a while, and not once its asker has turned to
something else, so that no chance words become a reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import case_presses as presses
from bot.case_presses import (
    CasePress,
    ClosedWith,
    Closing,
    HandedOver,
    HandingOver,
    Opened,
    SnoozedUntil,
    Snoozing,
    StoryRead,
)
from bot.case_screens import (
    CODES,
    Case,
    asks_code,
    asks_end,
    asks_receiver,
    back,
    case_of,
    case_screen,
    story_screen,
)
from bot.claims import foreign
from bot.objections import Objection, may_close, may_hand_over, may_snooze
from bot.people import pseudonym, who
from bot.reply import Came, Edit, Reply
from bot.screen import Button, Screen
from bot.speech import Speech
from domain import STANDING, Act, Alert
from storage import alerts, asked_reasons, episodes, patients
from storage.asked_reasons import AskedReason
from storage.database import Tx
from storage.words import CloseCode, Staff

_TYPED_WITHIN = timedelta(minutes=15)
_MOST_REASON = 500
_CLOSED_SHOWN = 3


def look_up(tx: Tx, speech: Speech, person: Staff, asked: str) -> Reply:
    """/case: one case by its number, or those of a patient by code: the open ones, else the last closed."""
    if not asked:
        return Reply(say=(Screen(speech.staff.say("case-which")),))
    found = _found(tx, person, asked)
    if not found:
        return Reply(say=(Screen(speech.staff.say("case-unknown", code=asked[:40])),))
    if len(found) == 1:
        return Reply(say=(case_screen(tx, case_of(tx, speech, found[0], person), quiet=True),))
    rows = tuple(
        (Button(speech.staff.say("button-case", number=each.id, rule=each.rule), presses.opened(each.id)),)
        for each in found
    )
    code = case_of(tx, speech, found[0], person).patient
    return Reply(say=(Screen(speech.staff.say("case-several", code=code, count=len(found)), rows),))


def _found(tx: Tx, person: Staff, asked: str) -> tuple[Alert, ...]:
    """The cases that are meant, of the person's own site."""
    if asked.isdecimal() and len(asked) < 10:
        one = alert_of(tx, person, int(asked))
        return () if one is None else (one,)
    patient = patients.by_code(tx, asked.upper())
    if patient is None or patient.site_id != person.site_id:
        return ()
    theirs = alerts.of_patient(tx, patient.id, person.site_id)
    standing = tuple(each for each in theirs if each.state in STANDING)
    return standing or theirs[-_CLOSED_SHOWN:]


def alert_of(tx: Tx, person: Staff, alert_id: int) -> Alert | None:
    """A case of the person's own site; none for any other number."""
    try:
        alert = alerts.get(tx, alert_id)
    except LookupError:
        return None
    return alert if episodes.get(tx, alert.episode_id).site_id == person.site_id else None


def pressed_on(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: CasePress) -> Reply:
    """A button of a case, by active staff of its site. One that was drawn before it changed does nothing."""
    person = who(tx, came.chat_id)
    alert = alert_of(tx, person, pressed.alert_id) if isinstance(person, Staff) else None
    if alert is None or not isinstance(person, Staff):
        return foreign(tx, speech, came)
    asked_reasons.forget(tx, person.id)
    case, act = case_of(tx, speech, alert, person), Act(pseudonym(person), as_of)
    if isinstance(pressed, Opened | StoryRead):
        return Reply(card=Edit(came.message_id, _looked_at(tx, case, pressed)))
    if pressed.step != case.now.step:
        return _moved_on(tx, case, came)
    match pressed:
        case HandingOver() | HandedOver():
            return _hand_over(tx, act, speech, case, came, pressed)
        case Snoozing() | SnoozedUntil():
            return _snooze(tx, act, speech, case, came, pressed)
        case Closing() | ClosedWith():
            return _close(tx, act, speech, case, came, pressed)


def _looked_at(tx: Tx, case: Case, pressed: Opened | StoryRead) -> Screen:
    return case_screen(tx, case) if isinstance(pressed, Opened) else story_screen(tx, case, pressed.page)


def _hand_over(
    tx: Tx, act: Act, speech: Speech, case: Case, came: Came, pressed: HandingOver | HandedOver
) -> Reply:
    """Ask to whom, or do it: they are told at once, and have it when they acknowledge."""
    if isinstance(pressed, HandingOver):
        objection = may_close(case.alert)
        if objection is not None:
            return _refused(tx, case, came, objection)
        return Reply(card=Edit(came.message_id, asks_receiver(tx, case, pressed.page)))
    objection = may_hand_over(tx, case.alert, case.now, case.person, pressed.staff_id)
    if objection is not None:
        return _refused(tx, case, came, objection)
    hand_over(tx, act, case.alert.id, case.person.id, pressed.staff_id)
    to_self = pressed.staff_id == case.person.id
    done = "hand-over-to-self" if to_self else "hand-over-done"
    return _done(tx, speech, case, came, done, {} if to_self else {"to": case.codes[pressed.staff_id]})


def hand_over(tx: Tx, act: Act, alert_id: int, staff_id: int, to_id: int) -> None:
    """Somebody who takes a case over from a colleague has it at once."""
    alerts.hand_over(tx, act, alert_id, staff_id, to_id)
    if staff_id == to_id:
        alerts.acknowledge(tx, act, alert_id, to_id)


def _snooze(
    tx: Tx, act: Act, speech: Speech, case: Case, came: Came, pressed: Snoozing | SnoozedUntil
) -> Reply:
    """Ask until when, then for the reason."""
    ends = speech.duties.snooze_ends(tx, case.around.site, act.at)
    until = _end(case, ends, pressed.day) if isinstance(pressed, SnoozedUntil) else None
    objection = may_snooze(case.alert, case.now, case.person, until, ends)
    if isinstance(pressed, SnoozedUntil) and until is None:
        objection = objection or Objection.TOO_LONG
    if objection is not None:
        return _refused(tx, case, came, objection)
    if until is None:
        return Reply(card=Edit(came.message_id, asks_end(case, ends)))
    ask = case.around.say("snooze-reason", until=case.around.moment(until))
    return _ask_reason(tx, act, case, came, until, ask)


def _end(case: Case, ends: tuple[datetime, ...], day: int) -> datetime | None:
    """The opening on that local date, if a snooze may end then."""
    zone = ZoneInfo(case.around.site.zone)
    return next((at for at in ends if at.astimezone(zone).date().toordinal() == day), None)


def _close(tx: Tx, act: Act, speech: Speech, case: Case, came: Came, pressed: Closing | ClosedWith) -> Reply:
    """Ask what was done, and do it; without action the reason is asked for."""
    objection = may_close(case.alert)
    if objection is not None:
        return _refused(tx, case, came, objection)
    if isinstance(pressed, Closing):
        return Reply(card=Edit(came.message_id, asks_code(case)))
    if pressed.number >= len(CODES):
        return foreign(tx, speech, came)
    code = CODES[pressed.number]
    if code is CloseCode.NO_ACTION:
        return _ask_reason(tx, act, case, came, None, case.around.say("close-reason"))
    alerts.close(tx, act, case.alert.id, case.person.id, code, None)
    return _done(tx, speech, case, came, "close-done", {"code": case.around.say(f"code-{code}")})


def _ask_reason(tx: Tx, act: Act, case: Case, came: Came, until: datetime | None, ask: str) -> Reply:
    asked = AskedReason(case.person.id, case.alert.id, case.now.step, until, act.at, None)
    asked_reasons.ask(tx, asked)
    return Reply(card=Edit(came.message_id, Screen(ask, ((back(case),),))))


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a typed reason, and the case it was for."""

    alert_id: int
    reply: Reply


def typed(tx: Tx, as_of: datetime, speech: Speech, came: Came, person: Staff, text: str) -> Answered | None:
    """The reason that was asked for, once; None if none is awaited. The case is shown anew."""
    asked = asked_reasons.of(tx, person.id)
    if asked is None or (asked.source != came.source and _too_late(asked, as_of)):
        return None
    said = "" if asked.source == came.source else _answer(tx, as_of, speech, came, person, asked, text)
    case = case_of(tx, speech, alerts.get(tx, asked.alert_id), person)
    shown = case_screen(tx, case, said, quiet=True)
    return Answered(asked.alert_id, Reply(say=(shown,), wake=True))


def _answer(
    tx: Tx, as_of: datetime, speech: Speech, came: Came, person: Staff, asked: AskedReason, text: str
) -> str:
    """Take the reason; what came of it."""
    case, reason = case_of(tx, speech, alerts.get(tx, asked.alert_id), person), " ".join(text.split())
    if len(reason) > _MOST_REASON:
        return case.around.say("typed-too-long")
    asked_reasons.answered(tx, person.id, came.source)
    if case.now.step != asked.step:
        return case.around.say("case-moved-on")
    return _with_reason(tx, Act(pseudonym(person), as_of), speech, case, asked, reason)


def _too_late(asked: AskedReason, as_of: datetime) -> bool:
    return asked.source is not None or as_of - asked.asked_at > _TYPED_WITHIN


def _with_reason(tx: Tx, act: Act, speech: Speech, case: Case, asked: AskedReason, reason: str) -> str:
    """Snooze or close, if that still may be; what came of it."""
    if asked.snooze_until is None:
        alerts.close(tx, act, case.alert.id, case.person.id, CloseCode.NO_ACTION, reason)
        return case.around.say("close-done", code=case.around.say(f"code-{CloseCode.NO_ACTION}"))
    ends, until = speech.duties.snooze_ends(tx, case.around.site, act.at), asked.snooze_until
    objection = may_snooze(case.alert, case.now, case.person, until, ends)
    if objection is not None:
        return case.around.say(objection)
    alerts.snooze(tx, act, case.alert.id, case.person.id, until, reason)
    return case.around.say("snooze-done", until=case.around.moment(until))


def _done(tx: Tx, speech: Speech, case: Case, came: Came, key: str, words: dict[str, str]) -> Reply:
    fresh = case_of(tx, speech, alerts.get(tx, case.alert.id), case.person)
    card = Edit(came.message_id, case_screen(tx, fresh))
    return Reply(case.around.say(key, **words), card=card, wake=True)


def _refused(tx: Tx, case: Case, came: Came, objection: Objection) -> Reply:
    return Reply(case.around.say(objection), alert=True, card=Edit(came.message_id, case_screen(tx, case)))


def _moved_on(tx: Tx, case: Case, came: Came) -> Reply:
    return Reply(
        case.around.say("case-moved-on"), alert=True, card=Edit(came.message_id, case_screen(tx, case))
    )
