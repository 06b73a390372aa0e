"""Which errors mean certainly not sent, never, or nobody knows; compared in lower case."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.outcome import (
    Failure,
    Held,
    Rejected,
    TokenRefused,
    Unreachable,
    Unreached,
    Unsure,
    failure_of,
    is_card_gone,
    is_unchanged,
)
from bot.request import NotSent


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (RetryAfter(7), Held(timedelta(seconds=7))),
        (NotSent("no"), Unreached()),
        (Conflict("other"), Unreached()),
        (InvalidToken(), TokenRefused()),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable("forbidden")),
        (ChatMigrated(5), Unreachable("chat-migrated")),
        (BadRequest("Bad Request: CHAT NOT FOUND"), Unreachable("chat-gone")),
        (BadRequest("Bad Request: user is deactivated"), Unreachable("chat-gone")),
        (BadRequest("Bad Request: message is too long"), Rejected("refused: message is too long")),
        (BadRequest('Bad Request: unsupported tag "canary"'), Rejected("refused: unsupported tag ")),
        (BadRequest("Bad Request: can't parse: canary"), Rejected("refused: can't parse")),
        (TimedOut(), Unsure("TimedOut")),
        (NetworkError("Telegram answered 500."), Unsure("NetworkError")),
        (TelegramError("Invalid server response"), Unsure("TelegramError")),
    ],
)
def test_each_error_means_one_thing(error: TelegramError, failure: Failure) -> None:
    assert failure_of(error) == failure


def test_an_unchanged_message_and_a_lost_card_are_told_apart() -> None:
    unchanged = BadRequest("Bad Request: Message is NOT MODIFIED: specified new message content")
    gone = BadRequest("Bad Request: message to edit not found")
    assert is_unchanged(unchanged)
    assert not is_unchanged(gone)
    assert is_card_gone(gone)
    assert not is_card_gone(unchanged)
