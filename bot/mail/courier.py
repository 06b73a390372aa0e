"""Carries notices and digests to staff by e-mail, with the same states and the same look at the truth as
Telegram's courier. It also takes over what Telegram, in trouble, has kept waiting.

It says how e-mail stands, for that decides whom a notice reaches: a server that takes nothing for some
minutes counts as not working, and whoever has Telegram is told there.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.another_way import PATIENCE, give_up, take_over
from bot.backoff import pause
from bot.mail.mail import Envelope, Mail, composed
from bot.mail.outcome import TurnedAway
from bot.mail.post import Sends
from bot.outcome import Failure, Held, Rejected, Unreached, Unsure
from bot.pace import Hold
from bot.screen import Picture
from bot.settling import failed, rejected, unsure
from bot.truth import no_longer_needed
from charts.png import pain_png
from domain import Act, Channel
from storage import heartbeats, mailboxes, outbox
from storage.database import Database, StorageFault, Tx
from storage.words import MailState, OutboxState, Outgoing

_LOG = logging.getLogger(__name__)
_BY = "system:courier"
_AT_ONCE = 20
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(seconds=60)
_A_LITTLE = timedelta(seconds=1)
_BEAT_EVERY = timedelta(seconds=30)
_KNOCK_EVERY = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(days=1)
"""A mailbox that puts us off for longer (full, say) is given up."""

Write = Callable[[Tx, Outgoing, datetime], Mail | None]
"""The mail of a row at this moment; None if there is nothing to say any more."""


class MailCourier:
    """The courier of one mail server. Call `drain` again and again; the first call settles what was left."""

    def __init__(self, database: Database, post: Sends, write: Write, sender: str) -> None:
        self._database, self._post, self._write, self._sender = database, post, write, sender
        self._in_doubt = True
        self._rest: Hold | None = None
        self._failures = 0
        self._failing_since: datetime | None = None
        self._heard_at: datetime | None = None

    async def drain(self, as_of: datetime) -> int:
        """One pass over what is due; tells how many rows were dealt with."""
        if self._in_doubt:  # at start, or after the database went away in the middle of a row
            await self._database.within(lambda tx: _recover(tx, Act(_BY, as_of)))
            self._in_doubt = False
        if self._rests(as_of):
            return 0
        await self._knock(as_of)
        await self._say_how_it_stands(as_of)
        dealt_with = 0
        for outgoing in await self._database.seeing(
            lambda tx: outbox.due(tx, as_of, _AT_ONCE, Channel.EMAIL)
        ):
            if self._rests(as_of):
                break
            self._in_doubt = True
            await self._deal_with(outgoing, as_of)
            self._in_doubt = False
            dealt_with += 1
        return dealt_with

    def _rests(self, as_of: datetime) -> bool:
        return self._rest is not None and self._rest.binds(as_of)

    async def _knock(self, as_of: datetime) -> None:
        """Find out whether the server takes mail from us, when it was not heard of lately."""
        if self._heard_at is None or not self._heard_at <= as_of < self._heard_at + _KNOCK_EVERY:
            self._heard(await self._post.check(), as_of)

    async def _say_how_it_stands(self, as_of: datetime) -> None:
        """The sign of life; and whoever waits for a channel in trouble is taken over by the other."""
        since = self._failing_since
        now = MailState.TROUBLE if since is not None and as_of - since >= PATIENCE else MailState.ON

        def work(tx: Tx) -> None:
            act, beat = Act(_BY, as_of), heartbeats.last(tx, mailboxes.HEARTBEAT)
            if beat is None or beat.detail["state"] != now or not as_of - _BEAT_EVERY < beat.at <= as_of:
                mailboxes.note_state(tx, act, now)
            take_over(tx, act, Channel.EMAIL if now is MailState.TROUBLE else Channel.TELEGRAM)

        await self._database.within(work)

    async def _deal_with(self, outgoing: Outgoing, as_of: datetime) -> None:
        """One row, from the look at its truth to its end. A bug met here fails this row only."""
        try:
            claimed = await self._database.within(lambda tx: self._claim(tx, outgoing.id, as_of))
            if claimed is None:
                return
            mail, envelope = claimed
            pictures = [await asyncio.to_thread(_drawn, chart.picture) for chart in mail.charts]
            text = composed(mail, envelope, tuple(pictures))
        except StorageFault:
            raise
        except Exception as bug:  # noqa: BLE001 - one row that cannot be written must not stop all others
            kind = type(bug).__name__
            _LOG.error("Outbox row %d cannot be written as a mail (%s)", outgoing.id, kind)
            why = Rejected(f"bug: {kind}")
            await self._database.within(lambda tx: rejected(tx, Act(_BY, as_of), outgoing, why))
            return
        await self._send(outgoing, envelope.to, text, as_of)

    def _claim(self, tx: Tx, outgoing_id: int, as_of: datetime) -> tuple[Mail, Envelope] | None:
        """Check, write and claim in one transaction; None if there is nothing to send now."""
        if not outbox.claim(tx, outgoing_id, Channel.EMAIL):
            return None
        outgoing, act = outbox.get(tx, outgoing_id), Act(_BY, as_of)
        if outgoing.staff_id is None:
            raise ValueError(f"Outbox row {outgoing.id} is a mail to nobody of the staff.")
        objection = no_longer_needed(tx, outgoing)
        if objection is not None:
            outbox.settle(tx, act, outgoing.id, OutboxState.DROPPED, reason=objection.reason)
            return None
        to = mailboxes.address(tx, outgoing.staff_id)
        if to is None or mailboxes.refused_at(tx, outgoing.staff_id) is not None:
            give_up(tx, act, outgoing, "no-working-address")
            return None
        mail = self._write(tx, outgoing, as_of)
        if mail is None:
            outbox.settle(tx, act, outgoing.id, OutboxState.DROPPED, reason="nothing-to-say")
            return None
        return mail, Envelope(self._sender, to, outgoing.key, as_of)

    async def _send(self, outgoing: Outgoing, to: str, text: bytes, as_of: datetime) -> None:
        failure, act = await self._post.send(to, text), Act(_BY, as_of)
        self._heard(failure, as_of)
        if failure is None:
            await self._database.within(lambda tx: outbox.settle(tx, act, outgoing.id, OutboxState.SENT))
            return
        again_at = self._rest.until if self._rest is not None and self._rests(as_of) else as_of + _A_LITTLE
        await self._database.within(lambda tx: _failed(tx, act, outgoing, failure, again_at))

    def _heard(self, failure: Failure | None, as_of: datetime) -> None:
        """Rest, longer each time, while the server itself is in trouble; what it answers ends that."""
        if not isinstance(failure, Unreached | Unsure):
            self._heard_at, self._rest, self._failures, self._failing_since = as_of, None, 0, None
            return
        self._failures, self._heard_at = self._failures + 1, None
        if self._failures == 1:
            _LOG.warning("The mail server is in trouble (%s); sending rests", type(failure).__name__)
        if self._failing_since is None:
            # Nobody but a person can mend that, so it counts as trouble at once.
            self._failing_since = as_of - PATIENCE if isinstance(failure, TurnedAway) else as_of
        self._rest = Hold(as_of, as_of + pause(self._failures, first=_FIRST, longest=_LONGEST))


def _recover(tx: Tx, act: Act) -> None:
    """What was being sent when the process died is in doubt."""
    for outgoing in outbox.sending(tx, Channel.EMAIL):
        unsure(tx, act, outgoing, "stopped while sending")


def _failed(tx: Tx, act: Act, outgoing: Outgoing, failure: Failure, again_at: datetime) -> None:
    if isinstance(failure, Held) and act.at - outgoing.queued_at >= _LONGEST_WAIT:
        give_up(tx, act, outgoing, "put-off-too-long")
        return
    failed(tx, act, outgoing, failure, again_at)


def _drawn(picture: Picture) -> bytes:
    return pain_png(picture.readings, picture.words, beside=picture.beside)


def switch_off(tx: Tx, act: Act) -> None:
    """No mail server is set: nobody is reached by e-mail, and what waits for it goes another way."""
    if mailboxes.state(tx) is MailState.OFF:
        return
    mailboxes.note_state(tx, act, MailState.OFF)
    _recover(tx, act)
    for outgoing in outbox.waiting_for(tx, Channel.EMAIL):
        give_up(tx, act, outgoing, "no-mail-server")
