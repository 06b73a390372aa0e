"""What the inbox commands do: parked updates with their senders' codes, tried again or given up."""

import json
from typing import Any

from bot.intake import ALLOWED_UPDATES, chat_of
from domain import Act, Fault
from storage import inbox, patients, sealed, staff
from storage.database import Tx
from storage.words import Owner


def parked_rows(tx: Tx) -> list[dict[str, object]]:
    """One row an update, the longest waiting first: whose it is and of what kind, never what it says."""
    return [_row(tx, parked) for parked in inbox.parked(tx)]


def _row(tx: Tx, parked: inbox.Parked) -> dict[str, object]:
    update = _read(parked.body)
    return {
        "update": parked.update_id,
        "received_at": parked.received_at,
        "from": _sender(tx, chat_of(update)),
        "kind": next((kind for kind in ALLOWED_UPDATES if kind in update), "other"),
        "fault": parked.fault,
    }


def _read(body: bytes) -> dict[str, Any]:
    """The update; empty if that is just what is wrong with it."""
    try:
        update = json.loads(body)
    except ValueError:
        return {}
    return update if isinstance(update, dict) else {}


def _sender(tx: Tx, chat_id: int | None) -> str | None:
    """The code of the patient or the member of staff; none for a chat that nobody linked."""
    owner = None if chat_id is None else sealed.owner_of(tx, chat_id)
    if owner is None:
        return None
    kind, owner_id = owner
    return (patients.get(tx, owner_id) if kind is Owner.PATIENT else staff.get(tx, owner_id)).code


def try_again(tx: Tx, act: Act, update_id: int) -> str:
    """Have the running service handle it once more."""
    if inbox.retry(tx, act, update_id):
        return f"Update {update_id} will be tried again within seconds, when the service runs."
    raise _not_parked(update_id)


def give_up(tx: Tx, act: Act, update_id: int) -> str:
    """Empty it; what it said is gone."""
    if inbox.discard(tx, act, update_id):
        return f"Update {update_id} is given up. What it said was not stored."
    raise _not_parked(update_id)


def _not_parked(update_id: int) -> Fault:
    return Fault(f"Update {update_id} is not parked. `tmr-followup inbox list` shows what is.")
