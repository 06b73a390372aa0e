"""How a made-up person joins: open the link, type or tap the PIN, read the consent, agree."""

from datetime import datetime, timedelta
from random import Random

from app.demo.agenda import Agenda
from app.demo.people import Wish, do
from app.demo.phone import Phone
from app.demo.reading import View
from bot.presses import Agreed, Keyed

_A_KEY = timedelta(seconds=2)
_READING = timedelta(seconds=40)


class Joining:
    """The way in, for patients and staff alike. `types`: the PIN is typed, not tapped digit by digit."""

    def __init__(self, phone: Phone, agenda: Agenda, roll: Random, *, types: bool) -> None:
        self._phone, self._agenda, self._roll = phone, agenda, roll
        self._types = types
        self._pin = ""

    def given_link(self, token: str, pin: str, at: datetime) -> None:
        """Open the link then; the PIN is at hand."""
        self._pin = pin
        self._agenda.put(at, lambda when: self._phone.say(f"/start {token}", when, told="(opens the link)"))

    def concerns(self, seen: View) -> bool:
        """Whether this message is part of joining."""
        return seen.first(Keyed) is not None or seen.first(Agreed) is not None

    def soon(self, message_id: int, at: datetime, pause: timedelta = _A_KEY) -> None:
        self._agenda.put(at + pause, lambda when: self._go_on(message_id, when))

    def _go_on(self, message_id: int, at: datetime) -> None:
        seen = self._phone.look(message_id)
        if self._types and seen.first(Keyed) is not None:
            self._phone.say(self._pin, at, told="(types the PIN)")
            return
        deed = do(seen, None, lambda _: None, Wish(self._pin), self._roll)
        if deed is not None:
            self._phone.do(deed, seen, at)
            self.soon(message_id, at, _READING if seen.first(Agreed) else _A_KEY)
