"""The courier over real HTTP: every kind of answer ends in the right state, and nobody is asked twice."""

import logging
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.demo.standin import TOKEN
from app.demo.standin_faults import Late, LostReply, Mishap, Rejected, TooMany, Trouble
from bot.courier import HOLD, Courier
from bot.faults import TelegramFault
from bot.screen import Button, Screen
from bot.settling import repeat_of
from domain import (
    Alert,
    Assessment,
    AssessmentKind,
    AssessmentState,
    Lane,
    Message,
    PatientStatus,
    Severity,
)
from storage import alerts, assessments, contacts, heartbeats, outbox, patients
from storage.database import Database, Tx
from storage.words import ChannelState, OutboxState, Outgoing, Owner
from tests import cast
from tests.bot.rig import Rig, rigged

ANN = cast.CHATS["Ann"]
OWNER = cast.STAFF_CHATS["OWNER"]
COORD = cast.STAFF_CHATS["COORD"]
MINUTE = timedelta(minutes=1)


class Office:
    """Ann with one open assessment, her team, a courier; words that name the row and its mark."""

    def __init__(self, rig: Rig, database: Database) -> None:
        self.rig, self.database = rig, database
        self.quiet_until: datetime | None = None
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

    def _after_quiet(self, _tx: Tx, _protocol_id: int, zone: str, at: datetime) -> datetime:
        assert zone == "Europe/London"
        return self.quiet_until if self.quiet_until and self.quiet_until > at else at


@pytest.fixture
async def office(as_of: datetime, database: Database) -> AsyncIterator[Office]:
    async with rigged(as_of, read_timeout=0.3) as rig:
        yield Office(rig, database)


async def test_a_prompt_is_sent_and_becomes_the_card(office: Office) -> None:
    row = office.queue()
    assert await office.deliver() == 1
    assert office.row(row).state is OutboxState.SENT
    (card,) = office.rig.standin.cards(ANN)
    assert office.card().card_message_id == card.message_id
    assert office.card().prompted_at == office.now
    assert await office.deliver() == 0


async def test_a_reminder_takes_over_as_the_card_and_the_old_one_loses_its_buttons(office: Office) -> None:
    office.queue()
    await office.deliver()
    office.rig.clock.advance(timedelta(days=2))
    office.queue("reminder")
    await office.deliver()
    old, new = office.rig.standin.messages(ANN)
    assert not old.buttons
    assert new.buttons
    assert office.card().card_message_id == new.message_id
    assert office.card().prompted_at == office.now - timedelta(days=2)


async def test_an_old_card_that_is_gone_is_no_trouble(office: Office) -> None:
    office.queue()
    await office.deliver()
    await office.rig.bot.delete_message(ANN, office.card().card_message_id or 0)
    row = office.queue("reminder")
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_a_sitting_of_two_has_one_card(office: Office) -> None:
    with office.database.write() as tx:
        second = office.opened(tx, "WC14")
    office.queue(detail={"sitting": f"{office.assessment.id},{second.id}"})
    await office.deliver()
    (card,) = office.rig.standin.cards(ANN)
    with office.database.read() as tx:
        assert assessments.get(tx, second.id).card_message_id == card.message_id


async def test_notices_go_ahead_of_replies_and_replies_ahead_of_prompts(office: Office) -> None:
    office.queue()
    office.queue("say", Lane.REPLY, assessment_id=None, detail={})
    office.queue_notice()
    await office.deliver()
    assert [chat for method, chat in office.rig.standin.calls if method == "sendmessage"] == [OWNER, ANN, ANN]
    assert office.shown(ANN) == ["say", "prompt"]


async def test_one_pass_takes_a_handful_so_that_the_urgent_is_seen_soon(office: Office) -> None:
    with office.database.write() as tx:
        for n in range(25):
            second = office.opened(tx, f"X{n}")
            message = Message(
                key=f"prompt:x{n}",
                kind="prompt",
                lane=Lane.PROMPT,
                language="en",
                not_before_at=office.now,
                patient_id=office.ann.patient.id,
                assessment_id=second.id,
            )
            outbox.queue(tx, cast.by(office.now), message)
    assert await office.deliver() == 20
    assert await office.deliver() == 5


# What became untrue since it was queued


