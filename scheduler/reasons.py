"""Why a planned contact did not go out, in one word, from what is stored of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from domain import Assessment, AssessmentState, Episode, PatientStatus
from scheduler.due import StepFacts
from scheduler.instants import local_date
from scheduler.standing import Standing
from scheduler.timepoints import Protocol
from storage.words import PAUSED, ChannelState, EndReason, OutboxState, Outgoing


class WhyNot(StrEnum):
    """Why nothing was sent, or will not be.

    The patient: `answered`, `paused`, `blocked` (the bot, or a chat that is gone), `stopped` (no messages by
    their own wish), `not-linked`, `withdrawn`, `deceased`. The plan: `not-due`,
    `outside-window` (also: a step past the window's end), `quiet-hours`, `rate-limit` (one message at a
    time: another one went out), `dropped` (by a new version of the protocol), `operation-postponed` (asked
    for another operation date), `licence-expired`. Us: `outage` (we, or Telegram, were away),
    `send-failed` (Telegram refused this message), `no-coordinator` (nobody whom a message reached had the
    call list).
    """

    ANSWERED = "answered"
    PAUSED = "paused"
    BLOCKED = "blocked"
    STOPPED = "stopped"
    NOT_LINKED = "not-linked"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"
    NOT_DUE = "not-due"
    OUTSIDE_WINDOW = "outside-window"
    QUIET_HOURS = "quiet-hours"
    RATE_LIMIT = "rate-limit"
    DROPPED = "dropped"
    POSTPONED = "operation-postponed"
    LICENCE_EXPIRED = "licence-expired"
    OUTAGE = "outage"
    SEND_FAILED = "send-failed"
    NO_COORDINATOR = "no-coordinator"


@dataclass(frozen=True, slots=True)
class Wait:
    """A message was held back from `at` on: why, in the courier's word."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """All that is stored of one episode's contacts.

    `standings`: how it stood from enrolment to now. `waits`: outbox row -> why it was held back, in order.
    `expired`: instruments whose licence is over now. `coordinator_id`: who has the call list now.
    `asked_elsewhere`: when the patient was asked about their other operations, which caps count too.
    `followed_from`: the first day of the operation's follow-up.
    """

    episode: Episode
    standings: tuple[Standing, ...]
    assessments: tuple[Assessment, ...]
    outgoing: tuple[Outgoing, ...]
    protocols: Mapping[int, Protocol]
    coordinator_id: int | None
    waits: Mapping[int, tuple[Wait, ...]] = field(default_factory=dict)
    expired: frozenset[str] = frozenset()
    asked_elsewhere: tuple[datetime, ...] = ()
    followed_from: date | None = None

    def as_seen(self, standing: Standing, before: datetime | None = None) -> StepFacts:
        """The episode as the steps saw it while this standing held. Keys count whenever they were queued, or
        only if that was before an instant."""
        return StepFacts(
            patient=standing.patient,
            episode=replace(self.episode, tmr_on=standing.tmr_on, protocol_id=standing.protocol_id),
            channel_reachable=standing.reachable,
            assessments=self.assessments,
            started=frozenset(),
            keyed=frozenset(),
            queued={
                row.key: row.queued_at for row in self.outgoing if before is None or row.queued_at < before
            },
            coordinator_id=self.coordinator_id,
            asked_elsewhere=tuple(at for at in self.asked_elsewhere if before is None or at < before),
            expired=self.expired,
        )


_ENDED: Mapping[str | None, WhyNot] = {
    EndReason.BLOCKED: WhyNot.BLOCKED,
    EndReason.STOPPED: WhyNot.STOPPED,
    EndReason.NOT_LINKED: WhyNot.NOT_LINKED,
    EndReason.PAUSED: WhyNot.PAUSED,
    EndReason.SEND_FAILED: WhyNot.SEND_FAILED,
    EndReason.OUTAGE: WhyNot.OUTAGE,
    EndReason.LICENCE_EXPIRED: WhyNot.LICENCE_EXPIRED,
    EndReason.WITHDRAWN: WhyNot.WITHDRAWN,
    EndReason.DECEASED: WhyNot.DECEASED,
    EndReason.POSTPONED: WhyNot.POSTPONED,
    EndReason.ANSWERED_ALREADY: WhyNot.ANSWERED,
    EndReason.NOT_DUE: WhyNot.NOT_DUE,
    EndReason.DROPPED: WhyNot.DROPPED,
}
_STATUS: Mapping[PatientStatus, WhyNot] = {
    PatientStatus.WITHDRAWN: WhyNot.WITHDRAWN,
    PatientStatus.DECEASED: WhyNot.DECEASED,
}
_CHANNEL: Mapping[ChannelState, WhyNot] = {
    ChannelState.UNLINKED: WhyNot.NOT_LINKED,
    ChannelState.BLOCKED: WhyNot.BLOCKED,
    ChannelState.STOPPED: WhyNot.STOPPED,
}
_UNSENT: Mapping[str, WhyNot] = {
    **{status.value: why for status, why in _STATUS.items()},
    PatientStatus.CHANNEL_STOPPED.value: WhyNot.STOPPED,
    "channel-blocked": WhyNot.BLOCKED,
    "channel-stopped": WhyNot.STOPPED,
    "channel-unlinked": WhyNot.NOT_LINKED,
    "chat-gone": WhyNot.BLOCKED,
    "chat-migrated": WhyNot.BLOCKED,
    "forbidden": WhyNot.BLOCKED,
    "staff-inactive": WhyNot.NO_COORDINATOR,
    "assessment-completed": WhyNot.ANSWERED,
}
_HELD: Mapping[str, WhyNot] = {
    PAUSED: WhyNot.PAUSED,
    "quiet-hours": WhyNot.QUIET_HOURS,
    "too-many": WhyNot.RATE_LIMIT,
    "window-not-open": WhyNot.NOT_DUE,
}
_TOO_LATE = ("overtaken", "window-ended")


def why_ended(assessment: Assessment) -> WhyNot:
    """What the end of an assessment says about a contact that was to come after it."""
    if assessment.state is AssessmentState.COMPLETED:
        return WhyNot.ANSWERED
    return _ENDED.get(assessment.reason, WhyNot.OUTSIDE_WINDOW)


def why_gone(standing: Standing) -> WhyNot | None:
    """Whether nobody is asked any more, by any means."""
    return _STATUS.get(standing.patient.status)


def why_out_of_reach(standing: Standing) -> WhyNot | None:
    """Whether messages could not, or were not to, reach the patient."""
    if standing.patient.status is PatientStatus.CHANNEL_STOPPED:
        return WhyNot.STOPPED
    return _CHANNEL.get(standing.channel)


def why_paused(standing: Standing, at: datetime) -> WhyNot | None:
    """Whether an instant lay in a pause of the patient's own."""
    until_on = standing.patient.paused_until_on
    paused = until_on is not None and local_date(at, standing.patient.zone) <= until_on
    return WhyNot.PAUSED if paused else None


def why_hindered(standing: Standing, at: datetime) -> WhyNot | None:
    """What kept a message to the patient from being queued at an instant; None: nothing of theirs."""
    return why_gone(standing) or why_out_of_reach(standing) or why_paused(standing, at)


def why_unsent(history: History, row: Outgoing, assessment: Assessment) -> WhyNot:
    """Why a message that was queued never went out."""
    if row.staff_id is not None and row.state is OutboxState.FAILED:
        return WhyNot.NO_COORDINATOR
    if row.reason in _TOO_LATE:
        return why_held(history, row) or WhyNot.OUTAGE
    if row.reason and row.reason.startswith("assessment-") and row.reason not in _UNSENT:
        return why_held(history, row) or why_ended(assessment)
    return _UNSENT.get(row.reason or "", WhyNot.SEND_FAILED)


def why_held(history: History, row: Outgoing) -> WhyNot | None:
    """Why a message waited last; None if it never did, or not for a reason it gave."""
    last = next(reversed(history.waits.get(row.id, ())), None)
    return None if last is None else _HELD.get(last.reason, WhyNot.OUTAGE)
