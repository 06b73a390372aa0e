"""Numbers of the alert rules that a site's safety officer signed: kept to the letter, never changed.

Where a site signed none, those that come with the product hold.
"""

from datetime import datetime

from sqlalchemy import and_, bindparam

from domain import Act
from storage import rows
from storage.database import Tx
from storage.schema import alert_numbers, episode
from storage.trail import record
from storage.waking import wake
from storage.words import SignedNumbers

# Every look at an episode asks this, so it is built once.
_IN_FORCE = (
    rows.chosen(SignedNumbers, alert_numbers, (alert_numbers.c.at.desc(), alert_numbers.c.id.desc()))
    .where(and_(alert_numbers.c.site_id == bindparam("site"), alert_numbers.c.at <= bindparam("as_of")))
    .limit(1)
)


def sign(
    tx: Tx,
    act: Act,
    *,
    site_id: int,
    version: str,
    checksum: str,
    body: str,
    signed_by_id: int,
    reason: str,
) -> SignedNumbers:
    """Put a site under these numbers from now on, and wake the tick. A site's version is signed once."""
    numbers_id = rows.add(
        tx.conn,
        alert_numbers,
        site_id=site_id,
        version=version,
        checksum=checksum,
        body=body,
        signed_by_id=signed_by_id,
        reason=reason,
        at=act.at,
        by=act.by,
    )
    detail = {"site": site_id, "version": version, "checksum": checksum, "signed_by": signed_by_id}
    record(tx, act, "alert-numbers.sign", f"alert_numbers:{numbers_id}", detail)
    wake(tx, act, episode.c.site_id == site_id)
    return rows.known(tx.conn, SignedNumbers, alert_numbers, numbers_id)


def in_force(tx: Tx, site_id: int, as_of: datetime) -> SignedNumbers | None:
    """The numbers that a site signed last before this moment; none: those of the product hold."""
    found = rows.read(tx.conn, SignedNumbers, _IN_FORCE, site=site_id, as_of=as_of)
    return next(iter(found), None)


def of_site(tx: Tx, site_id: int) -> tuple[SignedNumbers, ...]:
    """All that a site signed, in that order."""
    return rows.alike(tx.conn, SignedNumbers, alert_numbers, site_id=site_id)


def every(tx: Tx) -> tuple[SignedNumbers, ...]:
    """All that any site signed, in that order."""
    return rows.many(tx.conn, SignedNumbers, alert_numbers)
