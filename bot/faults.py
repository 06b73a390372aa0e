"""What can be wrong with Telegram in a way that only a person can mend."""

from domain import Fault


class TelegramFault(Fault):
    """Telegram refuses this bot; the text says what to do."""


def refused_token() -> TelegramFault:
    """The sentence for a token that Telegram does not know."""
    return TelegramFault(
        "Telegram refused the bot token. Check TMR_TELEGRAM_TOKEN with @BotFather; nothing is lost meanwhile."
    )
