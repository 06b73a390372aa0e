"""A courier at work: Ann with an open assessment, her team, and words that name each row and its mark."""

from datetime import date, datetime, timedelta
from typing import Any

from app.demo.standin_faults import Mishap
from bot.courier import Courier
from bot.screen import Button, Screen
from domain import (
    Alert,
    Assessment,
    AssessmentKind,
    AssessmentState,
    Lane,
    Message,
    Severity,
)
from storage import alerts, assessments, contacts, outbox
from storage.database import Database, Tx
from storage.words import ChannelState, Outgoing, Owner
from tests import cast
from tests.bot.rig import Rig

ANN = cast.CHATS["Ann"]
OWNER = cast.STAFF_CHATS["OWNER"]
COORD = cast.STAFF_CHATS["COORD"]
MINUTE = timedelta(minutes=1)


class Office:
    """Ann with one open assessment, her team, a courier; words that name the row and its mark."""

    def __init__(self, rig: Rig, database: Database) -> None:
        self.rig, self.database = rig, database
        self.quiet_until: datetime | None = None
        self.quiet_by: list[int] = []
        self.silent = False
        self.courier = self.another_courier()
        for chat_id in (*cast.CHATS.values(), *cast.STAFF_CHATS.values()):
            rig.standin.join(chat_id)
        with database.write() as tx:
            self.team = cast.team(tx, self.now)
            self.ann = cast.person(tx, self.now, self.team, "Ann")
            self.assessment = self.opened(tx, "W06")

    def another_courier(self) -> Courier:
        return Courier(self.database, self.rig.bot, self.rig.pace, self._render, self._after_quiet)

    @property
    def now(self) -> datetime:
        return self.rig.clock.now()

    def opened(self, tx: Tx, time_point: str, closes_on: date = date(2025, 2, 1)) -> Assessment:
        added = assessments.add(
            tx,
            cast.by(self.now),
            episode_id=self.ann.episode.id,
            protocol_id=self.ann.episode.protocol_id,
            time_point=time_point,
            kind=AssessmentKind.SCHEDULED,
            opens_on=date(2025, 1, 10),
            closes_on=closes_on,
            send_at=self.now,
            zone="Europe/London",
            instruments=("core",),
            state=AssessmentState.OPEN,
        )
        return assessments.get(tx, added.id)

    def queue(self, kind: str = "prompt", lane: Lane = Lane.PROMPT, **more: Any) -> int:
        """Queue a message to Ann, unless it says otherwise; gives the row's id."""
        told: dict[str, Any] = {
            "key": f"{kind}:{self.assessment.id}",
            "language": "en",
            "not_before_at": self.now,
            "patient_id": self.ann.patient.id,
            "episode_id": self.ann.episode.id,
            "assessment_id": self.assessment.id,
            "detail": {"sitting": str(self.assessment.id)},
        }
        with self.database.write() as tx:
            assert outbox.queue(tx, cast.by(self.now), Message(kind=kind, lane=lane, **{**told, **more}))
            return max(row.id for row in outbox.due(tx, self.now + timedelta(days=30), 100))

    def queue_notice(self) -> int:
        with self.database.write() as tx:
            self.alert = self._alert(tx)
        return self.queue(
            "notice",
            Lane.NOTICE,
            key=f"notice:{self.alert.id}:owner:{self.team.owner.id}:1",
            patient_id=None,
            assessment_id=None,
            staff_id=self.team.owner.id,
            alert_id=self.alert.id,
            detail={"step": "owner", "n": 1},
        )

    def row(self, outgoing_id: int) -> Outgoing:
        with self.database.read() as tx:
            return outbox.get(tx, outgoing_id)

    def waiting(self) -> list[Outgoing]:
        with self.database.read() as tx:
            return list(outbox.due(tx, self.now + timedelta(days=30), 100))

    def card(self) -> Assessment:
        with self.database.read() as tx:
            return assessments.get(tx, self.assessment.id)

    def channel(self, owner: Owner, owner_id: int) -> ChannelState:
        with self.database.read() as tx:
            return contacts.channel(tx, owner, owner_id).state

    async def deliver(self) -> int:
        return await self.courier.drain(self.now)

    async def met(self, mishap: Mishap) -> int:
        """One pass in which the next sendMessage meets a mishap."""
        self.rig.standin.faults.next_answers("sendMessage", mishap)
        return await self.deliver()

    def shown(self, chat_id: int) -> list[str]:
        return [shown.text for shown in self.rig.standin.messages(chat_id)]

    def _alert(self, tx: Tx) -> Alert:
        raised = alerts.raise_alert(
            tx,
            cast.by(self.now),
            key="RED-1:1",
            episode_id=self.ann.episode.id,
            response_id=None,
            rule="RED-1",
            rule_version="1",
            severity=Severity.RED,
            inputs={},
        )
        assert raised is not None
        return raised

    def _render(self, _tx: Tx, outgoing: Outgoing, _as_of: datetime) -> Screen | None:
        if self.silent:
            return None
        if outgoing.kind == "bug":
            raise KeyError("canary words")
        again = "again " if outgoing.repeat else ""
        return Screen(f"{again}{outgoing.kind}", ((Button("Start", "s:1"),),))

    def _after_quiet(self, _tx: Tx, protocol_id: int, zone: str, at: datetime) -> datetime:
        self.quiet_by.append(protocol_id)
        assert zone == "Europe/London"
        return self.quiet_until if self.quiet_until and self.quiet_until > at else at
