"""Noticing a wrong key at start: a known text, sealed at first use, must open."""

from sqlalchemy import select

from storage import rows
from storage.crypto import WrongKey
from storage.database import Database, Tx
from storage.schema import key_check

_KNOWN = b"tmr-followup"
_PLACE = "key_check|1|sealed"


def require_key(database: Database) -> None:
    """Refuse a database that was written with another key. On first use, plant what is checked."""
    with database.read() as tx:
        planted = _opens(tx)
    if not planted:
        with database.write() as tx:
            rows.insert_if_new(tx.conn, key_check, id=1, sealed=tx.keys.seal(_KNOWN, _PLACE))
            _opens(tx)


def reseal(tx: Tx) -> None:
    """Check against the key in use from here on."""
    rows.put(tx.conn, key_check, ("id",), id=1, sealed=tx.keys.seal(_KNOWN, _PLACE))


def _opens(tx: Tx) -> bool:
    sealed = tx.conn.execute(select(key_check.c.sealed)).scalar_one_or_none()
    if sealed is None:
        return False
    try:
        tx.keys.open(sealed, _PLACE)
    except WrongKey:
        raise WrongKey(
            "This database was written with another key. "
            "Set TMR_KEY to that key, or add that key to TMR_OLD_KEYS."
        ) from None
    return True
