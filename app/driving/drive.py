"""One test drive: the whole service over a database of its own, a stand-in for Telegram, and a clock that
goes as whoever drives wants. They are the patient; staff take and close each case as soon as they are told.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

from app import casework
from app.demo.inline import InlineDatabase
from app.demo.life import due
from app.demo.reading import view
from app.demo.standin import StandIn
from app.demo.standin_chats import Shown
from app.driving.setting import PATIENT_CHAT, Furnished, Setting, furnish
from app.service import Address, Service, open_service
from bot.intake import alive
from bot.presses import Acknowledged
from clock import MovingClock
from console.reach import Driven, Said
from domain import Act, Mode
from storage import alerts, assessments, staff
from storage.crypto import KeyRing, new_key
from storage.database import Tx
from storage.key_check import require_key
from storage.words import CloseCode

_MOST_LOOKS = 400
"""Until something happens: more would be a plan that goes in a circle."""
_POLL = timedelta(hours=23)
"""Time never goes on for longer with the bot away, or the service takes it for an outage."""
_A_TAP = timedelta(seconds=5)
_SPANS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


class Drive:
    """Begun at once; everything is called in one thread. `file`: its database."""

    def __init__(self, given: Setting, file: Path, at: datetime) -> None:
        self.file, self._given, self._clock = file, given, MovingClock(at)
        self._standin = StandIn(self._clock)
        self._database = InlineDatabase(f"sqlite:///{file}", KeyRing.load(new_key()))
        self._runner, self._open = asyncio.Runner(), AsyncExitStack()
        self._is_over = False
        self._told: dict[tuple[int, int], tuple[datetime, str, str]] = {}
        try:
            require_key(self._database)
            self._made: Furnished = furnish(self._database, given, at)
            self._service: Service = self._runner.run(self._begun())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Everything of it goes but its file."""
        self._runner.run(self._open.aclose())
        self._runner.close()
        self._database.close()

    async def _begun(self) -> Service:
        """The patient has opened the link, and is asked for the PIN."""
        for chat in (PATIENT_CHAT, *self._made.staff_chats):
            self._standin.join(chat)
        address = Address(self._standin.token, await self._standin.start())
        self._open.push_async_callback(self._standin.stop)

        async def sleep(seconds: float) -> None:
            self._clock.advance(timedelta(seconds=seconds))

        opened = open_service(self._database, self._clock, address, sleep=sleep, at_once=1)
        service = await self._open.enter_async_context(opened)
        self._standin.say(PATIENT_CHAT, f"/start {self._made.token}")
        await service.take_updates()
        await service.beat(self._clock.now())
        return service

    def step(self, press: str) -> None:
        """Do one thing; what means nothing does nothing."""
        self._runner.run(self._stepped(press))

    async def _stepped(self, press: str) -> None:
        kind, _, rest = press.partition(" ")
        if kind in _SPANS:
            await self._through(self._clock.now() + _SPANS[kind])
        elif kind == "next":
            await self._to_what_comes()
        elif kind == "say":
            self._standin.say(PATIENT_CHAT, rest)
            await self._heard()
        elif kind == "tap":
            number, _, data = rest.partition(" ")
            if any(str(each.message_id) == number for each in self._standin.messages(PATIENT_CHAT)):
                self._standin.tap(PATIENT_CHAT, int(number), data)
                await self._heard()

    async def _heard(self) -> None:
        self._clock.advance(_A_TAP)
        self._is_over = False
        await self._service.take_updates()
        await self._look()

    async def _look(self) -> None:
        """What is due is done and sent; staff take each case they are told of, and close it."""
        await self._service.beat(self._clock.now())
        while self._staff_act():
            await self._service.take_updates()
            await self._service.beat(self._clock.now())
        with self._database.write() as tx:
            self._close_cases(tx)

    def _staff_act(self) -> bool:
        """They read what is new, as it was sent, and take the case; whether there was any."""
        acted = False
        for chat, code in self._made.staff_chats.items():
            for shown in self._standin.messages(chat):
                if not shown.by_bot or (chat, shown.message_id) in self._told:
                    continue
                self._told[chat, shown.message_id] = shown.at, code, shown.text
                key = view(shown).first(Acknowledged)
                if key is not None:
                    self._standin.tap(chat, shown.message_id, key.data)
                    acted = True
        return acted

    def _close_cases(self, tx: Tx) -> None:
        for case in alerts.of_episode(tx, self._made.episode.id):
            if case.acknowledged_by_id is not None and case.closed_at is None:
                code = staff.get(tx, case.acknowledged_by_id).code
                act = Act(f"staff:{code}", self._clock.now())
                casework.close(tx, act, case.id, code, CloseCode.NO_ACTION.value, "A test drive")

    async def _to_what_comes(self) -> None:
        """On to when somebody is written to, or a window opens or ends."""
        before = self._standing()
        for _ in range(_MOST_LOOKS):
            at = await self._database.seeing(due)
            if at is None:
                self._is_over = True
                return
            await self._on_to(at)
            if self._standing() != before:
                return

    async def _through(self, until: datetime) -> None:
        for _ in range(_MOST_LOOKS):
            at = await self._database.seeing(due)
            if at is None or at > until:
                break
            await self._on_to(at)
        await self._on_to(until)

    async def _on_to(self, at: datetime) -> None:
        """Time goes on to then, or by a moment; the bot is there all the while."""
        at = max(at, self._clock.now() + _A_TAP)
        while self._clock.now() < at:
            self._clock.move_to(min(at, self._clock.now() + _POLL))
            await self._database.within(lambda tx: alive(tx, self._clock.now()))
        await self._look()

    def _standing(self) -> tuple[object, ...]:
        with self._database.read() as tx:
            windows = tuple(each.state for each in assessments.of_episode(tx, self._made.episode.id))
        return windows, tuple(len(self._standin.messages(chat)) for chat in self._chats())

    def _chats(self) -> Iterator[int]:
        yield PATIENT_CHAT
        yield from self._made.staff_chats

    def look(self) -> Driven:
        with self._database.read() as tx:
            cases = alerts.of_episode(tx, self._made.episode.id)
            found = assessments.of_episode(tx, self._made.episode.id)
        windows = sorted((each.opens_on, each.time_point, each.closes_on, each.state.value) for each in found)
        return Driven(
            name=self._made.name,
            language=self._given.language,
            now=self._clock.now(),
            tmr_on=self._made.episode.tmr_on,
            has_alerts=self._given.site.mode is Mode.MONITORING,
            pin=self._made.pin,
            said=tuple(_said(each) for each in self._standin.messages(PATIENT_CHAT)),
            told=tuple(sorted(self._told.values(), reverse=True)),
            cases=tuple((each.fired_at, each.rule) for each in cases),
            windows=tuple((point, opens, closes, state) for opens, point, closes, state in windows),
            is_over=self._is_over,
        )


def _said(shown: Shown) -> Said:
    rows = tuple(tuple((key.text, key.data) for key in row) for row in shown.buttons)
    return Said(shown.message_id, shown.by_bot, shown.text, shown.at, rows)