@pytest.mark.parametrize(
    "status", [PatientStatus.WITHDRAWN, PatientStatus.CHANNEL_STOPPED, PatientStatus.DECEASED]
)
async def test_nobody_is_prompted_after_leaving(office: Office, status: PatientStatus) -> None:
    with office.database.write() as tx:
        patients.set_status(tx, cast.by(office.now), office.ann.patient.id, status)
    row = office.queue()
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, status)
    assert office.shown(ANN) == []


@pytest.mark.parametrize(
    "state", [AssessmentState.COMPLETED, AssessmentState.MISSED, AssessmentState.CANCELLED]
)
async def test_nobody_is_prompted_for_what_has_ended(office: Office, state: AssessmentState) -> None:
    row = office.queue()
    with office.database.write() as tx:
        assessments.end(tx, cast.by(office.now), office.assessment.id, state)
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, f"assessment-{state}")


async def test_nobody_is_prompted_after_the_window(office: Office) -> None:
    row = office.queue()
    office.rig.clock.move_to(office.now + timedelta(days=18))
    await office.deliver()
    assert office.row(row).reason == "window-ended"


async def test_nobody_is_prompted_before_the_window(office: Office) -> None:
    office.rig.clock.move_to(office.now - timedelta(days=6))
    row = office.queue()
    await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    assert office.row(row).not_before_at.date() == date(2025, 1, 10)


async def test_quiet_hours_put_a_prompt_back_until_they_end(office: Office) -> None:
    row = office.queue()
    office.quiet_until = office.now + timedelta(hours=9)
    await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    assert office.row(row).not_before_at == office.quiet_until
    office.rig.clock.advance(timedelta(hours=9))
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_quiet_hours_bind_neither_notices_nor_replies(office: Office) -> None:
    office.quiet_until = office.now + timedelta(hours=9)
    rows = [office.queue_notice(), office.queue("say", Lane.REPLY, assessment_id=None, detail={})]
    await office.deliver()
    assert [office.row(row).state for row in rows] == [OutboxState.SENT, OutboxState.SENT]


async def test_a_paused_patient_is_prompted_when_the_pause_is_over(office: Office) -> None:
    with office.database.write() as tx:
        patients.pause(tx, cast.by(office.now), office.ann.patient.id, office.now.date())
    row = office.queue()
    await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    office.rig.clock.advance(timedelta(days=1))
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_an_alert_somebody_took_is_not_announced(office: Office) -> None:
    row = office.queue_notice()
    with office.database.write() as tx:
        alerts.acknowledge(tx, cast.by(office.now), office.alert.id, office.team.owner.id)
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, "alert-acknowledged")


async def test_a_call_list_line_is_dropped_once_the_patient_answered(office: Office) -> None:
    row = office.queue("call", Lane.NOTICE, patient_id=None, staff_id=office.team.coordinator.id, detail={})
    with office.database.write() as tx:
        assessments.end(tx, cast.by(office.now), office.assessment.id, AssessmentState.COMPLETED)
    await office.deliver()
    assert office.row(row).reason == "assessment-completed"


async def test_a_row_with_nothing_left_to_say_is_dropped(office: Office) -> None:
    office.silent = True
    row = office.queue()
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, "nothing-to-say")


async def test_a_chat_known_not_to_work_fails_and_the_coordinator_is_told(office: Office) -> None:
    with office.database.write() as tx:
        contacts.set_channel(
            tx, cast.by(office.now), Owner.PATIENT, office.ann.patient.id, ChannelState.BLOCKED
        )
    row = office.queue()
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.FAILED, "channel-blocked")
    assert [waiting.kind for waiting in office.waiting()] == ["blocked"]


# Certainly not sent


async def test_a_refused_connection_is_tried_again_until_it_works(office: Office) -> None:
    row = office.queue()
    await office.rig.gone()
    for _ in range(3):
        await office.deliver()
        assert office.row(row).state is OutboxState.QUEUED
        office.rig.clock.advance(MINUTE)
    await office.rig.standin.start()
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT
    assert office.shown(ANN) == ["prompt"]


async def test_while_telegram_is_away_the_courier_rests_longer_each_time(office: Office) -> None:
    office.queue()
    await office.rig.gone()
    rests = []
    for _ in range(5):
        await office.deliver()
        until = office.courier.rests_until(office.now)
        assert until is not None
        assert await office.deliver() == 0
        rests.append((until - office.now).total_seconds())
        office.rig.clock.move_to(until)
    assert rests == [5, 10, 20, 40, 60]


