"""What follows from an attempt to send, inside one transaction: the row's end, the card, and who is told.

An unsure prompt to a patient is never repeated; the next reminder covers it. An unsure notice to a member of
staff is queued again under a new key and says that it may be a repeat. An unsure edit is simply done again,
for editing twice shows the same.
"""

import re
from datetime import datetime, timedelta

from bot.another_way import fail, give_up, instead
from bot.letter import Letter
from bot.outcome import Failure, Held, Rejected, TokenRefused, Unreachable, Unreached, Unsure
from bot.telling import operations
from bot.truth import receiver, sitting
from domain import Act, Channel, Lane, Message
from storage import assessments, contacts, mailboxes, outbox
from storage.database import Tx
from storage.words import ChannelState, OutboxState, Outgoing

_REPEAT = re.compile(r"repeat-(\d+):(.+)")
_PAUSES = (1, 5, 15, 15, 15)
"""Minutes before each repeat of a notice in doubt; after the last, the escalation alone goes on."""
_MOST_EDITS = 5
_EDIT_AGAIN = timedelta(seconds=10)


def sent(tx: Tx, act: Act, letter: Letter, message_id: int) -> None:
    """It went out. What asks a patient becomes the card of its sitting."""
    outgoing = letter.outgoing
    outbox.settle(tx, act, outgoing.id, OutboxState.SENT, message_id=message_id)
    if outgoing.staff_id is not None:
        return
    asked = sitting(tx, outgoing)
    first = [one.id for one in asked if outgoing.lane is Lane.PROMPT and one.prompted_at is None]
    assessments.prompted(tx, act, first, message_id)
    for one in asked:
        if one.id not in first and one.card_message_id != message_id:
            assessments.set_card(tx, one.id, message_id)


def failed(tx: Tx, act: Act, outgoing: Outgoing, failure: Failure, again_at: datetime) -> None:
    """It did not go out, or nobody knows. What certainly did not waits till `again_at` or as told."""
    match failure:
        case Held(wait):
            outbox.put_back(tx, act, outgoing.id, act.at + wait, "too-many")
        case Unreached() | TokenRefused():
            outbox.put_back(tx, act, outgoing.id, again_at, type(failure).__name__.lower())
        case Unreachable():
            unreachable(tx, act, outgoing, failure)
        case Rejected():
            rejected(tx, act, outgoing, failure)
        case Unsure(reason):
            unsure(tx, act, outgoing, reason)


def unsure(tx: Tx, act: Act, outgoing: Outgoing, reason: str) -> None:
    """Nobody knows whether it went out."""
    if card_of(tx, outgoing) is not None and outgoing.attempts < _MOST_EDITS:
        outbox.put_back(tx, act, outgoing.id, act.at + _EDIT_AGAIN, reason)
        return
    outbox.settle(tx, act, outgoing.id, OutboxState.UNSURE, reason=reason)
    if outgoing.staff_id is not None:
        _repeat(tx, act, outgoing)


def unreachable(tx: Tx, act: Act, outgoing: Outgoing, why: Unreachable) -> None:
    """The chat or the mailbox takes nothing more: mark it, and try the other or have somebody told."""
    owner, owner_id = receiver(outgoing)
    if outgoing.channel is Channel.EMAIL:
        mailboxes.refuse(tx, act, owner_id)
    elif contacts.channel(tx, owner, owner_id).state is ChannelState.LINKED:
        contacts.set_channel(tx, act, owner, owner_id, ChannelState.BLOCKED)
    give_up(tx, act, outgoing, why.reason)


def rejected(tx: Tx, act: Act, outgoing: Outgoing, why: Rejected) -> None:
    """This message will never be taken: a mistake of ours, which staff hear of. The other channel may."""
    if not instead(tx, act, outgoing, why.reason):
        fail(tx, act, outgoing, why.reason)
    if outgoing.kind != "operations":
        operations(tx, act, "message-refused")


def card_of(tx: Tx, outgoing: Outgoing) -> int | None:
    """The message that a screen shown anew belongs on: the newest card of the sitting."""
    if outgoing.lane is not Lane.REPLY:
        return None
    cards = [one.card_message_id for one in sitting(tx, outgoing) if one.card_message_id is not None]
    named = outgoing.detail.get("message")
    return max([*cards, *([named] if isinstance(named, int) else [])], default=None)


def old_cards(tx: Tx, outgoing: Outgoing) -> tuple[int, ...]:
    """The cards that a reminder takes over from, oldest first."""
    if outgoing.lane is not Lane.PROMPT or outgoing.staff_id is not None:
        return ()
    return tuple(
        sorted({one.card_message_id for one in sitting(tx, outgoing) if one.card_message_id is not None})
    )


def repeat_of(key: str) -> tuple[int, str]:
    """How often a message was repeated so far, and the key it first had."""
    found = _REPEAT.fullmatch(key)
    return (int(found.group(1)), found.group(2)) if found else (0, key)


def _repeat(tx: Tx, act: Act, outgoing: Outgoing) -> None:
    """Queue a notice once more, marked. Its key begins differently, so that no escalation step counts it."""
    times, key = repeat_of(outgoing.key)
    if times >= len(_PAUSES):
        return
    again = Message(
        key=f"repeat-{times + 1}:{key}",
        kind=outgoing.kind,
        lane=outgoing.lane,
        language=outgoing.language,
        not_before_at=act.at + timedelta(minutes=_PAUSES[times]),
        patient_id=outgoing.patient_id,
        staff_id=outgoing.staff_id,
        episode_id=outgoing.episode_id,
        assessment_id=outgoing.assessment_id,
        alert_id=outgoing.alert_id,
        detail=outgoing.detail,
        repeat=True,
        channel=outgoing.channel,
    )
    outbox.queue(tx, act, again)
