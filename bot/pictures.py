"""Pictures on Telegram: drawn in a thread, sent under a neutral name, blurred until they are touched.

A notification shows the caption, and Telegram blurs what is marked as a spoiler. What the picture says in
words comes by an edit, which notifies nobody.
"""

import asyncio
import logging

from telegram import Bot, InputFile
from telegram.error import BadRequest

from bot.markup import markup
from bot.outcome import is_card_gone, is_unchanged
from bot.reply import Edit
from bot.screen import Picture
from charts.png import pain_png

_LOG = logging.getLogger(__name__)
_NAME = "chart.png"


async def drawn(picture: Picture) -> InputFile:
    """The picture as a file. Drawing takes some tenths of a second, and longer the first time."""
    png = await asyncio.to_thread(pain_png, picture.readings, picture.words)
    return InputFile(png, filename=_NAME)


async def edit_caption(bot: Bot, chat_id: int, edit: Edit) -> None:
    """Change the words below a picture; nothing where they are so already or the picture is gone."""
    screen = edit.screen
    try:
        await bot.edit_message_caption(
            chat_id, edit.message_id, caption=screen.text, reply_markup=markup(screen)
        )
    except BadRequest as error:
        if not (is_unchanged(error) or is_card_gone(error)):
            raise
        _LOG.info("A picture keeps its words")
