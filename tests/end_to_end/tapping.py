"""People who tap at random and without rest, and what must come of it if nothing is lost or counted twice."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from app.demo.reading import View, view
from app.demo.standin import StandIn
from app.demo.standin_chats import Shown
from bot import buttons
from bot.presses import Tapped
from domain import Entry, EntryKind, Response
from questionnaires.conversation import accept
from questionnaires.library import Library
from questionnaires.moves import Back, Decline, Skip, Type

_LOOKS = 0.02
_PATIENCE = 1.5
_RARELY = (Back, Decline)
_TWICE, _OLD, _TYPES = 0.1, 0.05, 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person did: the number Telegram gave it, and a button's data or typed words."""

    update_id: int
    chat_id: int
    data: str = ""
    words: str = ""


class Person:
    """Somebody in one chat. All they do is noted in `sent`, in order."""

    def __init__(self, standin: StandIn, chat_id: int, roll: Random, sent: list[Sent]) -> None:
        self._standin, self._chat_id, self._roll, self._sent = standin, chat_id, roll, sent
        self._old: list[tuple[int, str]] = []

    async def live(self) -> None:
        """Do something on the newest card, wait until it changes or patience ends, and again."""
        while True:
            card = self._card()
            if card is not None and card.buttons:
                self._do(card)
            await self._wait(card)

    def _card(self) -> Shown | None:
        return next((each for each in reversed(self._standin.messages(self._chat_id)) if each.by_bot), None)

    def _do(self, card: Shown) -> None:
        seen = view(card)
        if seen.moves(Skip) and self._roll.random() < _TYPES:
            self._standin.say(self._chat_id, "It aches in the evening.")
            self._note(words="It aches in the evening.")
            return
        data = self._choose(seen)
        for _ in range(1 + (self._roll.random() < _TWICE)):
            self._tap(seen.message_id, data)
        if self._old and self._roll.random() < _OLD:
            self._tap(*self._roll.choice(self._old))
        self._old.append((seen.message_id, data))

    def _choose(self, seen: View) -> str:
        """Any button; going back and not saying are rare."""
        rare = {key.data for kind in _RARELY for key in seen.moves(kind)}
        usual = [key.data for key in seen.keys if key.data not in rare]
        if not usual or self._roll.random() < _OLD:
            return self._roll.choice([key.data for key in seen.keys])
        return self._roll.choice(usual)

    def _tap(self, message_id: int, data: str) -> None:
        self._standin.tap(self._chat_id, message_id, data)
        self._note(data=data)

    def _note(self, *, data: str = "", words: str = "") -> None:
        self._sent.append(Sent(self._standin.last_update, self._chat_id, data, words))

    async def _wait(self, before: Shown | None) -> None:
        for _ in range(int(_PATIENCE / _LOOKS)):
            await asyncio.sleep(_LOOKS)
            if self._card() != before:
                return


Line = tuple[int, EntryKind, str, tuple[object, ...], str | None]
"""An entry without its time."""


def line(entry: Entry) -> Line:
    return entry.seq, entry.kind, entry.link_id, entry.values, entry.source


def expected_logs(
    sent: Sequence[Sent], sittings: Mapping[int, Sequence[Response]], at: datetime
) -> Mapping[int, list[Line]]:
    """The log of every response, by its id, if each deed is taken once and in order.

    `sittings` gives each chat's responses in the order they are asked.
    """
    known = {response.id: response for responses in sittings.values() for response in responses}
    logs: dict[int, list[Entry]] = defaultdict(list)
    for deed in sorted(sent, key=lambda each: each.update_id):
        press = buttons.read(deed.data)
        if isinstance(press, Tapped):
            _take(known[press.response_id], logs[press.response_id], press, deed, at)
        elif deed.words:
            asked = [each for each in sittings[deed.chat_id] if not _is_sent(logs[each.id])]
            for response in asked[:1]:
                _take(response, logs[response.id], None, deed, at)
    return {response_id: [line(entry) for entry in log] for response_id, log in logs.items()}


def _take(response: Response, log: list[Entry], press: Tapped | None, deed: Sent, at: datetime) -> None:
    instrument = Library.bundled().get(response.instrument, response.version)
    move, seq = (press.move, press.seq) if press else (Type(deed.words), None)
    taken = accept(instrument, response.context, log, move, seq=seq, as_of=at, source=f"u{deed.update_id}")
    if isinstance(taken, Entry):
        log.append(taken)


def _is_sent(log: Sequence[Entry]) -> bool:
    return bool(log) and log[-1].kind is EntryKind.SENT
