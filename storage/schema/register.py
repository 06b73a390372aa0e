"""The clinical-audit register beside the operation: nerves, theatre counts, and reviews that were signed."""

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table, Text, UniqueConstraint

from storage.columns import Instant
from storage.schema.base import metadata, own_id, to

nerve_transfer = Table(
    "nerve_transfer",
    metadata,
    own_id(),
    to("episode", index=False),
    Column("number", Integer, nullable=False),  # from 1, in the order recorded
    Column("donor", String(80), nullable=False),
    Column("target", String(80), nullable=False),
    UniqueConstraint("episode_id", "number"),
)

theatre_count = Table(
    "theatre_count",
    metadata,
    own_id(),
    to("site", index=False),
    Column("year", Integer, nullable=False),
    Column("quarter", Integer, nullable=False),
    Column("operations", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    UniqueConstraint("site_id", "year", "quarter"),
    CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
    CheckConstraint("operations >= 0", name="counted"),
)

review = Table(
    "review",
    metadata,
    own_id(),
    to("site"),
    Column("period", String(16), nullable=False),
    Column("report_checksum", String(64), nullable=False),
    to("staff", "signed_by_id"),
    Column("signed_on", Date, nullable=False),
    Column("actions", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
)
