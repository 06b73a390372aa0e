"""Why a message was sent, as a sentence for whoever reads what a protocol would do."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain import Assessment, AssessmentKind
from scheduler.due import CallList, Open, Prompt, Remind, StepFacts
from scheduler.durations import Duration
from scheduler.timepoints import Protocol


def why(
    protocol: Protocol, facts: StepFacts, step: Open | Prompt | Remind | CallList, about: Iterable[Assessment]
) -> str:
    """The reason of one step; `about` are its assessments, the leading one first."""
    lead, *others = about
    match step:
        case Open():
            return _fell_due(protocol, facts, lead) + _together(others)
        case Prompt():
            return f"{lead.time_point} was due while messages did not reach; they do now" + _together(others)
        case Remind(message=message):
            number = message.key.rsplit(":", 1)[-1]
            return f"no answer to {lead.time_point}: reminder {number}" + _together(others)
        case CallList() if not facts.channel_reachable:
            return f"{lead.time_point} is due and messages do not reach"
        case CallList():
            return f"no answer to {lead.time_point} within its reminders, or its window ends"


def _fell_due(protocol: Protocol, facts: StepFacts, lead: Assessment) -> str:
    patient = facts.patient
    when = f"{patient.send_time:%H:%M} in {patient.zone}"
    if lead.kind is AssessmentKind.RECHECK:
        return f"{lead.time_point}: pain rose two to three days ago; asked again at {when}"
    point = protocol.point(lead.time_point)
    if point is None:
        return f"{lead.time_point} is due"
    window = point.window(lead.tmr_on)
    due = f"{lead.time_point} is due {_length(point.target)} the operation of {_day(lead.tmr_on)}"
    if lead.opened_at is not None and _local(lead.opened_at, patient.zone) != window.target_on:
        due = f"{lead.time_point} is open from {_day(window.opens_on)} to {_day(window.closes_on)}"
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


def _local(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
