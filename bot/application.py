"""The bot library's Application with our handlers, fed from the inbox: it never fetches updates itself.

Handlers keep nothing between two updates. Each reads the clock once, does its work in one transaction in the
writer thread, and then replies.
"""

from functools import partial
from typing import Any

from telegram import BotCommand, Chat, ChatMember, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseRateLimiter,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot import channel
from bot.claims import foreign
from bot.desk import Desk
from bot.dispatch import stranger, tapped, told
from bot.reply import Came, Reply
from bot.replying import carry_out
from bot.request import AiohttpRequest
from bot.sentences import COMMANDS
from bot.speech import FALLBACK

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


def build_application(
    desk: Desk, *, token: str, url: str, limiter: BaseRateLimiter[Any] | None = None
) -> AnyApplication:
    """The application of one bot on the Bot API server at `url`."""
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = Application.builder()
    builder = builder.token(token).base_url(f"{url}/bot").updater(None).job_queue(None)
    # Order within a chat is kept by whoever feeds updates in.
    builder = (
        builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest()).concurrent_updates(False)
    )
    if limiter is not None:
        builder = builder.rate_limiter(limiter)
    application = builder.build()
    application.add_handler(CallbackQueryHandler(partial(on_tap, desk)))
    application.add_handler(MessageHandler(filters.ALL, partial(on_message, desk)))
    application.add_handler(ChatMemberHandler(partial(on_membership, desk), ChatMemberHandler.MY_CHAT_MEMBER))
    return application


async def on_tap(desk: Desk, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """A button was tapped."""
    query, as_of = update.callback_query, desk.clock.now()
    if query is None:
        return
    source, private = f"u{update.update_id}", query.message is not None
    if query.message is None:  # a button that was sent on through another bot: none of ours
        came = Came(query.from_user.id, 0, source)
    else:
        private = query.message.chat.type == Chat.PRIVATE
        came = Came(query.message.chat.id, query.message.message_id, source)
    if not private:
        reply = await desk.database.seeing(lambda tx: foreign(tx, desk.speech, came))
    else:
        data = query.data or ""
        reply = await desk.database.within(lambda tx: tapped(tx, as_of, desk.speech, came, data))
    await carry_out(desk, query.get_bot(), came.chat_id, reply, query)


async def on_message(desk: Desk, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Somebody wrote, or sent something else. In a group nobody is known: answers are private."""
    message, as_of = update.message, desk.clock.now()
    if message is None:
        return
    came = Came(message.chat.id, message.message_id, f"u{update.update_id}", message.date)
    if message.chat.type != Chat.PRIVATE:
        reply = Reply(say=(stranger(desk.speech),))
    else:
        reply = await desk.database.within(lambda tx: told(tx, as_of, desk.speech, came, message.text))
    await carry_out(desk, message.get_bot(), came.chat_id, reply)


async def on_membership(desk: Desk, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Somebody blocked the bot, or let it in again."""
    change, as_of = update.my_chat_member, desk.clock.now()
    if change is None or change.chat.type != Chat.PRIVATE:
        return
    is_out = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    verb = channel.blocked if is_out else channel.let_in
    reply = await desk.database.within(lambda tx: verb(tx, as_of, change.chat.id))
    if reply.wake:
        desk.woke()


async def announce_commands(desk: Desk, application: AnyApplication) -> None:
    """Put the patients' commands into Telegram's menu, in every language; the fallback for all others."""
    for code, texts in desk.speech.texts.items():
        menu = [BotCommand(name, texts.commands[name]) for name in COMMANDS]
        await application.bot.set_my_commands(menu, language_code=None if code == FALLBACK else code)
