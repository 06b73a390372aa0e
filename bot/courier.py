"""Carries the outbox to Telegram: truth checked, claimed and committed, sent, settled; one row after another.

`drain` takes at most a handful of rows, notices and replies first, so that whoever calls it again sees what
became urgent meanwhile. When Telegram is in trouble the pass ends and the courier rests, longer each time:
an outage then leaves few messages in doubt, not all of them.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from telegram.error import TelegramError

from bot.another_way import give_up
from bot.backoff import pause
from bot.faults import refused_token
from bot.letter import Letter, PacedBot, retire, send
from bot.outcome import Failure, Rejected, TokenRefused, Unreached, Unsure, failure_of
from bot.pace import Hold, Pace
from bot.pictures import drawn
from bot.screen import Screen
from bot.settling import card_of, failed, old_cards, rejected, sent, unsure
from bot.truth import AfterQuiet, Drop, Go, Wait, truth
from domain import Act
from storage import heartbeats, outbox
from storage.database import Database, StorageFault, Tx
from storage.words import OutboxState, Outgoing

_LOG = logging.getLogger(__name__)
_BY = "system:courier"
_AT_ONCE = 20
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(seconds=60)
_A_LITTLE = timedelta(seconds=1)
HOLD = "telegram-hold"

Render = Callable[[Tx, Outgoing, datetime], Screen | None]
"""The words of a row, in its language, at this moment; None if there is nothing to say any more."""


class Courier:
    """One bot's courier. Call `recover` once at start, then `drain` for as long as it tells of rows."""

    def __init__(
        self, database: Database, bot: PacedBot, pace: Pace, render: Render, after_quiet: AfterQuiet
    ) -> None:
        self._database, self._bot, self._pace = database, bot, pace
        self._render, self._after_quiet = render, after_quiet
        self._rest: Hold | None = None
        self._failures = 0
        self._kept: Hold | None = None
        self._broken_off = False

    async def recover(self, as_of: datetime) -> int:
        """What was being sent when the process died is in doubt; a hold by Telegram still stands."""

        def work(tx: Tx) -> int:
            found = outbox.sending(tx)
            for outgoing in found:
                unsure(tx, Act(_BY, as_of), outgoing, "stopped while sending")
            beat = heartbeats.last(tx, HOLD)
            if beat is not None:
                self._pace.everybody = Hold(beat.at, datetime.fromisoformat(beat.detail["until"]))
            return len(found)

        return await self._database.within(work)

    async def drain(self, as_of: datetime) -> int:
        """One pass over what is due; tells how many rows were dealt with. A refused token raises."""
        await self._keep_hold()
        if self._broken_off:  # the database went away in the middle of a row: that row is in doubt
            await self.recover(as_of)
            self._broken_off = False
        if self.rests_until(as_of) is not None:
            return 0
        dealt_with = 0
        for outgoing in await self._database.seeing(lambda tx: outbox.due(tx, as_of, _AT_ONCE)):
            self._broken_off = True
            await self._deal_with(outgoing, as_of)
            self._broken_off = False
            dealt_with += 1
            if self.rests_until(as_of) is not None:
                break
        return dealt_with

    def rests_until(self, as_of: datetime) -> datetime | None:
        """Until when nothing is sent: Telegram holds everybody, or is in trouble. None: not resting."""
        for hold in (self._pace.everybody, self._rest):
            if hold is not None and hold.binds(as_of):
                return hold.until
        return None

    async def _deal_with(self, outgoing: Outgoing, as_of: datetime) -> None:
        """One row, from the check of its truth to its end. A bug met here fails this row only."""
        try:
            letter = await self._database.within(lambda tx: self._claim(tx, outgoing.id, as_of))
            if letter is not None and letter.screen.picture is not None:
                letter = replace(letter, photo=await drawn(letter.screen.picture))
        except StorageFault:
            raise
        except Exception as bug:  # noqa: BLE001 - one row that cannot be written must not stop all others
            await self._fail(outgoing, as_of, type(bug).__name__)
            return
        if letter is not None:
            await self._send(letter, as_of)

    def _claim(self, tx: Tx, outgoing_id: int, as_of: datetime) -> Letter | None:
        """Check, write and claim in one transaction; None if there is nothing to send now."""
        if not outbox.claim(tx, outgoing_id):
            return None
        outgoing, act = outbox.get(tx, outgoing_id), Act(_BY, as_of)
        verdict = truth(tx, outgoing, as_of, self._after_quiet)
        match verdict:
            case Wait(until, reason):
                outbox.put_back(tx, act, outgoing.id, max(until, as_of + _A_LITTLE), reason)
            case Drop(reason, unreachable=True):
                give_up(tx, act, outgoing, reason)
            case Drop(reason):
                outbox.settle(tx, act, outgoing.id, OutboxState.DROPPED, reason=reason)
            case Go(chat_id):
                return self._letter(tx, act, outgoing, chat_id)
        return None

    def _letter(self, tx: Tx, act: Act, outgoing: Outgoing, chat_id: int) -> Letter | None:
        screen = self._render(tx, outgoing, act.at)
        if screen is None:
            outbox.settle(tx, act, outgoing.id, OutboxState.DROPPED, reason="nothing-to-say")
            return None
        return Letter(outgoing, screen, chat_id, card_of(tx, outgoing), old_cards(tx, outgoing))

    async def _send(self, letter: Letter, as_of: datetime) -> None:
        act = Act(_BY, as_of)
        try:
            message_id = await send(self._bot, letter)
        except TelegramError as error:
            await self._failed(letter.outgoing, act, failure_of(error))
            return
        self._failures, self._rest = 0, None
        await self._database.within(lambda tx: sent(tx, act, letter, message_id))
        await retire(self._bot, letter)

    async def _failed(self, outgoing: Outgoing, act: Act, failure: Failure) -> None:
        """Settle the row as the failure asks, and rest if the trouble is not this message's own."""
        if isinstance(failure, Unreached | Unsure | TokenRefused):
            self._take_a_rest(act.at, failure)
        again_at = self.rests_until(act.at) or act.at + _A_LITTLE
        await self._database.within(lambda tx: failed(tx, act, outgoing, failure, again_at))
        if isinstance(failure, TokenRefused):
            raise refused_token()

    async def _fail(self, outgoing: Outgoing, as_of: datetime, kind: str) -> None:
        _LOG.error("Outbox row %d cannot be written (%s)", outgoing.id, kind)
        act, why = Act(_BY, as_of), Rejected(f"bug: {kind}")
        await self._database.within(lambda tx: rejected(tx, act, outgoing, why))

    def _take_a_rest(self, at: datetime, failure: Failure) -> None:
        self._failures += 1
        if self._failures == 1:
            _LOG.warning("Telegram is in trouble (%s); sending rests", type(failure).__name__)
        self._rest = Hold(at, at + pause(self._failures, first=_FIRST, longest=_LONGEST))

    async def _keep_hold(self) -> None:
        """Remember a hold for everybody over a restart."""
        hold = self._pace.everybody
        if hold is None or hold == self._kept:
            return
        self._kept = hold
        until = hold.until.isoformat()
        await self._database.within(lambda tx: heartbeats.beat(tx, HOLD, hold.since, {"until": until}))
