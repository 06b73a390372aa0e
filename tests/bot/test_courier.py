"""The courier over real HTTP: what goes out in which order, and what becomes of the card."""

import logging
from datetime import timedelta

import pytest

from app.demo.standin import TOKEN
from app.demo.standin_faults import LostReply, Rejected, TooMany, Trouble
from domain import (
    Lane,
    Message,
)
from storage import assessments, contacts, outbox
from storage.words import ChannelState, OutboxState, Owner
from tests import cast
from tests.bot.office import ANN, MINUTE, OWNER, Office


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
