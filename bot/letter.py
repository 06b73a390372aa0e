"""One message on its way: what it says, to which chat, which cards it concerns; and the sending itself."""

import logging
from dataclasses import dataclass, field

from telegram import InputFile
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.markup import markup
from bot.outcome import is_card_gone, is_gone, is_kept, is_unchanged
from bot.screen import Screen
from domain import Lane
from storage.erasing import OVERWRITE
from storage.words import Outgoing

_LOG = logging.getLogger(__name__)

PacedBot = ExtBot[Lane]

REMOVE = "remove"
"""The kind of a row that has a message of the patient's own deleted: its card is that message."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`card` is the message to edit, if this is a screen shown anew; `old_cards` lose their buttons.

    `photo` is the picture of the screen, drawn.
    """

    outgoing: Outgoing
    screen: Screen = field(repr=False)
    chat_id: int = field(repr=False)
    card: int | None
    old_cards: tuple[int, ...]
    photo: InputFile | None = field(default=None, repr=False)


async def send(bot: PacedBot, letter: Letter) -> int:
    """Edit the card, send a new message or delete one; gives the id of the message that it was about."""
    if letter.card is not None and letter.outgoing.kind == REMOVE:
        return await _removed(bot, letter, letter.card)
    if letter.outgoing.kind == OVERWRITE and letter.card is not None:
        return await _overwritten(bot, letter, letter.card)
    if letter.card is not None and await _edited(bot, letter, letter.card):
        return letter.card
    if letter.photo is not None:
        return await _shown(bot, letter, letter.photo)
    message = await bot.send_message(
        letter.chat_id,
        letter.screen.text,
        reply_markup=markup(letter.screen),
        rate_limit_args=letter.outgoing.lane,
    )
    return message.message_id


async def _shown(bot: PacedBot, letter: Letter, photo: InputFile) -> int:
    """A picture in a message of its own, blurred until it is touched."""
    message = await bot.send_photo(
        letter.chat_id,
        photo,
        caption=letter.screen.text,
        has_spoiler=True,
        reply_markup=markup(letter.screen),
        rate_limit_args=letter.outgoing.lane,
    )
    return message.message_id


async def _removed(bot: PacedBot, letter: Letter, message_id: int) -> int:
    """Delete it. One that is gone already, or too old to be deleted (48 hours), is let be."""
    try:
        await bot.delete_message(letter.chat_id, message_id, rate_limit_args=letter.outgoing.lane)
    except BadRequest as error:
        if not is_kept(error):
            raise
        _LOG.info("A typed answer was not there to be deleted, or could not be")
    return message_id


async def _overwritten(bot: PacedBot, letter: Letter, message_id: int) -> int:
    """Delete a message of ours. One older than 48 hours stays, and its words are overwritten; one that is
    gone, or holds a picture, which cannot be taken out of it, is let be."""
    lane = letter.outgoing.lane
    try:
        await bot.delete_message(letter.chat_id, message_id, rate_limit_args=lane)
    except BadRequest as error:
        if is_gone(error):
            raise
        try:
            await _edited(bot, letter, message_id)
        except BadRequest as refused:
            if is_gone(refused):
                raise
            _LOG.info("An old message could be neither deleted nor overwritten")
    return message_id


async def retire(bot: PacedBot, letter: Letter) -> None:
    """Take the buttons from the cards this message replaces. If that fails, their taps answer as stale."""
    for message_id in letter.old_cards:
        try:
            await bot.edit_message_reply_markup(
                letter.chat_id, message_id, reply_markup=None, rate_limit_args=Lane.PROMPT
            )
        except TelegramError as error:
            _LOG.debug("An old card keeps its buttons (%s)", type(error).__name__)


async def _edited(bot: PacedBot, letter: Letter, card: int) -> bool:
    """Show the screen on the card; false if there is no such message any more."""
    try:
        await bot.edit_message_text(
            letter.screen.text,
            chat_id=letter.chat_id,
            message_id=card,
            reply_markup=markup(letter.screen),
            rate_limit_args=letter.outgoing.lane,
        )
    except BadRequest as error:
        if is_card_gone(error):
            return False
        if not is_unchanged(error):
            raise
    return True
