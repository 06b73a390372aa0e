"""Made-up staff with a telephone: some acknowledge a notice in time, some late, some never; the lead always
does. Whoever took a case closes it some days later. The coordinator only reads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo.agenda import Agenda
from app.demo.dice import dice
from app.demo.joining import Joining
from app.demo.people import Tap
from app.demo.phone import Phone
from bot.presses import Acknowledged
from storage.words import CloseCode

_CODES = (CloseCode.CALLED, CloseCode.ADVICE, CloseCode.CLINIC, CloseCode.MEDICINES, CloseCode.NO_ACTION)

Closing = Callable[[int, str, CloseCode, datetime], None]
"""Close a case: alert id, staff code, what was done, when."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How likely somebody takes a notice up in time, and late; otherwise never."""

    in_time: float
    late: float


class Clinician:
    """One member of staff on the telephone."""

    def __init__(self, code: str, habits: Habits, phone: Phone, close: Closing, seed: int) -> None:
        self.code, self.phone = code, phone
        self._habits, self._close = habits, close
        self._roll = dice(seed, "staff", code)
        self._agenda = Agenda()
        self._joining = Joining(phone, self._agenda, self._roll, types=True)
        self._heard = 0
        self._known: set[int] = set()

    @property
    def next_at(self) -> datetime | None:
        return self._agenda.next_at

    def act(self, at: datetime) -> None:
        """Do what they had in mind for now."""
        for deed in self._agenda.due(at):
            deed(at)

    def given_link(self, token: str, pin: str, at: datetime) -> None:
        """Staff link at once."""
        self._joining.given_link(token, pin, at)

    def hear(self, at: datetime) -> None:
        """Read what is new; decide once about each case."""
        for seen in self.phone.new_since(self._heard, at):
            self._heard = seen.message_id
            key = seen.first(Acknowledged)
            if self._joining.concerns(seen):
                self._joining.soon(seen.message_id, at)
            elif key is not None and isinstance(key.press, Acknowledged):
                self._told(key.press.alert_id, seen.message_id, urgent="RED" in seen.text, at=at)

    def _told(self, alert_id: int, message_id: int, *, urgent: bool, at: datetime) -> None:
        if alert_id in self._known:
            return
        self._known.add(alert_id)
        chance = self._roll.random()
        minutes = self._roll.randint(4, 45) if urgent else self._roll.randint(10, 300)
        if chance >= self._habits.in_time + self._habits.late:
            return
        if chance >= self._habits.in_time:
            minutes = self._roll.randint(65, 110) if urgent else self._roll.randint(2 * 1440, 5 * 1440)
        self._agenda.put(at + timedelta(minutes=minutes), lambda when: self._take(alert_id, message_id, when))

    def _take(self, alert_id: int, message_id: int, at: datetime) -> None:
        """Tap Acknowledge, unless it was taken meanwhile; close the case some days later."""
        seen = self.phone.look(message_id)
        key = seen.first(Acknowledged)
        if key is None:
            return
        self.phone.do(Tap(key.label, key.data), seen, at)
        done = self._roll.choice(_CODES)
        later = timedelta(days=self._roll.randint(1, 7), minutes=self._roll.randint(0, 240))
        self._agenda.put(at + later, lambda when: self._close(alert_id, self.code, done, when))
