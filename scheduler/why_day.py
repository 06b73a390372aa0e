"""One local date of one episode: what was sent or fell due on it, and why nothing else did. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import Assessment, AssessmentKind, AssessmentState
from scheduler.contacts import StepKind, is_standing
from scheduler.instants import end_of, local_date
from scheduler.reasons import History, WhyNot, why_ended, why_gone, why_hindered
from scheduler.standing import standing_at
from scheduler.why import Explained, Fate


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing was, or will be, said about an assessment on the day. `next_at`: when something is said next,
    if anything is, as far as is known now."""

    assessment: Assessment
    why: WhyNot
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """`contacts`: sent on that date, or due on it. `silent`: every other assessment, each with one reason."""

    on: date
    zone: str
    contacts: tuple[Explained, ...]
    silent: tuple[Silent, ...]


def on_day(history: History, told: Sequence[Explained], on: date) -> Day:
    """What there is to say of a local date, past or to come, of the zone in which the patient then lives."""
    zone = _zone(history, on)
    mine = tuple(each for each in told if _is_on(each, on, zone))
    spoken_of = {each.contact.assessment.id for each in mine}
    return Day(
        on=on,
        zone=zone,
        contacts=mine,
        silent=tuple(
            _silent(history, told, each, on, zone)
            for each in history.assessments
            if each.id not in spoken_of and each.kind is not AssessmentKind.UNSCHEDULED
        ),
    )


def _zone(history: History, on: date) -> str:
    """The zone in which the patient lived at the end of that date, by their own calendar."""
    zones = ((each.since, each.patient.zone) for each in reversed(history.standings))
    return next(
        (zone for since, zone in zones if since < end_of(on, zone)), history.standings[0].patient.zone
    )


def _is_on(each: Explained, on: date, zone: str) -> bool:
    moments = {each.contact.due_at, each.at or each.contact.due_at}
    return any(local_date(moment, zone) == on for moment in moments)


def _silent(
    history: History, told: Sequence[Explained], assessment: Assessment, on: date, zone: str
) -> Silent:
    begins, ends = end_of(on - timedelta(days=1), zone), end_of(on, zone)
    own = [each for each in told if each.contact.assessment.id == assessment.id]
    spoken = [each.at for each in own if each.at is not None and each.fate is not Fate.NOT_SENT]
    next_at = min((at for at in spoken if at >= ends), default=None)
    return Silent(assessment, _why(history, own, assessment, begins, ends), next_at)


def _why(
    history: History, own: Sequence[Explained], assessment: Assessment, begins: datetime, ends: datetime
) -> WhyNot:
    """It had ended; or was not to be asked yet, or any more; or a step due before was still kept back."""
    if assessment.closed_at is not None and assessment.closed_at < ends:
        ran_out = assessment.state in (AssessmentState.MISSED, AssessmentState.PARTIAL)
        return WhyNot.OUTSIDE_WINDOW if ran_out else why_ended(assessment)
    then = standing_at(history.standings, ends - timedelta(microseconds=1))
    gone = why_gone(then)
    if gone is not None:
        return gone
    if is_standing(assessment) and assessment.closes_on < local_date(begins, then.patient.zone):
        return WhyNot.OUTSIDE_WINDOW
    kept_back = [
        each for each in own if each.contact.due_at < begins and (each.at is None or each.at >= ends)
    ]
    if not kept_back:
        return WhyNot.NOT_DUE
    last = kept_back[-1]
    hindered = None if last.contact.kind is StepKind.CALL else why_hindered(then, begins)
    return hindered or (last.why if last.at is not None else None) or WhyNot.NOT_DUE
