"""Reports that were reviewed and signed: who, when, of which period, and what was decided (HTG750 1.3)."""

from datetime import date

from domain import Act
from storage import rows
from storage.database import Tx
from storage.register_words import Review
from storage.schema import review
from storage.trail import record


def sign(
    tx: Tx,
    act: Act,
    *,
    site_id: int,
    period: str,
    report_checksum: str,
    signed_by_id: int,
    signed_on: date,
    actions: str,
) -> int:
    """Keep a signature under the report of a period; it stands for good, a later one is added to it."""
    review_id = rows.add(
        tx.conn,
        review,
        site_id=site_id,
        period=period,
        report_checksum=report_checksum,
        signed_by_id=signed_by_id,
        signed_on=signed_on,
        actions=actions,
        at=act.at,
        by=act.by,
    )
    told = {"site": site_id, "period": period, "sha256": report_checksum, "staff": signed_by_id}
    record(tx, act, "review.sign", f"review:{review_id}", told)
    return review_id


def of_site(tx: Tx, site_id: int) -> tuple[Review, ...]:
    """The signatures of a site, in the order they were given."""
    return rows.alike(tx.conn, Review, review, site_id=site_id)


def every(tx: Tx) -> tuple[Review, ...]:
    """The signatures of all sites, in the order they were given."""
    return rows.many(tx.conn, Review, review)
