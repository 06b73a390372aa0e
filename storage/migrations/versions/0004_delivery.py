"""Outbox, inbox, trail, heartbeat and key check."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)


def upgrade() -> None:
    _outbox()
    _inbox()
    _trail()
    _heartbeat()
    _key_check()


def _own_id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _to(table: str, column: str, *, nullable: bool, index: bool) -> sa.Column[int]:
    return sa.Column(column, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def _outbox() -> None:
    op.create_table(
        "outbox",
        _own_id(),
        sa.Column("key", sa.String(160), nullable=False, unique=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("lane", _WORD, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        _to("patient", "patient_id", nullable=True, index=True),
        _to("staff", "staff_id", nullable=True, index=True),
        _to("episode", "episode_id", nullable=True, index=True),
        _to("assessment", "assessment_id", nullable=True, index=True),
        _to("alert", "alert_id", nullable=True, index=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("queued_at", _INSTANT, nullable=False),
        sa.Column("not_before_at", _INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.CheckConstraint("(state IN ('queued', 'sending')) = (settled_at IS NULL)", name="settled"),
        sa.CheckConstraint("patient_id IS NOT NULL OR staff_id IS NOT NULL", name="to_somebody"),
    )
    op.create_index("ix_outbox_state_not_before_at", "outbox", ["state", "not_before_at"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("bot_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("chat_index", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("done_at", _INSTANT, nullable=True, index=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(200), nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (body IS NOT NULL)", name="emptied_when_done"),
    )


def _trail() -> None:
    op.create_table(
        "trail",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("verb", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False, index=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False, unique=True),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.CheckConstraint("seq >= 1", name="counts_from_one"),
    )


def _heartbeat() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
    )


def _key_check() -> None:
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )
