"""Which assessments no message went out about, and why: whoever was never asked is not called silent. Pure.

A message in doubt may have arrived, so it counts. Of several that did not go out, the last says why.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain import Assessment, AssessmentState, Lane, Patient
from scheduler.instants import local_date
from storage.words import PAUSED, EndReason, OutboxState, Outgoing

_MAY_HAVE_ARRIVED = frozenset({OutboxState.SENDING, OutboxState.SENT, OutboxState.UNSURE})
_OVERTAKEN = "overtaken"
_SAID: Mapping[str, EndReason] = {
    PAUSED: EndReason.PAUSED,
    "channel-blocked": EndReason.BLOCKED,
    "channel-stopped": EndReason.STOPPED,
    "channel-unlinked": EndReason.NOT_LINKED,
    "chat-gone": EndReason.BLOCKED,
    "chat-migrated": EndReason.BLOCKED,
    "forbidden": EndReason.BLOCKED,
    "nothing-to-say": EndReason.SEND_FAILED,
}
"""What the reason of a message that did not go out says of the patient or of us."""


def unasked(
    assessments: Iterable[Assessment], outgoing: Iterable[Outgoing], patient: Patient
) -> Mapping[int, EndReason]:
    """Each open assessment that the patient was certainly never asked about -> why."""
    stand = [each for each in assessments if each.state is AssessmentState.OPEN]
    asking = (
        [row for row in outgoing if row.lane is Lane.PROMPT and row.reason != _OVERTAKEN] if stand else []
    )
    found: dict[int, EndReason] = {}
    for each in stand:
        about = [row for row in asking if each.id in sitting(row)]
        if not _was_asked(each, about):
            found[each.id] = _hindrance(about[-1]) if about else _no_channel(each, patient)
    return found


def _was_asked(assessment: Assessment, about: Sequence[Outgoing]) -> bool:
    touched = assessment.prompted_at is not None or assessment.first_seen_at is not None
    return touched or any(row.state in _MAY_HAVE_ARRIVED for row in about)


def sitting(row: Outgoing) -> frozenset[int]:
    named = str(row.detail.get("sitting", "")) or str(row.assessment_id or "")
    return frozenset(int(one) for one in named.split(",") if one)


def _hindrance(row: Outgoing) -> EndReason:
    """Refused by Telegram, or still waiting when the window was over: for a reason it gives, or an outage."""
    other = EndReason.SEND_FAILED if row.state is OutboxState.FAILED else EndReason.OUTAGE
    return _SAID.get(row.reason or "", other)


def _no_channel(assessment: Assessment, patient: Patient) -> EndReason:
    """Nothing was even queued: messages did not reach when it opened, and did too late, or in a pause."""
    opened_on = local_date(assessment.opened_at or assessment.send_at, patient.zone)
    if patient.linked_on is None or patient.linked_on >= opened_on:
        return EndReason.NOT_LINKED
    is_paused = patient.paused_until_on is not None and patient.paused_until_on >= opened_on
    return EndReason.PAUSED if is_paused else EndReason.BLOCKED
