"""Carries a reply out on Telegram. What is stored stays stored: a reply that cannot be shown now is left to
the courier, and never undoes an answer.
"""

import logging

from telegram import Bot, CallbackQuery
from telegram.error import BadRequest, TelegramError

from bot.channel import blocked
from bot.desk import Desk
from bot.markup import markup
from bot.outcome import Held, Unreachable, Unreached, Unsure, failure_of, is_card_gone, is_unchanged
from bot.pictures import edit_caption
from bot.reply import Edit, Reply
from domain import Act
from storage import outbox

_LOG = logging.getLogger(__name__)
_TOAST = 200
_BY = "system:bot"


async def carry_out(
    desk: Desk, bot: Bot, chat_id: int, reply: Reply, query: CallbackQuery | None = None
) -> None:
    """Answer the tap first, then show the card, then the rest. Raises if nobody else will try again."""
    if reply.wake:
        desk.woke()
    if query is not None:
        await _answer(query, reply)
    try:
        if reply.card is not None:
            await _edit(bot, chat_id, reply.card)
        for edit in reply.edits:
            await _overwrite(bot, chat_id, edit)
        for screen in reply.say:
            await bot.send_message(chat_id, screen.text, reply_markup=markup(screen))
    except TelegramError as error:
        await _left_to_the_courier(desk, chat_id, reply, error)


async def _answer(query: CallbackQuery, reply: Reply) -> None:
    """The tap's own answer. It may be too late for it, or fail; the card says what matters."""
    try:
        await query.answer(reply.toast[:_TOAST] or None, show_alert=reply.alert)
    except TelegramError as error:
        _LOG.info("A tap could not be answered (%s)", type(error).__name__)


async def _edit(bot: Bot, chat_id: int, edit: Edit) -> None:
    """Show the card; if its message is gone, a new message takes its place at the next tap.

    What stands below a picture never becomes a new message: that could show on a locked telephone.
    """
    if edit.caption:
        await edit_caption(bot, chat_id, edit)
        return
    screen = edit.screen
    try:
        await bot.edit_message_text(
            screen.text, chat_id=chat_id, message_id=edit.message_id, reply_markup=markup(screen)
        )
    except BadRequest as error:
        if is_unchanged(error):
            return
        if not is_card_gone(error):
            raise
        await bot.send_message(chat_id, screen.text, reply_markup=markup(screen))


async def _overwrite(bot: Bot, chat_id: int, edit: Edit) -> None:
    """An old card loses its buttons. If that fails its buttons stay, and are answered as stale."""
    try:
        await bot.edit_message_text(
            edit.screen.text, chat_id=chat_id, message_id=edit.message_id, reply_markup=markup(edit.screen)
        )
    except TelegramError as error:
        _LOG.info("An old card could not be closed (%s)", type(error).__name__)


async def _left_to_the_courier(desk: Desk, chat_id: int, reply: Reply, error: TelegramError) -> None:
    failure, heal = failure_of(error), reply.heal
    act = Act(_BY, desk.clock.now())
    if isinstance(failure, Unreachable):
        await desk.database.within(lambda tx: blocked(tx, act.at, chat_id))
    elif isinstance(failure, Held | Unreached | Unsure) and heal is not None:
        await desk.database.within(lambda tx: outbox.queue(tx, act, heal))
    else:
        raise error
