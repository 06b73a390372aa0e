"""A small Bot API server of our own, for the demo and the tests: real HTTP, real status codes, no Telegram.

On one side the bot calls it as it would call Telegram. On the other, Python code plays the people: they say,
tap, block, and look at what the bot showed them. Time comes from the clock given, so a moving clock moves it.
"""

from app.demo.standin_chats import BOT_ID, Chat, Json, Shown, Updates, bot_json, message_json
from app.demo.standin_delivery import Delivery
from app.demo.standin_faults import Faults
from app.demo.standin_server import Server
from clock import Clock

TOKEN = f"{BOT_ID}:stand-in-token"


class StandIn:
    """The people, and the server between them and the bot. `faults` plans what goes wrong."""

    def __init__(self, clock: Clock, token: str = TOKEN) -> None:
        self.token = token
        self.faults = Faults()
        self._clock = clock
        self._chats: dict[int, Chat] = {}
        self._updates = Updates()
        self._delivery = Delivery(self._updates, self.faults)
        self._server = Server(token, clock, self._chats, self._delivery, self.faults)

    async def start(self) -> str:
        """Listen; gives the address that stands in for https://api.telegram.org."""
        return await self._server.start()

    async def stop(self) -> None:
        """Be gone: connections are refused. What waits stays, and `start` comes back on the same port."""
        await self._delivery.stop()
        await self._server.stop()

    def join(self, chat_id: int, name: str = "Person") -> None:
        """A person opens the chat, without a word yet."""
        self._chats.setdefault(chat_id, Chat(chat_id, name))

    def say(self, chat_id: int, text: str) -> int:
        """A person writes; gives the message's id."""
        self.join(chat_id)
        chat = self._chats[chat_id]
        shown = Shown(chat.next_id(), text, (), by_bot=False, at=self._clock.now())
        chat.shown[shown.message_id] = shown
        self._tell("message", message_json(chat, shown))
        return shown.message_id

    def tap(self, chat_id: int, message_id: int, data: str) -> str:
        """A person taps a button, perhaps one that is no longer drawn; gives the tap's id."""
        chat = self._chats[chat_id]
        query = f"q{len(self._server.queries) + 1}"
        self._server.queries.add(query)
        body = {
            "id": query,
            "from": chat.person(),
            "chat_instance": str(chat_id),
            "data": data,
            "message": message_json(chat, chat.shown[message_id]),
        }
        self._tell("callback_query", body)
        return query

    def block(self, chat_id: int) -> None:
        """A person blocks the bot; the bot is told, as Telegram does."""
        self._chats[chat_id].blocked = True
        self._tell("my_chat_member", self._membership(chat_id, "member", "kicked"))

    def unblock(self, chat_id: int) -> None:
        self._chats[chat_id].blocked = False
        self._tell("my_chat_member", self._membership(chat_id, "kicked", "member"))

    def messages(self, chat_id: int) -> tuple[Shown, ...]:
        """What stands in the chat now, both sides, oldest first."""
        return tuple(self._chats[chat_id].shown.values()) if chat_id in self._chats else ()

    def cards(self, chat_id: int) -> tuple[Shown, ...]:
        """The bot's messages that have buttons, oldest first."""
        return tuple(shown for shown in self.messages(chat_id) if shown.by_bot and shown.buttons)

    @property
    def unconfirmed(self) -> tuple[int, ...]:
        """The ids of updates that the bot has not confirmed yet, in order."""
        return tuple(update["update_id"] for update in self._updates.waiting)

    @property
    def last_update(self) -> int:
        """The id of the newest update there ever was."""
        return self._updates.last_id

    @property
    def calls(self) -> list[tuple[str, int | None]]:
        """Every call carried out: method in lower case, and chat id."""
        return self._server.calls

    @property
    def toasts(self) -> list[tuple[str, str]]:
        """Every tap that was answered, with the words shown."""
        return self._server.toasts

    def _tell(self, kind: str, body: Json) -> None:
        if self._updates.add(kind, body):
            self._delivery.wake()

    def _membership(self, chat_id: int, before: str, after: str) -> Json:
        chat = self._chats[chat_id]
        return {
            "chat": chat.as_json(),
            "from": chat.person(),
            "date": int(self._clock.now().timestamp()),
            "old_chat_member": _member(before),
            "new_chat_member": _member(after),
        }


def _member(status: str) -> Json:
    return {"user": bot_json(), "status": status} | ({"until_date": 0} if status == "kicked" else {})
