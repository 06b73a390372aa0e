"""What the bot says, one file a language, loaded into frozen values and checked before anything starts."""

from bot.texts.loading import TextFaults, load
from bot.texts.wording import Texts

__all__ = ["TextFaults", "Texts", "load"]
