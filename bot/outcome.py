"""What an attempt to send came to: pure. Which errors mean "certainly not sent" decides who is asked twice.

`BadRequest` and `TimedOut` are kinds of `NetworkError` in the library, so the order of the cases matters.
"""

from dataclasses import dataclass
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.request import NotSent, told_to_wait

_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was blocked", "can't initiate")
_NO_CARD = ("message to edit not found", "message can't be edited", "message_id_invalid", "not specified")
_KEPT = ("message to delete not found", "message can't be deleted")


@dataclass(frozen=True, slots=True)
class Held:
    """429: try again after this long."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Unreached:
    """It certainly did not leave: try again later."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This chat takes no message from the bot, now or later."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram will not take this message, however often it is sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may or may not have been delivered."""

    reason: str


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """Nothing can be sent until a person mends the token."""


Failure = Held | Unreached | Unreachable | Rejected | Unsure | TokenRefused


def failure_of(error: TelegramError) -> Failure:
    """What an error of the library says about the message it met. Anything unknown leaves doubt."""
    return _not_yet(error) or _never(error) or Unsure(type(error).__name__)


def _not_yet(error: TelegramError) -> Failure | None:
    """It certainly did not go out, and may later."""
    match error:
        case RetryAfter():
            return Held(told_to_wait(error))
        case NotSent() | Conflict():
            return Unreached()
        case InvalidToken():
            return TokenRefused()
    return None


def _never(error: TelegramError) -> Failure | None:
    """It did not go out and never will."""
    match error:
        case Forbidden():
            return Unreachable("forbidden")
        case ChatMigrated():
            return Unreachable("chat-migrated")  # became a group: no longer the person's own chat
        case BadRequest() if is_gone(error):
            return Unreachable("chat-gone")
        case BadRequest():
            return Rejected(_told(error))
    return None


def is_gone(error: BadRequest) -> bool:
    """The chat takes no message from the bot, now or later."""
    return any(words in error.message.lower() for words in _GONE)


def is_unchanged(error: BadRequest) -> bool:
    """The message already shows just this."""
    return "not modified" in error.message.lower()


def is_card_gone(error: BadRequest) -> bool:
    """The message cannot be edited any more: it was deleted, or never was."""
    return any(words in error.message.lower() for words in _NO_CARD)


def is_kept(error: BadRequest) -> bool:
    """The message to delete is gone already, or Telegram keeps it because it is too old."""
    return any(words in error.message.lower() for words in _KEPT)


def _told(error: BadRequest) -> str:
    """Telegram's reason without what it may quote of the message."""
    words = error.message.lower().removeprefix("bad request: ")
    return f"refused: {words.split(':')[0].split(chr(34))[0]}"[:80]
