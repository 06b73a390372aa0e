"""A witness at Telegram's edge: what people tapped and said, what was confirmed, and what the bot claimed.

It hears every call the moment it is carried out, and looks into the tables at that moment through a database
of its own. Nothing here asks the product what it thinks it did.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from app.demo.standin import StandIn
from app.demo.standin_chats import Json, Updates
from app.demo.standin_delivery import Delivery
from app.demo.standin_methods import Params
from app.demo.standin_server import Server
from bot import buttons
from bot.presses import Begun, Press, Tapped
from clock import Clock
from storage.database import Database
from storage.schema import entry, inbox


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a person did: the update it became, and a tap's data or a message's text."""

    update_id: int
    chat_id: int
    at: datetime
    data: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A new message that reached a chat. `begun`: the assessment its button starts, if it has one."""

    chat_id: int
    message_id: int
    at: datetime
    text: str
    begun: int | None


@dataclass(slots=True)
class Witness:
    """Everything seen so far, in order.

    `unkept` are updates that were confirmed while the inbox did not hold them. `false_claims` are screens
    that knew of an entry nobody had stored.
    """

    deeds: list[Deed] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    unkept: list[str] = field(default_factory=list)
    false_claims: list[str] = field(default_factory=list)


class WitnessedUpdates(Updates):
    """What waits; whatever is confirmed is looked up in the inbox."""

    def __init__(self, witness: Witness, database: Database) -> None:
        super().__init__()
        self.witness, self.database = witness, database
        self.told: list[Json] = []

    def add(self, kind: str, body: Json) -> bool:
        added = super().add(kind, body)
        if added:
            self.told.append(self.waiting[-1])
        return added

    def confirm(self, offset: int) -> tuple[Json, ...]:
        gone = super().confirm(offset)
        ids = {int(update["update_id"]) for update in gone}
        with self.database.read() as tx:
            found = select(inbox.c.update_id).where(inbox.c.update_id.in_(ids))
            kept = set(tx.conn.execute(found).scalars())
        self.witness.unkept += [f"update {each} was confirmed and is not kept" for each in sorted(ids - kept)]
        return gone


class WitnessedServer(Server):
    """The server; `see` is told of each message sent or edited, once it is."""

    see: Callable[[str, int, int], None]

    async def _result(self, method: str, params: Params) -> object:
        result = await super()._result(method, params)
        if method in ("sendmessage", "editmessagetext") and isinstance(result, dict):
            self.see(method, int(params["chat_id"]), int(result["message_id"]))
        return result


class WitnessedStandIn(StandIn):
    """The stand-in with a witness beside it. `database` is the witness's own way into the tables."""

    def __init__(self, clock: Clock, database: Database) -> None:
        super().__init__(clock)
        self.witness = Witness()
        self._now, self._database = clock, database
        updates = WitnessedUpdates(self.witness, database)
        self.told, self._updates = updates.told, updates
        self._delivery = Delivery(updates, self.faults)
        server = WitnessedServer(self.token, clock, self._chats, self._delivery, self.faults)
        server.see = self._see
        self._server = server

    def say(self, chat_id: int, text: str) -> int:
        message_id = super().say(chat_id, text)
        self._note(chat_id, None, text)
        return message_id

    def tap(self, chat_id: int, message_id: int, data: str) -> str:
        query = super().tap(chat_id, message_id, data)
        self._note(chat_id, data, None)
        return query

    def _note(self, chat_id: int, data: str | None, text: str | None) -> None:
        self.witness.deeds.append(Deed(self.last_update, chat_id, self._now.now(), data, text))

    def _see(self, method: str, chat_id: int, message_id: int) -> None:
        """A message was sent or edited."""
        shown = self._chats[chat_id].shown[message_id]
        presses = [press for row in shown.buttons for key in row if (press := buttons.read(key.data))]
        if method == "sendmessage":
            begun = next((press.assessment_id for press in presses if isinstance(press, Begun)), None)
            at = self._now.now()
            self.witness.heard.append(Heard(chat_id, shown.message_id, at, shown.text, begun))
        self._check_claims(presses)

    def _check_claims(self, presses: list[Press]) -> None:
        """A button drawn with seq n says that n entries are stored: they must be, at this very moment."""
        drawn = {press.response_id: press.seq for press in presses if isinstance(press, Tapped)}
        for response_id, seq in drawn.items():
            stored = select(func.count()).select_from(entry).where(entry.c.response_id == response_id)
            with self._database.read() as tx:
                count = tx.conn.execute(stored).scalar_one()
            if count < seq:
                told = f"response {response_id}: a screen knew of {seq} entries, {count} were stored"
                self.witness.false_claims.append(told)
