"""Who wishes the digest, how often and at which hour, and when each is due next."""

from datetime import datetime

from sqlalchemy import bindparam

from domain import Act, DigestWish
from storage import rows
from storage.database import Tx
from storage.schema import digest_wish
from storage.trail import record

_WISH = rows.chosen(DigestWish, digest_wish, (digest_wish.c.next_at, digest_wish.c.staff_id))
_DUE = _WISH.where(digest_wish.c.next_at <= bindparam("as_of"))  # every tick runs this one


def put(tx: Tx, act: Act, wish: DigestWish) -> None:
    """Give somebody the digest so from now on."""
    rows.put(
        tx.conn,
        digest_wish,
        ("staff_id",),
        staff_id=wish.staff_id,
        cadence=wish.cadence,
        weekday=wish.weekday,
        at=wish.at,
        when_empty=wish.when_empty,
        next_at=wish.next_at,
    )
    told = {"cadence": wish.cadence, "weekday": wish.weekday, "at": f"{wish.at:%H:%M}"}
    record(tx, act, "digest.wish", f"staff:{wish.staff_id}", {**told, "when_empty": wish.when_empty})


def drop(tx: Tx, act: Act, staff_id: int) -> bool:
    """Send them no digest any more; false if they got none."""
    gone = tx.conn.execute(digest_wish.delete().where(digest_wish.c.staff_id == staff_id)).rowcount
    if gone:
        record(tx, act, "digest.unwish", f"staff:{staff_id}")
    return gone > 0


def get(tx: Tx, staff_id: int) -> DigestWish | None:
    return rows.one(tx.conn, DigestWish, digest_wish, staff_id=staff_id)


def every(tx: Tx) -> tuple[DigestWish, ...]:
    """All of them, the soonest first."""
    return rows.read(tx.conn, DigestWish, _WISH)


def due(tx: Tx, as_of: datetime) -> tuple[DigestWish, ...]:
    """Those whose slot has come, the longest due first."""
    return rows.read(tx.conn, DigestWish, _DUE, as_of=as_of)


def move_on(tx: Tx, wish: DigestWish, next_at: datetime) -> bool:
    """This slot is dealt with; false if somebody else has dealt with it."""
    same = (digest_wish.c.staff_id == wish.staff_id, digest_wish.c.next_at == wish.next_at)
    return rows.change(tx.conn, digest_wish, *same, next_at=next_at) == 1
