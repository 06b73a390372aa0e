"""One person's telephone: what they see and do in their chat with the bot, all noted in the journal."""

from datetime import datetime, timedelta

from app.demo.journal import Done, Journal, Received
from app.demo.people import Deed, Tap, Words
from app.demo.reading import View, view
from app.demo.standin import StandIn
from bot.presses import Keyed

_AT_ONCE = timedelta(seconds=60)
"""What comes this soon after a deed is taken for the answer to it."""


class Phone:
    """A chat, by its id; `zone` is where its owner is now."""

    def __init__(self, standin: StandIn, journal: Journal, chat_id: int, zone: str) -> None:
        self.chat_id, self.zone = chat_id, zone
        self._standin, self._journal = standin, journal
        self._last_deed: datetime | None = None
        standin.join(chat_id)

    def look(self, message_id: int) -> View:
        """A message as it stands now."""
        return next(
            view(each) for each in self._standin.messages(self.chat_id) if each.message_id == message_id
        )

    def new_since(self, message_id: int, at: datetime) -> tuple[View, ...]:
        """The bot's messages after this one, noted as received."""
        fresh = [
            view(each)
            for each in self._standin.messages(self.chat_id)
            if each.message_id > message_id and each.by_bot
        ]
        answers = self._last_deed is not None and at - self._last_deed < _AT_ONCE
        for seen in fresh:
            self._journal.received.append(Received(self.chat_id, at, self.zone, seen, answers))
        return tuple(fresh)

    def do(self, deed: Deed, seen: View, at: datetime) -> None:
        """Tap or type."""
        match deed:
            case Tap(label, data, twice):
                for _ in range(1 + twice):
                    self._standin.tap(self.chat_id, seen.message_id, data)
                told = "(a key of the PIN pad)" if seen.first(Keyed) is not None else label
                self._note(at, f"{told} (tapped twice)" if twice else told, seen.text)
            case Words(text):
                self.say(text, at, about=seen.text)

    def say(self, text: str, at: datetime, about: str = "", told: str = "") -> None:
        """Type a message; `told` stands in the journal in place of a secret."""
        self._standin.say(self.chat_id, text)
        self._note(at, told or text, about)

    def tap_again(self, message_id: int, data: str, at: datetime) -> None:
        """Tap a button seen before, drawn or not."""
        self._standin.tap(self.chat_id, message_id, data)
        self._note(at, "(a button of an older message)", "")

    def block(self, at: datetime) -> None:
        self._standin.block(self.chat_id)
        self._note(at, "(blocks the bot)", "")

    def leave(self, at: datetime) -> None:
        """From now on they want no more questions."""
        self._journal.left.setdefault(self.chat_id, at)

    def _note(self, at: datetime, what: str, about: str) -> None:
        self._last_deed = at
        self._journal.done.append(Done(self.chat_id, at, self.zone, what, about))