async def test_a_429_is_put_back_for_as_long_as_told(office: Office) -> None:
    row = office.queue()
    await office.met(TooMany(30))
    assert office.row(row).state is OutboxState.QUEUED
    assert office.row(row).not_before_at == office.now + timedelta(seconds=30)
    office.rig.clock.advance(timedelta(seconds=30))
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_a_hold_for_everybody_outlives_a_restart(office: Office) -> None:
    office.queue()
    office.queue_notice()
    office.rig.standin.faults.next_answers("sendMessage", TooMany(600), TooMany(600))
    await office.deliver()
    assert await office.deliver() == 0
    with office.database.read() as tx:
        assert heartbeats.last(tx, HOLD) is not None
    office.rig.pace.everybody = None
    restarted = office.another_courier()
    await restarted.recover(office.now)
    assert restarted.rests_until(office.now) == office.now + timedelta(seconds=600)


async def test_a_blocked_bot_marks_the_channel_and_tells_the_coordinator_once(office: Office) -> None:
    first = office.queue()
    second = office.queue("reminder")
    office.rig.standin.block(ANN)
    await office.deliver()
    await office.deliver()
    assert [office.row(row).state for row in (first, second)] == [OutboxState.FAILED, OutboxState.FAILED]
    assert office.channel(Owner.PATIENT, office.ann.patient.id) is ChannelState.BLOCKED
    assert office.shown(COORD) == ["blocked"]


async def test_staff_who_block_the_bot_are_reported_too(office: Office) -> None:
    row = office.queue_notice()
    office.rig.standin.block(OWNER)
    await office.deliver()
    await office.deliver()
    assert office.row(row).state is OutboxState.FAILED
    assert office.channel(Owner.STAFF, office.team.owner.id) is ChannelState.BLOCKED
    assert office.shown(COORD) == ["operations"]


async def test_a_coordinator_out_of_reach_ends_in_no_endless_loop(office: Office) -> None:
    office.rig.standin.block(COORD)
    office.rig.standin.block(ANN)
    office.queue()
    for _ in range(10):
        await office.deliver()
    assert office.waiting() == []


async def test_any_other_refusal_fails_with_its_reason_and_is_told(office: Office) -> None:
    row = office.queue()
    await office.met(Rejected(400, "Bad Request: message is too long"))
    assert (office.row(row).state, office.row(row).reason) == (
        OutboxState.FAILED,
        "refused: message is too long",
    )
    await office.deliver()
    assert office.shown(COORD) == ["operations"]
    assert office.shown(ANN) == []


async def test_a_refused_token_keeps_every_row_and_says_what_to_do(office: Office) -> None:
    row = office.queue()
    office.rig.standin.faults.next_answers("sendMessage", Rejected(401, "Unauthorized"))
    with pytest.raises(TelegramFault, match="TMR_TELEGRAM_TOKEN"):
        await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    office.rig.clock.advance(MINUTE)
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_a_row_that_cannot_be_written_fails_alone(office: Office) -> None:
    bad = office.queue("bug", Lane.REPLY, assessment_id=None, detail={})
    good = office.queue()
    await office.deliver()
    assert (office.row(bad).state, office.row(bad).reason) == (OutboxState.FAILED, "bug: KeyError")
    assert office.row(good).state is OutboxState.SENT


# Nobody knows


@pytest.mark.parametrize("mishap", [Trouble(), Trouble(502), LostReply(), Late(0.6)])
async def test_an_unsure_prompt_is_never_repeated(office: Office, mishap: Mishap) -> None:
    row = office.queue()
    await office.met(mishap)
    assert office.row(row).state is OutboxState.UNSURE
    for _ in range(5):
        office.rig.clock.advance(timedelta(hours=1))
        await office.deliver()
    assert [method for method, _ in office.rig.standin.calls].count("sendmessage") <= 1
    assert office.waiting() == []


@pytest.mark.parametrize("mishap", [Trouble(), LostReply()])
async def test_an_unsure_notice_is_repeated_once_and_marked(office: Office, mishap: Mishap) -> None:
    row = office.queue_notice()
    await office.met(mishap)
    assert office.row(row).state is OutboxState.UNSURE
    (again,) = office.waiting()
    assert again.repeat
    assert again.not_before_at == office.now + MINUTE
    assert not again.key.startswith("notice:")
    assert repeat_of(again.key) == (1, office.row(row).key)
    office.rig.clock.advance(MINUTE)
    await office.deliver()
    assert office.shown(OWNER)[-1] == "again notice"
    office.rig.clock.advance(timedelta(hours=3))
    assert await office.deliver() == 0


