"""How assessments end without being answered in full: at the window's end, or when follow-up ends. Pure."""

from datetime import datetime

from domain import LEFT, Assessment, AssessmentKind, AssessmentState, PatientStatus
from scheduler.chances import chance, lapsed, may_ask, misplaced
from scheduler.due import Close, StepFacts
from scheduler.instants import end_of
from scheduler.timepoints import Protocol
from storage.words import EndReason

STANDING = frozenset({AssessmentState.PLANNED, AssessmentState.OPEN})


def closings(
    protocol: Protocol, facts: StepFacts, as_of: datetime
) -> tuple[tuple[datetime, Assessment], ...]:
    """Every assessment not yet ended, with the instant at which it ends of itself; in their order."""
    return tuple(
        (_ends_at(protocol, facts, each, as_of), each) for each in facts.assessments if each.state in STANDING
    )


def closing(protocol: Protocol, facts: StepFacts, as_of: datetime) -> tuple[Close, ...]:
    """What ends now, and how; in the order of the assessments."""
    return tuple(
        _ended(protocol, facts, each, as_of) for at, each in closings(protocol, facts, as_of) if at <= as_of
    )


def _ends_at(protocol: Protocol, facts: StepFacts, assessment: Assessment, as_of: datetime) -> datetime:
    is_open = assessment.state is AssessmentState.OPEN
    if facts.patient.status in LEFT or (is_open and misplaced(protocol, facts, assessment, as_of)):
        return as_of
    over_at = max(as_of, end_of(assessment.closes_on, facts.patient.zone))
    return max(over_at, facts.listening_until or over_at) if is_open else over_at


def _ended(protocol: Protocol, facts: StepFacts, assessment: Assessment, as_of: datetime) -> Close:
    if facts.patient.status in LEFT:
        return _broken_off(facts, assessment, facts.patient.status.value)
    if assessment.state is not AssessmentState.OPEN:
        return _never_asked(protocol, facts, assessment)
    if misplaced(protocol, facts, assessment, as_of):
        return _broken_off(facts, assessment, EndReason.POSTPONED)
    return _run_out(facts, assessment)


def _broken_off(facts: StepFacts, assessment: Assessment, reason: str) -> Close:
    """Ended from outside: what answers there are stay valid, the rest was not missed by the patient."""
    keyed = assessment.id in facts.keyed
    state = AssessmentState.PARTIAL if keyed else AssessmentState.CANCELLED
    return Close(assessment.id, state, reason)


def _run_out(facts: StepFacts, assessment: Assessment) -> Close:
    """The window is over: partial with a key outcome answered, else missed, with the reason."""
    if assessment.id in facts.keyed:
        return Close(assessment.id, AssessmentState.PARTIAL, EndReason.WINDOW_CLOSED)
    if assessment.kind is AssessmentKind.UNSCHEDULED:  # nobody asked for it, so nothing was missed
        return Close(assessment.id, AssessmentState.CANCELLED, EndReason.ABANDONED)
    if assessment.id in facts.started:
        return Close(assessment.id, AssessmentState.MISSED, EndReason.NO_KEY_OUTCOME)
    return Close(assessment.id, AssessmentState.MISSED, _silence(facts, assessment))


def _never_asked(protocol: Protocol, facts: StepFacts, assessment: Assessment) -> Close:
    """The window went by without the asking: a pause, no licence, an outage, or a date corrected too late."""
    reason = EndReason.OUTAGE if _we_were_away(protocol, facts, assessment) else EndReason.NOT_ASKED
    if lapsed(facts, assessment):
        reason = EndReason.LICENCE_EXPIRED
    if _paused_to_the_end(facts, assessment):
        reason = EndReason.PAUSED
    return Close(assessment.id, AssessmentState.MISSED, reason)


def _we_were_away(protocol: Protocol, facts: StepFacts, assessment: Assessment) -> bool:
    """Whether it would have been asked, had we looked when we were to look."""
    look_at = facts.episode.next_look_at
    if look_at is None:
        return False
    return may_ask(protocol, facts, assessment, chance(protocol, facts, assessment.send_at, look_at))


def _silence(facts: StepFacts, assessment: Assessment) -> str:
    """Why nothing was answered, as far as the facts tell: asked and silent, or why never asked."""
    if facts.patient.status is PatientStatus.CHANNEL_STOPPED:
        return EndReason.STOPPED
    if not facts.channel_reachable:
        return EndReason.BLOCKED if facts.patient.linked_on else EndReason.NOT_LINKED
    if _paused_to_the_end(facts, assessment):
        return EndReason.PAUSED
    return facts.unasked.get(assessment.id, EndReason.NOT_REACHED)


def _paused_to_the_end(facts: StepFacts, assessment: Assessment) -> bool:
    until_on = facts.patient.paused_until_on
    return until_on is not None and until_on >= assessment.closes_on
