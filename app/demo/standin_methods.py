"""The Bot API methods the product uses, on the stand-in's memory, with Telegram's own refusals."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.demo.standin_chats import Chat, Json, Key, Keyboard, Refused, Shown, bot_json, message_json

Params = Mapping[str, str]
Chats = dict[int, Chat]

_TEXT_UNITS = 4096
_CAPTION_UNITS = 1024
_PNG = b"\x89PNG"
_DATA_BYTES = 64
_LAST_TEXT = " specified new message content and reply markup are exactly the same as a current content"


def get_me(_chats: Chats, _params: Params, _at: datetime) -> Json:
    return {
        **bot_json(),
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def send_message(chats: Chats, params: Params, at: datetime) -> Json:
    """Show a new message, unless the person blocked the bot or never wrote to it."""
    chat = _open_chat(chats, params)
    shown = Shown(
        message_id=0,
        text=_text(params),
        buttons=_keyboard(params),
        by_bot=True,
        at=at,
        silent=params.get("disable_notification") == "true",
    )
    shown = replace(shown, message_id=chat.next_id())
    chat.shown[shown.message_id] = shown
    return message_json(chat, shown)


def send_photo(chats: Chats, params: Params, at: datetime) -> Json:
    """Show a picture with its caption. The bytes come as text, one character each."""
    chat = _open_chat(chats, params)
    photo = params.get("photo", "").encode("latin-1")
    if not photo.startswith(_PNG):
        raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
    caption, keyboard = _caption(params), _keyboard(params)
    shown = Shown(chat.next_id(), caption, keyboard, by_bot=True, at=at, photo=photo)
    shown = replace(shown, hidden=params.get("has_spoiler") == "true")
    chat.shown[shown.message_id] = shown
    return message_json(chat, shown)


def edit_message_caption(chats: Chats, params: Params, _at: datetime) -> Json:
    return _edit(chats, params, text=_caption(params), of_photo=True)


def edit_message_text(chats: Chats, params: Params, _at: datetime) -> Json:
    return _edit(chats, params, text=_text(params), of_photo=False)


def edit_message_reply_markup(chats: Chats, params: Params, _at: datetime) -> Json:
    return _edit(chats, params, text=None)


def delete_message(chats: Chats, params: Params, _at: datetime) -> bool:
    chat = _open_chat(chats, params)
    if chat.shown.pop(_number(params, "message_id"), None) is None:
        raise Refused(400, "Bad Request: message to delete not found")
    return True


def yes(_chats: Chats, _params: Params, _at: datetime) -> bool:
    """Methods whose effect nobody here looks at."""
    return True


METHODS: dict[str, Callable[[Chats, Params, datetime], Any]] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "setmycommands": yes,
    "deletemycommands": yes,
    "setmydescription": yes,
    "setmyshortdescription": yes,
}


def _edit(chats: Chats, params: Params, *, text: str | None, of_photo: bool | None = None) -> Json:
    chat = _open_chat(chats, params)
    old = chat.shown.get(_number(params, "message_id"))
    if old is None:
        raise Refused(400, "Bad Request: message to edit not found")
    if not old.by_bot:
        raise Refused(400, "Bad Request: message can't be edited")
    if of_photo is not None and of_photo != (old.photo is not None):
        raise Refused(
            400, f"Bad Request: there is no {'caption' if of_photo else 'text'} in the message to edit"
        )
    new = replace(old, text=old.text if text is None else text, buttons=_keyboard(params))
    if new == old:
        raise Refused(400, "Bad Request: message is not modified:" + _LAST_TEXT)
    chat.shown[old.message_id] = replace(new, edits=old.edits + 1)
    return message_json(chat, chat.shown[old.message_id])


def _open_chat(chats: Chats, params: Params) -> Chat:
    chat = chats.get(_number(params, "chat_id"))
    if chat is None:
        raise Refused(400, "Bad Request: chat not found")
    if chat.blocked:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    return chat


def _text(params: Params) -> str:
    text = params.get("text", "")
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > _TEXT_UNITS:
        raise Refused(400, "Bad Request: message is too long")
    if "parse_mode" in params:
        raise Refused(400, "Bad Request: the stand-in knows plain text only")
    return text.strip()


def _caption(params: Params) -> str:
    caption = params.get("caption", "")
    if len(caption.encode("utf-16-le")) // 2 > _CAPTION_UNITS:
        raise Refused(400, "Bad Request: message caption is too long")
    return caption.strip()


def _keyboard(params: Params) -> Keyboard:
    try:
        rows = json.loads(params.get("reply_markup") or "{}").get("inline_keyboard", [])
        return tuple(tuple(_key(button) for button in row) for row in rows if row)
    except (ValueError, AttributeError, TypeError, KeyError):
        raise Refused(400, "Bad Request: can't parse reply keyboard markup JSON object") from None


def _key(button: Json) -> Key:
    text, data = button["text"], button["callback_data"]
    if not text.strip():
        raise Refused(400, "Bad Request: inline keyboard button text is empty")
    if not 1 <= len(data.encode()) <= _DATA_BYTES:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return Key(text, data)


def _number(params: Params, name: str) -> int:
    try:
        return int(params[name])
    except (KeyError, ValueError):
        raise Refused(400, f"Bad Request: {name} is not specified") from None
