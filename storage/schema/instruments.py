"""What a site brings along to ask: its own instruments, whole, and the licences it has them under."""

from sqlalchemy import Boolean, Column, Date, LargeBinary, String, Table, Text, UniqueConstraint

from storage.columns import Instant
from storage.schema.base import metadata, own_id, to

site_instrument = Table(
    "site_instrument",
    metadata,
    own_id(),
    Column("instrument", String(80), nullable=False),
    Column("version", String(32), nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),  # the file to the byte, so that its hash can be told again
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    UniqueConstraint("instrument", "version"),
)

instrument_licence = Table(
    "instrument_licence",
    metadata,
    own_id(),
    to("site_instrument"),
    Column("holder", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("valid_until_on", Date, nullable=False),
    Column("reference", String(200), nullable=False),
    Column("attribution", Text, nullable=False),
    Column("attribution_shown", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
)
