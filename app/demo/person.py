"""A made-up patient with a telephone: when they look, how long they take, what they leave undone.

They answer an invitation at once, after a reminder or never; they break off, come back, tap an old message,
write what nobody asked, block the bot, stop, leave.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.demo.agenda import Agenda, Deed
from app.demo.answers import Meaning, Today, meant
from app.demo.dice import dice
from app.demo.joining import Joining
from app.demo.lives import Leaving, Member
from app.demo.people import Tap, Wish, do
from app.demo.phone import Phone
from app.demo.reading import View, question
from app.demo.willing import delay, reminders_needed
from bot.presses import Begun, Stopped, Stopping
from questionnaires.instrument import Item
from questionnaires.library import Library

_BREAKS_OFF, _COMES_BACK, _OLD_CARD, _UNASKED = 0.03, 0.5, 0.01, 0.02
_REPORTS, _MOST_REPORTS, _LOOKS, _WANTS_CHART = 0.3, 4, 0.15, 0.06
_OWN_DAYS = (-3, 400)
"""When people report unasked and look at their chart: days after surgery."""
_TAP = timedelta(seconds=5)
_STOPPING = {Leaving.STOPS_MESSAGES: Stopping.MESSAGES, Leaving.WITHDRAWS: Stopping.FOLLOW_UP}


class Person:
    """One member of the cohort on the telephone. `next_at` is when they next do something of themselves."""

    def __init__(self, member: Member, phone: Phone, library: Library, seed: int) -> None:
        self.member, self.phone = member, phone
        self._library = library
        self._seed = seed
        self._roll = self._dice()
        self._agenda = Agenda()
        self._heard = 0
        self._joining = Joining(phone, self._agenda, self._roll, types=member.age < 65)
        self._waits: dict[int, int | None] = {}
        self._mind: dict[str, Meaning] = {}
        self._patience: int | None = None
        self._old: tuple[int, str] | None = None

    def _dice(self, *about: object) -> Random:
        """Their dice for one matter: a tap that is lost and made again changes nothing that they do later."""
        return dice(self._seed, "person", self.member.number, *about)

    @property
    def next_at(self) -> datetime | None:
        return self._agenda.next_at

    def act(self, at: datetime) -> None:
        """Do what they had in mind for now."""
        for deed in self._agenda.due(at):
            deed(at)

    def given_link(self, token: str, pin: str, at: datetime) -> None:
        """The clinic gave them a link and a PIN: they open it within some hours."""
        self._joining.given_link(token, pin, at + timedelta(minutes=self._roll.randint(3, 300)))

    def expect(self, day_zero: date) -> None:
        """What they will do on their own account, by days after surgery."""
        noon = datetime(day_zero.year, day_zero.month, day_zero.day, 13, tzinfo=ZoneInfo(self.member.zone))
        if self.member.pauses_day is not None:
            self._agenda.put(noon + timedelta(days=self.member.pauses_day), self._says("/pause"))
        if self.member.leaving is not None:
            self._agenda.put(noon + timedelta(days=self.member.leaving_day), self._leave)
        if not self.member.silent:
            for day, command in _own(self._dice("own account")):
                self._agenda.put(noon + timedelta(days=day), self._says(command))

    def hear(self, at: datetime) -> None:
        """Read what is new in the chat."""
        for seen in self.phone.new_since(self._heard, at):
            self._heard = seen.message_id
            begun = seen.first(Begun)
            if begun is not None and isinstance(begun.press, Begun):
                self._invited(begun.press.assessment_id, seen.message_id, at)
            elif self._joining.concerns(seen):
                self._joining.soon(seen.message_id, at)
            elif seen.keys:
                self._soon(seen.message_id, at)

    def _says(self, text: str) -> Deed:
        return lambda at: self.phone.say(text, at)

    def _invited(self, lead: int, message_id: int, at: datetime) -> None:
        """An invitation or a reminder: take it up now, later, or not at all."""
        if lead in self._waits:
            waits = self._waits[lead]
            self._waits[lead] = waits - 1 if waits else None
        elif self.member.silent:
            self._waits[lead] = None
        else:
            willing = self._dice("willing", lead)
            self._waits[lead] = reminders_needed(self._today(at).day, self.member.diligence, willing)
        if self._waits[lead] == 0:
            later = at + delay(self._dice("delay", lead))
            self._agenda.put(later, lambda when: self._sit_down(message_id, lead, when))

    def _sit_down(self, message_id: int, lead: int, at: datetime) -> None:
        """Take the telephone in hand for some questions."""
        self._mind.clear()
        self._patience = None
        roll = self._dice("sits down", lead, at.date())
        if roll.random() < _BREAKS_OFF:
            self._patience = roll.randint(3, 14)
            self._waits[lead] = 1 if roll.random() < _COMES_BACK else None
        if roll.random() < _OLD_CARD and self._old is not None:
            self.phone.tap_again(*self._old, at)
        if roll.random() < _UNASKED:
            self.phone.say("My dressing looks a bit odd, can somebody call me?", at)
        self._go_on(message_id, at)

    def _go_on(self, message_id: int, at: datetime) -> None:
        """Look at the message and do the next thing on it."""
        seen = self.phone.look(message_id)
        if self._patience == 0:
            return
        if self._patience is not None:
            self._patience -= 1
        screen = tuple(key.data for key in seen.keys)
        asked, meaning = question(seen, self._library), lambda item: self._means(item, screen, at)
        deed = do(seen, asked, meaning, self._wish(), self._dice("does", screen))
        if deed is None:
            return
        self.phone.do(deed, seen, at)
        if isinstance(deed, Tap):
            self._remember(deed, seen, at)
        self._soon(message_id, at)

    def _remember(self, tap: Tap, seen: View, at: datetime) -> None:
        self._old = (seen.message_id, tap.data)
        if tap.forgets:
            self._mind.clear()
        if self.member.leaving in _STOPPING and any(isinstance(key.press, Stopped) for key in seen.keys):
            self.phone.leave(at)

    def _soon(self, message_id: int, at: datetime) -> None:
        """Read, think, tap; the old take longer. In steps of five seconds: the bot meets several at once."""
        slow = self._roll.random() < self.member.age / 250
        then = at + _TAP * (1 + slow)
        on_the_beat = then - (then - datetime.min.replace(tzinfo=then.tzinfo)) % _TAP
        self._agenda.put(on_the_beat, lambda when: self._go_on(message_id, when))

    def _means(self, item: Item, screen: tuple[str, ...], at: datetime) -> Meaning:
        """What they want to answer; kept in mind while they tap several boxes."""
        if item.link_id not in self._mind:
            self._mind[item.link_id] = meant(self._today(at), item, self._dice("means", screen))
        return self._mind[item.link_id]

    def _today(self, at: datetime) -> Today:
        local_on = at.astimezone(ZoneInfo(self.phone.zone)).date()
        return Today(self.member, (local_on - self.member.surgery.tmr_on).days)

    def _wish(self) -> Wish:
        leaving = _STOPPING.get(self.member.leaving) if self.member.leaving else None
        wants_chart = self._dice("wants the chart").random() < _WANTS_CHART
        return Wish(leaving=leaving or Stopping.KEEP, chart=wants_chart)

    def _leave(self, at: datetime) -> None:
        if self.member.leaving is Leaving.BLOCKS:
            self.phone.block(at)
        else:
            self.phone.say("/stop", at)


def _own(roll: Random) -> Iterator[tuple[int, str]]:
    """What somebody does of themselves, by day after surgery: report pain unasked, look at their chart."""
    reports = roll.randint(1, _MOST_REPORTS) if roll.random() < _REPORTS else 0
    yield from ((roll.randint(*_OWN_DAYS), "/pain") for _ in range(reports))
    if roll.random() < _LOOKS:
        yield roll.randint(*_OWN_DAYS), "/mychart"
