"""Why a message was sent, as a sentence for whoever reads what a protocol would do."""

from collections.abc import Iterable
from datetime import date

from domain import Assessment, AssessmentKind
from scheduler.due import CallList, Open, Prompt, Remind, StepFacts
from scheduler.durations import Duration
from scheduler.instants import local_date
from scheduler.plan import Preferences
from scheduler.timepoints import Anchor, Protocol

_ANCHORS = {
    Anchor.TMR: "the operation of",
    Anchor.AMPUTATION: "the amputation of",
    Anchor.ENROLMENT: "the first day of follow-up,",
}


def why(
    protocol: Protocol,
    facts: StepFacts,
    preferences: Preferences,
    step: Open | Prompt | Remind | CallList,
    about: Iterable[Assessment],
) -> str:
    """The reason of one step; `about` are its assessments, the leading one first."""
    lead, *others = about
    match step:
        case Open():
            return _fell_due(protocol, preferences, lead) + _together(others)
        case Prompt():
            return f"{lead.time_point} was due while messages did not reach; they do now" + _together(others)
        case Remind(message=message):
            number = message.key.rsplit(":", 1)[-1]
            return f"no answer to {lead.time_point}: reminder {number}" + _together(others)
        case CallList() if not facts.channel_reachable:
            return f"{lead.time_point} is due and messages do not reach"
        case CallList():
            return f"no answer to {lead.time_point} within its reminders, or its window ends"


def _fell_due(protocol: Protocol, preferences: Preferences, lead: Assessment) -> str:
    when = f"{preferences.send_time:%H:%M} in {preferences.zone}"
    if lead.kind is AssessmentKind.RECHECK:
        return f"{lead.time_point}: pain rose two to three days ago; asked again at {when}"
    due = f"{lead.time_point} is open from {_day(lead.opens_on)} to {_day(lead.closes_on)}"
    point = protocol.point(lead.time_point)
    anchor_on = preferences.anchor_on(point.anchor, lead.tmr_on) if point else None
    if point and anchor_on and lead.opened_at:
        asked_on = local_date(lead.opened_at, preferences.zone)
        if asked_on == point.window(anchor_on).target_on:
            due = (
                f"{lead.time_point} is due {_length(point.target)} {_ANCHORS[point.anchor]} {_day(anchor_on)}"
            )
    return f"{due}; asked at {when}"


def _length(target: Duration) -> str:
    """`3 months after`, `42 days before`."""
    parts = [(abs(target.months), "month"), (abs(target.days), "day")]
    words = " and ".join(f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in parts if count)
    if not words:
        return "on the day of"
    return f"{words} {'before' if min(target.months, target.days) < 0 else 'after'}"


def _together(others: list[Assessment]) -> str:
    return f"; with {', '.join(each.time_point for each in others)}" if others else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
