"""What `why` says: the rule of a contact, its anchor, and its fate, in plain words and in flat rows. Pure.

Every moment is shown in the zone in which the patient lived when it was due.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from domain import Assessment, AssessmentKind
from scheduler.chances import last_asked_on
from scheduler.contacts import Contact, StepKind, ladder_then
from scheduler.durations import Duration
from scheduler.instants import local_date
from scheduler.reasons import History, WhyNot
from scheduler.timepoints import Anchor, TimePoint
from scheduler.why import Explained, Fate
from scheduler.why_day import Day, Silent

Row = dict[str, object]

WORDS: Mapping[WhyNot, str] = {
    WhyNot.ANSWERED: "it was answered before",
    WhyNot.PAUSED: "the patient had paused messages",
    WhyNot.BLOCKED: "the patient had blocked the bot, or the chat was gone",
    WhyNot.STOPPED: "the patient had stopped messages",
    WhyNot.NOT_LINKED: "the patient was not linked to Telegram",
    WhyNot.WITHDRAWN: "the patient had left follow-up",
    WhyNot.DECEASED: "the patient had died",
    WhyNot.TRANSFERRED: "another hospital had taken over the follow-up",
    WhyNot.NOT_DUE: "it was not due",
    WhyNot.OUTSIDE_WINDOW: "its day lay outside the window",
    WhyNot.QUIET_HOURS: "it fell into quiet hours",
    WhyNot.RATE_LIMIT: "there was room for one message only, or the caps left none",
    WhyNot.DROPPED: "a new version of the protocol had dropped it",
    WhyNot.POSTPONED: "it belonged to another operation date",
    WhyNot.LICENCE_EXPIRED: "the licence of its questions was over",
    WhyNot.OUTAGE: "the service, or Telegram, was not running",
    WhyNot.SEND_FAILED: "Telegram refused the message",
    WhyNot.NO_COORDINATOR: "there was no coordinator whom a message reached",
}
_STEPS = {
    StepKind.FIRST: "first message",
    StepKind.CALL: "line of the call list",
    StepKind.AGAIN: "question shown again after an outage",
    StepKind.REPEAT: "line of the call list, repeated",
}
_UNPLANNED = {StepKind.AGAIN: "outage", StepKind.REPEAT: "notice in doubt"}


def contact_row(history: History, each: Explained) -> Row:
    """One contact for a machine. Instants are UTC and end in Z; `*_local` have their offset."""
    contact = each.contact
    return {
        **_which(contact),
        "step": contact.kind.value,
        "number": contact.number,
        "rule": rule(history, contact),
        "anchor": anchor(history, contact),
        "zone": contact.zone,
        "due_at": _utc(contact.due_at),
        "due_local": _local(contact.due_at, contact.zone),
        "fate": each.fate.value,
        "why": each.why.value if each.why else None,
        "at": _utc(each.at) if each.at else None,
        "at_local": _local(each.at, contact.zone) if each.at else None,
        "alone": each.alone,
        "said": said(each),
    }


def silent_row(each: Silent, zone: str) -> Row:
    """One assessment of which nothing was said on a day."""
    return {
        "assessment": each.assessment.id,
        "time_point": each.assessment.time_point,
        "occurrence": each.assessment.occurrence,
        "why": each.why.value,
        "next_at": _utc(each.next_at) if each.next_at else None,
        "next_local": _local(each.next_at, zone) if each.next_at else None,
        "said": silence(each, zone),
    }


def day_row(history: History, day: Day) -> Row:
    return {
        "on": day.on.isoformat(),
        "zone": day.zone,
        "contacts": [contact_row(history, each) for each in day.contacts],
        "nothing_about": [silent_row(each, day.zone) for each in day.silent],
    }


def title(contact: Contact) -> str:
    """Which contact it is: `W06, reminder 1`."""
    name = _STEPS.get(contact.kind, f"reminder {contact.number}")
    again = f" ({contact.assessment.occurrence}. asking)" if contact.assessment.occurrence > 1 else ""
    return f"{contact.assessment.time_point}{again}, {name}"


def said(each: Explained) -> str:
    """What became of it, as a sentence."""
    contact = each.contact
    why = f"{WORDS[each.why]}" if each.why else ""
    if each.fate is Fate.NOT_SENT or each.at is None:
        return f"Not sent: {why}."
    at = _shown(each.at, contact.zone)
    along = "" if each.alone else ", together with another message"
    if each.fate is Fate.TO_COME:
        kept = f", unless this lasts: {why}" if why else ""
        return f"To come on {at}{kept}."
    late = f"; late, because {why}" if why else ""
    if each.fate is Fate.IN_DOUBT:
        return f"Sent on {at}{along}, but it may not have arrived; it is not repeated{late}."
    return f"Sent on {at}{along}{late}."


def silence(each: Silent, zone: str) -> str:
    """Why nothing was said of it, and when something is."""
    following = f" Next: {_shown(each.next_at, zone)}." if each.next_at else ""
    return f"{WORDS[each.why][0].upper()}{WORDS[each.why][1:]}.{following}"


def rule(history: History, contact: Contact) -> str:
    """The rule by which it was planned."""
    protocol, steps = ladder_then(history, contact.assessment)
    if contact.kind is StepKind.AGAIN:
        return "after a day or more without contact to Telegram, open questions are shown again"
    if contact.kind is StepKind.REPEAT:
        return "a notice to staff that may not have arrived is said again"
    if contact.kind is StepKind.FIRST:
        return _first_rule(history, contact)
    after = steps.call if steps and contact.kind is StepKind.CALL else None
    if steps and contact.kind is StepKind.REMINDER and contact.number <= len(steps.reminders):
        after = steps.reminders[contact.number - 1]
    if contact.kind is StepKind.CALL:
        facts = history.as_seen(contact.standing)
        last_on = last_asked_on(protocol, facts, contact.assessment)
        if not contact.standing.reachable:
            return "at once, because messages do not reach the patient"
        return f"{length(after)} after the first message, at the latest on {_day(last_on)}"
    return f"{length(after)} after the first message"


def anchor(history: History, contact: Contact) -> Row:
    """What it is counted from: a date or an instant, and what of."""
    mine = contact.assessment
    if contact.kind in _UNPLANNED:
        return {"what": _UNPLANNED[contact.kind], "at": _utc(contact.due_at)}
    if contact.kind is not StepKind.FIRST:
        return {"what": "first message", "at": _utc(mine.prompted_at or mine.opened_at or mine.send_at)}
    if mine.kind is AssessmentKind.RECHECK:
        parent = next((each for each in history.assessments if each.id == mine.parent_id), None)
        return {"what": f"rise reported at {parent.time_point}" if parent else "rise", "at": None}
    protocol, _ = ladder_then(history, mine)
    point = protocol.point(mine.time_point)
    what, on = _counted_from(history, mine, point)
    return {"what": what, "on": on.isoformat()}


def _first_rule(history: History, contact: Contact) -> str:
    mine = contact.assessment
    window = f"window {_day(mine.opens_on)} to {_day(mine.closes_on)}"
    protocol, _ = ladder_then(history, mine)
    point = protocol.point(mine.time_point)
    if point is None:  # whatever was planned by a protocol is a time point of it, or a re-check
        after = int(protocol.recheck.after.total_seconds() // 3600)
        return f"a re-check, {after} hours after a rise in pain; {window}"
    what, on = _counted_from(history, mine, point)
    on_target = local_date(mine.send_at, contact.zone) == point.window(on).target_on
    moved = "" if on_target else ", or as soon after as it could be asked"
    return f"{counted(point.target)} the {what} on {_day(on)}{moved}; {window}"


def _counted_from(history: History, mine: Assessment, point: TimePoint | None) -> tuple[str, date]:
    """What its window counts from."""
    if point is not None and point.anchor is Anchor.AMPUTATION:
        return "amputation", history.episode.amputation_on
    if point is not None and point.anchor is Anchor.ENROLMENT and history.followed_from is not None:
        return "enrolment", history.followed_from
    return "operation", mine.tmr_on


def counted(target: Duration) -> str:
    """Where it lies from the date it counts from: `14 days after`."""
    if target == Duration():
        return "on the day of"
    before = target.months < 0 or target.days < 0
    span = Duration(abs(target.months), abs(target.days), abs(target.hours))
    return f"{length(span)} {'before' if before else 'after'}"


def length(span: Duration | None) -> str:
    """A length of time in words; `some time` where it is not known."""
    if span is None:  # sent by a step that the protocol no longer has
        return "some time"
    parts = ((span.months, "month"), (span.days, "day"), (span.hours, "hour"))
    return " and ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n) or "0 days"


def _which(contact: Contact) -> Row:
    mine = contact.assessment
    return {
        "assessment": mine.id,
        "time_point": mine.time_point,
        "occurrence": mine.occurrence,
        "kind": mine.kind.value,
        "window": [mine.opens_on.isoformat(), mine.closes_on.isoformat()],
    }


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _shown(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {_day(local.date())} at {local:%H:%M}"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
