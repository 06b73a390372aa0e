"""What goes out and comes in, who did what, and who is alive: outbox, inbox, trail, heartbeat, key check."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from domain import Channel, Lane
from storage.columns import Instant, one_of
from storage.schema.base import metadata, own_id, to
from storage.words import OutboxState

outbox = Table(
    "outbox",
    metadata,
    own_id(),
    Column("key", String(160), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("lane", one_of(Lane), nullable=False),
    Column("language", String(8), nullable=False),
    to("patient", optional=True),
    to("staff", optional=True),
    to("episode", optional=True),
    to("assessment", optional=True),
    to("alert", optional=True),
    Column("detail", JSON, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("state", one_of(OutboxState), nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("not_before_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("settled_at", Instant),
    Column("message_id", BigInteger),
    Column("reason", String(200)),
    Column("channel", one_of(Channel), nullable=False, server_default=Channel.TELEGRAM),
    Column("instead_of", one_of(Channel)),  # the channel it could not go by
    Index(None, "state", "not_before_at"),
    CheckConstraint("patient_id IS NOT NULL OR staff_id IS NOT NULL", name="to_somebody"),
    CheckConstraint("(state IN ('queued', 'sending')) = (settled_at IS NULL)", name="settled"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_index", LargeBinary),
    Column("body", LargeBinary),  # encrypted; emptied once done
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant, index=True),
    Column("attempts", Integer, nullable=False),
    Column("fault", String(200)),
    CheckConstraint("(done_at IS NULL) = (body IS NOT NULL)", name="emptied_when_done"),
)

trail = Table(
    "trail",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("verb", String(64), nullable=False),
    Column("subject", String(80), nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("previous", String(64), nullable=False, unique=True),  # unique: the chain cannot fork
    Column("seal", String(64), nullable=False),
    CheckConstraint("seq >= 1", name="counts_from_one"),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("detail", JSON, nullable=False),
)

key_check = Table(
    "key_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),  # a known text: a wrong key is noticed on opening
    CheckConstraint("id = 1", name="one_row"),
)