async def test_a_notice_always_in_doubt_is_not_repeated_for_ever(office: Office) -> None:
    office.queue_notice()
    office.rig.standin.faults.next_answers("sendMessage", *[Trouble()] * 20)
    for _ in range(20):
        await office.deliver()
        office.rig.clock.advance(timedelta(minutes=16))
    assert office.waiting() == []
    with office.database.read() as tx:
        assert len(outbox.of_episode(tx, office.ann.episode.id)) == 6


async def test_an_outage_leaves_one_prompt_in_doubt_not_all(office: Office) -> None:
    first = office.queue()
    second = office.queue("reminder")
    assert await office.met(Trouble()) == 1
    assert office.row(first).state is OutboxState.UNSURE
    assert office.row(second).state is OutboxState.QUEUED


async def test_what_was_being_sent_when_the_process_died_is_unsure(office: Office) -> None:
    prompt, notice = office.queue(), office.queue_notice()
    with office.database.write() as tx:
        outbox.claim(tx, prompt)
        outbox.claim(tx, notice)
    assert await office.another_courier().recover(office.now) == 2
    assert office.row(prompt).state is OutboxState.UNSURE
    assert office.row(notice).state is OutboxState.UNSURE
    assert [(again.repeat, again.staff_id) for again in office.waiting()] == [(True, office.team.owner.id)]


async def test_two_couriers_send_a_row_once(office: Office) -> None:
    office.queue()
    with office.database.read() as tx:
        (row,) = outbox.due(tx, office.now, 5)
    await office.deliver()
    await office.another_courier()._deal_with(row, office.now)
    assert office.shown(ANN) == ["prompt"]


# Screens shown anew


async def _carded(office: Office) -> tuple[int, int]:
    """A card in Ann's chat, and a queued row that shows it anew."""
    office.queue()
    await office.deliver()
    card = office.card().card_message_id
    assert card is not None
    row = office.queue("card", Lane.REPLY, key="card:1:1", detail={"response": 1, "message": card})
    return card, row


async def test_a_reply_that_failed_is_shown_on_its_card(office: Office) -> None:
    card, row = await _carded(office)
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT
    assert office.row(row).message_id == card
    assert office.shown(ANN) == ["card"]


async def test_a_card_that_already_shows_it_counts_as_shown(office: Office) -> None:
    card, row = await _carded(office)
    office.rig.standin.faults.next_answers("editMessageText", LostReply())
    await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    office.rig.clock.advance(MINUTE)
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT
    assert office.row(row).message_id == card


async def test_a_card_that_is_gone_is_sent_anew(office: Office) -> None:
    card, row = await _carded(office)
    await office.rig.bot.delete_message(ANN, card)
    await office.deliver()
    (new,) = office.rig.standin.cards(ANN)
    assert office.row(row).message_id == new.message_id
    assert office.card().card_message_id == new.message_id


async def test_a_card_always_in_doubt_is_given_up(office: Office) -> None:
    _, row = await _carded(office)
    office.rig.standin.faults.next_answers("editMessageText", *[Trouble()] * 10)
    for _ in range(8):
        await office.deliver()
        office.rig.clock.advance(2 * MINUTE)
    assert office.row(row).state is OutboxState.UNSURE


async def test_a_reply_reaches_a_patient_who_has_just_stopped_messages(office: Office) -> None:
    with office.database.write() as tx:
        contacts.set_channel(
            tx, cast.by(office.now), Owner.PATIENT, office.ann.patient.id, ChannelState.STOPPED
        )
    row = office.queue("say", Lane.REPLY, assessment_id=None, detail={})
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_no_chat_no_word_and_no_token_is_logged(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office.queue("bug", Lane.REPLY, assessment_id=None, detail={})
    for mishap in (None, Trouble(), LostReply(), TooMany(1), Rejected(400, "Bad Request: canary")):
        office.rig.standin.faults.next_answers("sendMessage", mishap)
    office.queue()
    office.queue_notice()
    office.queue("reminder")
    for _ in range(6):
        await office.deliver()
        office.rig.clock.advance(2 * MINUTE)
    for secret in (str(ANN), str(OWNER), TOKEN.split(":")[1], "canary", "Canary"):
        assert secret not in caplog.text
