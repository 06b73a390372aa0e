"""How fast Telegram may be written to: pure decisions over instants that are passed in.

Telegram allows about 30 messages a second over all chats and about one a second in a chat, where a short
burst is tolerated. Prompts keep to 20 a second, so that a reply always finds room. After a 429 the chat is
held; when a second chat is refused while one is held, everybody is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import Lane

_NOTHING = timedelta(0)
_FORGET_ABOVE = 1000
_LONGEST_QUEUE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Rate:
    """One message `every` so long, of which `burst` may come at once."""

    every: timedelta
    burst: int


ALL = Rate(timedelta(seconds=1) / 30, 10)
PROMPTS = Rate(timedelta(seconds=1) / 20, 1)
CHAT = Rate(timedelta(seconds=1), 5)


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing goes out from `since` until `until`. Before `since` means that the clock was set back."""

    since: datetime
    until: datetime

    def binds(self, at: datetime) -> bool:
        return self.since <= at < self.until


def wait_of(full_at: datetime | None, rate: Rate, at: datetime) -> timedelta:
    """How long a message must wait, when its bucket will have been used up to `full_at`.

    A bucket that is booked far ahead means that the clock was set back: it then counts as empty.
    """
    if full_at is None or full_at - at > _LONGEST_QUEUE:
        return _NOTHING
    return max(_NOTHING, full_at - at - rate.every * (rate.burst - 1))


def booked(full_at: datetime | None, rate: Rate, at: datetime) -> datetime:
    """The bucket after one more message."""
    if full_at is None or not at <= full_at <= at + _LONGEST_QUEUE:
        return at + rate.every
    return full_at + rate.every


class Pace:
    """The buckets and holds of one bot. Chats are kept in memory only."""

    def __init__(self) -> None:
        self.everybody: Hold | None = None
        self._held: dict[int, Hold] = {}
        self._full: dict[int | str, datetime] = {}

    def admit(self, chat_id: int, lane: Lane, at: datetime) -> timedelta:
        """Book one message to a chat; gives how long to wait before it is sent."""
        buckets: list[tuple[int | str, Rate]] = [("all", ALL), (chat_id, CHAT)]
        if lane is Lane.PROMPT:
            buckets.append(("prompts", PROMPTS))
        wait = max(wait_of(self._full.get(name), rate, at) for name, rate in buckets)
        for name, rate in buckets:
            self._full[name] = booked(self._full.get(name), rate, at)
        self._forget(at)
        return wait

    def held_until(self, chat_id: int, at: datetime) -> datetime | None:
        """Until when nothing may be sent to this chat; None if it may now."""
        holds = (self.everybody, self._held.get(chat_id))
        return max((hold.until for hold in holds if hold is not None and hold.binds(at)), default=None)

    def everybody_held(self, at: datetime) -> bool:
        return self.everybody is not None and self.everybody.binds(at)

    def refused(self, chat_id: int, at: datetime, told: timedelta) -> None:
        """Telegram answered 429: hold this chat, or everybody if another chat is being held."""
        others = any(hold.binds(at) for chat, hold in self._held.items() if chat != chat_id)
        self._held[chat_id] = Hold(at, at + told)
        if others or self.everybody_held(at):
            self.everybody = Hold(at, at + told)

    def _forget(self, at: datetime) -> None:
        """Drop what no longer matters, now and then."""
        if len(self._full) + len(self._held) > _FORGET_ABOVE:
            self._full = {name: full for name, full in self._full.items() if full > at}
            self._held = {chat: hold for chat, hold in self._held.items() if hold.binds(at)}
