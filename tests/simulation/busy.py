"""Clinicians who do not only acknowledge: some hand a case over, some snooze it, and take what comes back."""

from datetime import datetime, timedelta
from typing import Any

from app.demo.clinician import Clinician
from app.demo.people import Tap
from bot.case_presses import HandedOver, HandingOver, Opened, SnoozedUntil, Snoozing
from bot.presses import Acknowledged

_HANDS_OVER, _SNOOZES = 0.35, 0.4
_HAND_OVER: tuple[type[Any], ...] = (Opened, HandingOver, HandedOver)
_SNOOZE: tuple[type[Any], ...] = (Opened, Snoozing, SnoozedUntil)
_COMES_BACK = ("hands this case over to you", "snooze is over")
_TRIES = 4


class BusyClinician(Clinician):
    """Goes on from the button of a notice to the case and what can be done with it."""

    def _told(self, alert_id: int, message_id: int, *, urgent: bool, at: datetime) -> None:
        """A case that comes back is decided about anew."""
        if any(words in self.phone.look(message_id).text for words in _COMES_BACK):
            self._known.discard(alert_id)
        super()._told(alert_id, message_id, urgent=urgent, at=at)

    def _take(self, alert_id: int, message_id: int, at: datetime) -> None:
        chance = self._roll.random()
        if chance >= _HANDS_OVER + _SNOOZES:
            super()._take(alert_id, message_id, at)
            return
        seen = self.phone.look(message_id)
        key = seen.first(Acknowledged)
        if key is None:
            return
        self.phone.do(Tap(key.label, key.data), seen, at)
        self._go_on(message_id, _HAND_OVER if chance < _HANDS_OVER else _SNOOZE, at, _TRIES)

    def _go_on(self, message_id: int, path: tuple[type[Any], ...], at: datetime, tries: int) -> None:
        """Look a little later whether the next button is there; the service may be away meanwhile."""
        later = at + timedelta(minutes=self._roll.randint(2, 20))
        self._agenda.put(later, lambda when: self._press(message_id, path, when, tries))

    def _press(self, message_id: int, path: tuple[type[Any], ...], at: datetime, tries: int) -> None:
        seen = self.phone.look(message_id)
        key = seen.first(path[0])
        if key is None:
            if tries:
                self._go_on(message_id, path, at, tries - 1)
            return
        self.phone.do(Tap(key.label, key.data), seen, at)
        if path[1:]:
            self._go_on(message_id, path[1:], at, _TRIES)
        elif path[0] is SnoozedUntil:
            self._agenda.put(at + timedelta(minutes=1), lambda when: self.phone.say("Seen on Monday", when))
