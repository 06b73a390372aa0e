"""A random life that keeps what the tables would keep of it, so that each contact can be explained."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from domain import Message, PatientStatus
from scheduler.reasons import History
from scheduler.standing import Standing
from scheduler.steps import Close
from storage.words import ChannelState, OutboxState, Outgoing
from tests.scheduler import cast
from tests.scheduler.life import Life


class Remembered(Life):
    """`held` is how it stood, from event to event; whatever was queued was sent at that moment."""

    def __init__(self, *given: Any, **told: Any) -> None:
        super().__init__(*given, **told)
        self.held: list[Standing] = []

    def reconcile(self, as_of: datetime) -> None:
        """The first thing done after every event."""
        stands = self._stands(as_of)
        if self.held and self.held[-1].since == as_of:
            self.held[-1] = stands
        elif not self.held or replace(self.held[-1], since=as_of) != stands:
            self.held.append(stands)
        super().reconcile(as_of)

    def history(self) -> History:
        sent = [
            _row(number, at, step.message)
            for number, (at, step) in enumerate(self.messages, start=1)
            if not isinstance(step, Close) and step.message is not None
        ]
        return History(
            episode=self.facts.episode,
            standings=tuple(self.held),
            assessments=self.facts.assessments,
            outgoing=tuple(sent),
            protocols={cast.PROTOCOL: self.protocol},
            coordinator_id=cast.COORDINATOR,
        )

    def _stands(self, as_of: datetime) -> Standing:
        facts = self.facts
        channel = ChannelState.LINKED
        if not facts.channel_reachable:
            channel = ChannelState.BLOCKED if facts.patient.linked_on else ChannelState.UNLINKED
        if facts.patient.status is PatientStatus.CHANNEL_STOPPED:
            channel = ChannelState.STOPPED
        return Standing(as_of, facts.patient, channel, facts.episode.tmr_on, cast.PROTOCOL)


def _row(number: int, at: datetime, message: Message) -> Outgoing:
    return Outgoing(
        id=number,
        key=message.key,
        kind=message.kind,
        lane=message.lane,
        language=message.language,
        patient_id=message.patient_id,
        staff_id=message.staff_id,
        episode_id=message.episode_id,
        assessment_id=message.assessment_id,
        alert_id=message.alert_id,
        detail=message.detail,
        repeat=False,
        state=OutboxState.SENT,
        queued_at=at,
        not_before_at=at,
        attempts=1,
        settled_at=at,
        message_id=number,
        reason=None,
        channel=message.channel,
        instead_of=None,
    )
