"""Who must know: alerts, what was done about them, what is asked of staff, findings of the digest, the
sites' own numbers, safety events. What was done, and the numbers, are append-only."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from domain import AlertState, Severity
from storage.columns import Instant, one_of
from storage.register_words import Product, ReoperationReason, SafetyKind
from storage.schema.base import metadata, own_id, to
from storage.words import ActionKind, SafetyCategory, SafetyState

alert = Table(
    "alert",
    metadata,
    own_id(),
    Column("key", String(160), nullable=False, unique=True),
    to("episode"),
    to("response", optional=True),
    Column("rule", String(16), nullable=False),
    Column("rule_version", String(32), nullable=False),
    Column("severity", one_of(Severity), nullable=False),
    Column("state", one_of(AlertState), nullable=False, index=True),
    Column("fired_at", Instant, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("acknowledged_at", Instant),
    to("staff", "acknowledged_by_id", optional=True),
    Column("closed_at", Instant),
    Column("numbers_version", String(32)),
    Column("numbers_checksum", String(64)),
    CheckConstraint(
        "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_somebody"
    ),
    CheckConstraint("state <> 'acknowledged' OR acknowledged_at IS NOT NULL", name="acknowledged"),
    CheckConstraint("(state IN ('open', 'acknowledged')) = (closed_at IS NULL)", name="closed"),
)

alert_action = Table(
    "alert_action",
    metadata,
    own_id(),
    to("alert"),
    Column("kind", one_of(ActionKind), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("key", String(160), unique=True),
)

digest_finding = Table(
    "digest_finding",
    metadata,
    own_id(),
    Column("key", String(160), nullable=False, unique=True),
    to("episode"),
    to("response", optional=True),
    Column("rule", String(16), nullable=False),
    Column("rule_version", String(32), nullable=False),
    Column("numbers_version", String(32), nullable=False),
    Column("numbers_checksum", String(64), nullable=False),
    Column("found_at", Instant, nullable=False, index=True),
    Column("inputs", JSON, nullable=False),
    Column("superseded_at", Instant),
)

alert_numbers = Table(
    "alert_numbers",
    metadata,
    own_id(),
    to("site", index=False),
    Column("version", String(32), nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("body", Text, nullable=False),
    to("staff", "signed_by_id"),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    UniqueConstraint("site_id", "version"),
)

asked_reason = Table(
    "asked_reason",
    metadata,
    Column("staff_id", Integer, ForeignKey("staff.id"), primary_key=True),
    to("alert"),
    Column("step", Integer, nullable=False),
    Column("snooze_until", Instant),
    Column("asked_at", Instant, nullable=False),
    Column("source", String(64)),
)

safety_event = Table(
    "safety_event",
    metadata,
    own_id(),
    Column("key", String(160), unique=True),
    to("episode"),
    to("response", optional=True),
    Column("category", one_of(SafetyCategory), nullable=False),
    Column("state", one_of(SafetyState), nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("reported_at", Instant, nullable=False),
    Column("reported_by", String(64), nullable=False),
    Column("grade", String(8)),
    Column("note", Text),
    Column("kind", one_of(SafetyKind)),  # of the category other
    Column("reoperation_reason", one_of(ReoperationReason)),
    Column("product", one_of(Product)),
    Column("yellow_card_on", Date),
    Column("yellow_card_reference", String(80)),
    Column("decided_at", Instant),  # confirmed or refuted
    Column("decided_by", String(64)),
)
