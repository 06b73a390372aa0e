"""Which windows of an episode ended in the patient's silence, for the rule about it. Pure."""

from collections.abc import Sequence

from alerts.silence import Window
from domain import Assessment, AssessmentKind, AssessmentState
from storage.words import EndReason

_ANSWERED = frozenset({AssessmentState.COMPLETED, AssessmentState.PARTIAL})
_SILENT = frozenset(
    {
        EndReason.NOT_REACHED,
        EndReason.NO_KEY_OUTCOME,
        EndReason.BLOCKED,
        EndReason.STOPPED,
        EndReason.NOT_LINKED,
    }
)
"""Missed for one of these: nothing was heard of the patient. The other reasons are ours, or a pause."""


def windows(assessments: Sequence[Assessment]) -> tuple[Window, ...]:
    """The windows of the schedule that were answered or met with silence, in the order given."""
    return tuple(
        Window(each.id, each.time_point, each.closes_on, silent=each.state not in _ANSWERED)
        for each in assessments
        if each.kind is AssessmentKind.SCHEDULED and (each.state in _ANSWERED or _was_silent(each))
    )


def _was_silent(assessment: Assessment) -> bool:
    return assessment.state is AssessmentState.MISSED and assessment.reason in _SILENT
