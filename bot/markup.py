"""Buttons in the library's words."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.screen import Screen


def markup(screen: Screen) -> InlineKeyboardMarkup | None:
    """The buttons of a screen; None if it has none."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(key.label, callback_data=key.data) for key in row] for row in screen.rows]
    )
