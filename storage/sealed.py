"""A person's sealed row: their own key, where each field belongs, and the chat behind the blind index."""

from typing import Any

from sqlalchemy import bindparam, select

from domain import Act, AlertState
from storage.crypto import Key
from storage.database import Tx
from storage.schema import alert, contact, episode, staff
from storage.waking import wake
from storage.words import Owner

_CHAT = "contact.chat"
_WHOSE = select(contact.c.owner, contact.c.owner_id).where(
    contact.c.chat_index.in_(bindparam("indexes", expanding=True))
)
# Whatever is sent asks for the chat, so it is built once.
_ROW = select(contact).where(contact.c.owner == bindparam("whose"), contact.c.owner_id == bindparam("number"))


def place(owner: Owner, owner_id: int, column: str) -> str:
    """Where a sealed value of a person belongs."""
    return f"contact|{owner}:{owner_id}|{column}"


def row_of(tx: Tx, owner: Owner, owner_id: int) -> Any:
    """A person's row, still sealed."""
    return tx.conn.execute(_ROW, {"whose": owner, "number": owner_id}).one()


def is_erased(row: Any) -> bool:
    """Whether a person's key is gone for good, and all that it sealed."""
    return len(row.data_key) == 0


def data_key(tx: Tx, row: Any) -> Key:
    """A person's own key."""
    return Key(tx.keys.open(row.data_key, place(row.owner, row.owner_id, "data_key")))


def chat_of(tx: Tx, row: Any) -> int | None:
    """The chat a person linked, if any."""
    if row.chat is None:
        return None
    return int(data_key(tx, row).open(row.chat, place(row.owner, row.owner_id, "chat")))


def chat_index(tx: Tx, chat_id: int) -> bytes:
    """What a chat is found by, under the key in use."""
    return tx.keys.index(str(chat_id), _CHAT)


def chat_indexes(tx: Tx, chat_id: int) -> tuple[bytes, ...]:
    """What a chat may be found by, under this key or an earlier one."""
    return tx.keys.indexes(str(chat_id), _CHAT)


def owner_of(tx: Tx, chat_id: int) -> tuple[Owner, int] | None:
    """Whose chat this is, whatever the state of the channel."""
    found = tx.conn.execute(_WHOSE, {"indexes": list(chat_indexes(tx, chat_id))}).first()
    return None if found is None else (found.owner, found.owner_id)


def wake_owner(tx: Tx, act: Act, owner: Owner, owner_id: int) -> None:
    """What is sent to a patient, and who is paged of a case, depends on channels: the tick looks again."""
    if owner is Owner.PATIENT:
        wake(tx, act, episode.c.patient_id == owner_id)
        return
    theirs = select(staff.c.site_id).where(staff.c.id == owner_id).scalar_subquery()
    paged = select(alert.c.episode_id).where(alert.c.state == AlertState.OPEN)
    wake(tx, act, episode.c.site_id == theirs, episode.c.id.in_(paged))
