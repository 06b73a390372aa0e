"""E-mail to staff: their addresses, which of them were refused, and how sending stands as a whole.

An address was refused when the mail server said that it takes no mail for it; nothing more is sent there
until it is set anew or a test mail goes through. How sending stands is remembered as a heartbeat.
"""

from datetime import datetime

from sqlalchemy import select

from domain import Act, AlertState
from storage import heartbeats, rows
from storage.database import Tx
from storage.schema import alert, contact, episode
from storage.sealed import data_key, place, row_of, wake_owner
from storage.trail import record
from storage.waking import wake
from storage.words import MailState, Owner

HEARTBEAT = "mail"
_FIELD = "email"


def state(tx: Tx) -> MailState:
    """How e-mail stands; off where no mail server was ever set."""
    beat = heartbeats.last(tx, HEARTBEAT)
    return MailState.OFF if beat is None else MailState(beat.detail["state"])


def note_state(tx: Tx, act: Act, now: MailState) -> None:
    """Say how e-mail stands. A change decides whom a notice reaches, so open cases are looked at again."""
    before = state(tx)
    heartbeats.beat(tx, HEARTBEAT, act.at, {"state": now})
    if before is now:
        return
    record(tx, act, "mail.state", "mail:all", {"state": now})
    paged = select(alert.c.episode_id).where(alert.c.state == AlertState.OPEN)
    wake(tx, act, episode.c.id.in_(paged))


def working_address(tx: Tx, staff_id: int) -> str | None:
    """Where e-mail reaches a member of staff now, if anywhere."""
    row = row_of(tx, Owner.STAFF, staff_id)
    if row.email_refused_at is not None or state(tx) is not MailState.ON:
        return None
    return address(tx, staff_id)


def address(tx: Tx, staff_id: int) -> str | None:
    """The address of a member of staff, whether it works or not."""
    row = row_of(tx, Owner.STAFF, staff_id)
    if row.email is None:
        return None
    return data_key(tx, row).open(row.email, place(Owner.STAFF, staff_id, _FIELD)).decode()


def refused_at(tx: Tx, staff_id: int) -> datetime | None:
    """Since when the mail server takes nothing for their address; None: it does, as far as we know."""
    at: datetime | None = row_of(tx, Owner.STAFF, staff_id).email_refused_at
    return at


def set_address(tx: Tx, act: Act, staff_id: int, told: str | None) -> None:
    """Give a member of staff another address, or none. It counts as working until it is refused."""
    row = row_of(tx, Owner.STAFF, staff_id)
    sealed = None
    if told is not None:
        sealed = data_key(tx, row).seal(told.encode(), place(Owner.STAFF, staff_id, _FIELD))
    rows.change(tx.conn, contact, contact.c.id == row.id, email=sealed, email_refused_at=None)
    record(tx, act, "contact.email", f"{Owner.STAFF}:{staff_id}", {"known": told is not None})
    wake_owner(tx, act, Owner.STAFF, staff_id)


def refuse(tx: Tx, act: Act, staff_id: int) -> bool:
    """The mail server takes nothing for this address; false if that was known."""
    where = (contact.c.owner == Owner.STAFF, contact.c.owner_id == staff_id)
    unknown = contact.c.email_refused_at.is_(None)
    return _mark(
        tx, act, staff_id, "refused", rows.change(tx.conn, contact, *where, unknown, email_refused_at=act.at)
    )


def accept(tx: Tx, act: Act, staff_id: int) -> bool:
    """The mail server took a mail for this address; false if it was not thought to refuse."""
    where = (contact.c.owner == Owner.STAFF, contact.c.owner_id == staff_id)
    known = contact.c.email_refused_at.is_not(None)
    return _mark(
        tx, act, staff_id, "accepted", rows.change(tx.conn, contact, *where, known, email_refused_at=None)
    )


def _mark(tx: Tx, act: Act, staff_id: int, what: str, changed: int) -> bool:
    if not changed:
        return False
    record(tx, act, f"contact.email-{what}", f"{Owner.STAFF}:{staff_id}")
    wake_owner(tx, act, Owner.STAFF, staff_id)
    return True
