"""The stand-in's memory: chats, their messages with their buttons, and updates that wait for the bot."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]

BOT_ID = 7_000_000_001
"""Above 32 bits, as real bots are today."""


class Refused(Exception):
    """The Bot API says no: an HTTP status, a description and perhaps parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass(frozen=True, slots=True)
class Key:
    """A button of an inline keyboard."""

    text: str
    data: str


Keyboard = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the person sees it now. `edits` counts how often the bot changed it.

    With a picture (`photo`) the text is its caption; `hidden`: it is blurred until it is touched.
    """

    message_id: int
    text: str
    buttons: Keyboard
    by_bot: bool
    at: datetime
    edits: int = 0
    silent: bool = False
    photo: bytes | None = None
    hidden: bool = False

    def data_of(self, label: str) -> str:
        """The callback data of the button with this label."""
        return next(key.data for row in self.buttons for key in row if key.text == label)


@dataclass(slots=True)
class Chat:
    """A private chat. Message ids count up within it, so that a run is the same every time."""

    id: int
    name: str
    blocked: bool = False
    shown: dict[int, Shown] = field(default_factory=dict)
    last_message_id: int = 0

    def next_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id

    def as_json(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.name}

    def person(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "en"}


def bot_json() -> Json:
    return {"id": BOT_ID, "is_bot": True, "first_name": "TMR Follow-up", "username": "tmr_standin_bot"}


def message_json(chat: Chat, shown: Shown) -> Json:
    """A message in the Bot API's words."""
    message: Json = {
        "message_id": shown.message_id,
        "from": bot_json() if shown.by_bot else chat.person(),
        "chat": chat.as_json(),
        "date": int(shown.at.timestamp()),
    }
    if shown.photo is None:
        message["text"] = shown.text
    else:
        message |= {"photo": [_photo_json(shown)], "caption": shown.text}
    if shown.buttons:
        message["reply_markup"] = {
            "inline_keyboard": [
                [{"text": k.text, "callback_data": k.data} for k in row] for row in shown.buttons
            ]
        }
    if not shown.by_bot and shown.text.startswith("/"):
        command = shown.text.split()[0]
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
    return message


def _photo_json(shown: Shown) -> Json:
    """A picture in the Bot API's words, at its one size."""
    name = f"photo-{shown.message_id}"
    return {"file_id": name, "file_unique_id": name, "width": 1080, "height": 900}


@dataclass(slots=True)
class Updates:
    """What waits for the bot, in order of id. Nothing leaves before it is confirmed."""

    waiting: list[Json] = field(default_factory=list)
    last_id: int = 1000
    allowed: tuple[str, ...] = ()

    def add(self, kind: str, body: Json) -> bool:
        """Keep an update, unless the bot asked not to be told of its kind."""
        if self.allowed and kind not in self.allowed:
            return False
        self.last_id += 1
        self.waiting.append({"update_id": self.last_id, kind: body})
        return True

    def confirm(self, offset: int) -> tuple[Json, ...]:
        """Forget all below the offset; gives what was forgotten."""
        gone = tuple(update for update in self.waiting if update["update_id"] < offset)
        self.waiting = self.waiting[len(gone) :]
        return gone
