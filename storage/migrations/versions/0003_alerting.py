"""Alerts, what was done about them, and safety events."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)


def upgrade() -> None:
    _alert()
    _alert_action()
    _safety_event()


def _own_id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _to(table: str, column: str, *, nullable: bool, index: bool) -> sa.Column[int]:
    return sa.Column(column, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def _alert() -> None:
    op.create_table(
        "alert",
        _own_id(),
        sa.Column("key", sa.String(160), nullable=False, unique=True),
        _to("episode", "episode_id", nullable=False, index=True),
        _to("response", "response_id", nullable=True, index=True),
        sa.Column("rule", sa.String(16), nullable=False),
        sa.Column("rule_version", sa.String(32), nullable=False),
        sa.Column("severity", _WORD, nullable=False),
        sa.Column("state", _WORD, nullable=False, index=True),
        sa.Column("fired_at", _INSTANT, nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("acknowledged_at", _INSTANT, nullable=True),
        _to("staff", "acknowledged_by_id", nullable=True, index=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.CheckConstraint("state <> 'acknowledged' OR acknowledged_at IS NOT NULL", name="acknowledged"),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_somebody"
        ),
        sa.CheckConstraint("(state IN ('open', 'acknowledged')) = (closed_at IS NULL)", name="closed"),
    )


def _alert_action() -> None:
    op.create_table(
        "alert_action",
        _own_id(),
        _to("alert", "alert_id", nullable=False, index=True),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(160), nullable=True, unique=True),
    )


def _safety_event() -> None:
    op.create_table(
        "safety_event",
        _own_id(),
        sa.Column("key", sa.String(160), nullable=True, unique=True),
        _to("episode", "episode_id", nullable=False, index=True),
        _to("response", "response_id", nullable=True, index=True),
        sa.Column("category", _WORD, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("reported_at", _INSTANT, nullable=False),
        sa.Column("reported_by", sa.String(64), nullable=False),
        sa.Column("grade", sa.String(8), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
    )
