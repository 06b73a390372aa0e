"""Whether a queued message is still true at the moment of sending: much may have happened since then.

A message that is no longer wanted is dropped with the reason; one that may not go out yet waits. Quiet hours,
pauses and windows bind prompts and reminders; replies and notices to staff go at any hour.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.people import local_date
from domain import AlertState, Assessment, AssessmentState, Lane, Patient, PatientStatus
from storage import alerts, assessments, contacts, episodes, outbox, patients, staff
from storage.database import Tx
from storage.words import PAUSED, ChannelState, Outgoing, Owner, Staff

AfterQuiet = Callable[[Tx, int, str, datetime], datetime]
"""(protocol id, zone, instant) -> the first instant not before it at which prompts may be sent there."""


@dataclass(frozen=True, slots=True)
class Go:
    """Send it, to this chat."""

    chat_id: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Drop:
    """Never send it. `unreachable`: it is still true, but there is no working chat to send it to."""

    reason: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime
    reason: str


Verdict = Go | Drop | Wait


def truth(tx: Tx, outgoing: Outgoing, as_of: datetime, after_quiet: AfterQuiet) -> Verdict:
    """What is to be done with this message now."""
    objection = _objection(tx, outgoing, as_of, after_quiet)
    return objection or _channel(tx, outgoing)


def receiver(outgoing: Outgoing) -> tuple[Owner, int]:
    """Whose chat a message goes to."""
    if outgoing.staff_id is not None:
        return Owner.STAFF, outgoing.staff_id
    if outgoing.patient_id is None:
        raise ValueError(f"Outbox row {outgoing.id} is addressed to nobody.")
    return Owner.PATIENT, outgoing.patient_id


def sitting(tx: Tx, outgoing: Outgoing) -> tuple[Assessment, ...]:
    """The assessments a message asks about, the leading one first."""
    named = str(outgoing.detail.get("sitting", "")) or str(outgoing.assessment_id or "")
    return tuple(assessments.get(tx, int(one)) for one in named.split(",") if one)


def _objection(tx: Tx, outgoing: Outgoing, as_of: datetime, after_quiet: AfterQuiet) -> Drop | Wait | None:
    if outgoing.staff_id is not None:
        return no_longer_needed(tx, outgoing)
    if outgoing.lane is not Lane.PROMPT or outgoing.patient_id is None:
        return None
    patient = patients.get(tx, outgoing.patient_id)
    if patient.status is not PatientStatus.FOLLOWED:
        return Drop(patient.status)
    asked = sitting(tx, outgoing)
    still = [one for one in asked if one.state is AssessmentState.OPEN]
    if not still:
        return Drop(f"assessment-{asked[0].state}" if asked else "nothing-asked")
    if _is_overtaken(tx, outgoing, still, as_of):
        return Drop("overtaken")
    return _not_now(tx, patient, still, as_of, after_quiet)


def _is_overtaken(tx: Tx, outgoing: Outgoing, still: list[Assessment], as_of: datetime) -> bool:
    """Whether a later prompt or reminder about all of this waits too: after trouble only that goes out."""
    if outgoing.episode_id is None:
        return False
    mine = {one.id for one in still}
    waiting = outbox.prompts_after(tx, outgoing.id, outgoing.episode_id, as_of)
    return any(mine <= {one.id for one in sitting(tx, later)} for later in waiting)


def _not_now(
    tx: Tx, patient: Patient, still: list[Assessment], as_of: datetime, after_quiet: AfterQuiet
) -> Drop | Wait | None:
    """The window, the patient's own pause, and quiet hours, on the patient's wall."""
    today, episode = local_date(patient, as_of), episodes.get(tx, still[0].episode_id)
    if today > max(_last_asked_on(episode.tmr_on, one) for one in still):
        return Drop("window-ended")
    opens_on = min(one.opens_on for one in still)
    if today < opens_on:
        return Wait(_asked_at(patient, opens_on), "window-not-open")
    if patient.paused_until_on is not None and today <= patient.paused_until_on:
        return Wait(_asked_at(patient, patient.paused_until_on + timedelta(days=1)), PAUSED)
    # The protocol may have changed since the opening.
    allowed = after_quiet(tx, episode.protocol_id, patient.zone, as_of)
    return Wait(allowed, "quiet-hours") if allowed > as_of else None


def _last_asked_on(tmr_on: date, asked: Assessment) -> date:
    """The window's end; for what belongs before the operation, the day before that."""
    return min(asked.closes_on, tmr_on - timedelta(days=1)) if asked.closes_on <= tmr_on else asked.closes_on


def no_longer_needed(tx: Tx, outgoing: Outgoing) -> Drop | None:
    """An alert somebody has taken, a questionnaire that was answered: staff need not hear of it any more."""
    if outgoing.staff_id is not None:
        member = staff.get(tx, outgoing.staff_id)
        if not member.active:
            return Drop("staff-inactive")
        if _follows_no_more(tx, outgoing, member):
            return Drop("staff-of-another-site")
    if outgoing.alert_id is not None:
        state = alerts.get(tx, outgoing.alert_id).state
        return None if state is AlertState.OPEN else Drop(f"alert-{state}")
    if outgoing.assessment_id is not None:
        ended = assessments.get(tx, outgoing.assessment_id).state
        return None if ended is AssessmentState.OPEN else Drop(f"assessment-{ended}")
    return None


def _follows_no_more(tx: Tx, outgoing: Outgoing, member: Staff) -> bool:
    """Whether another site follows this patient by now, so that this person is not to hear of them."""
    if outgoing.episode_id is not None:
        return episodes.get(tx, outgoing.episode_id).site_id != member.site_id
    if outgoing.patient_id is not None:
        return patients.get(tx, outgoing.patient_id).site_id != member.site_id
    return False


def _channel(tx: Tx, outgoing: Outgoing) -> Go | Drop:
    """The chat, if it works. A reply reaches a patient who has just stopped messages."""
    channel = contacts.channel(tx, *receiver(outgoing))
    works = channel.state is ChannelState.LINKED
    if channel.state is ChannelState.STOPPED and outgoing.lane is Lane.REPLY:
        works = True
    if works and channel.chat_id is not None:
        return Go(channel.chat_id)
    return Drop(f"channel-{channel.state}", unreachable=True)


def _asked_at(patient: Patient, day: date) -> datetime:
    """The preferred time of a local date. It may be missing there; whoever sends looks again anyway."""
    return datetime.combine(day, patient.send_time, ZoneInfo(patient.zone))
