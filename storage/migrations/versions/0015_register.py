"""The full operation record, staff entry, decided safety events, theatre counts, reviews and erasure."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.triggers import guarding

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)

_ADDED: dict[str, dict[str, Any]] = {
    "episode": {
        "anaesthesia": _WORD,
        "coaptations": sa.Integer(),
        "suture": sa.String(80),
        "magnification": _WORD,
        "earlier_neuroma_operations": sa.Integer(),
        "operating_surgeon": _WORD,
        "supervising_surgeon": _WORD,
        "selection_reason": sa.Text(),
        "consent_support": _WORD,
    },
    "response": {"given_on": sa.Date()},
    "entry": {"via": _WORD, "proxy": sa.Boolean()},
    "safety_event": {
        "kind": _WORD,
        "reoperation_reason": _WORD,
        "product": _WORD,
        "yellow_card_on": sa.Date(),
        "yellow_card_reference": sa.String(80),
        "decided_at": _INSTANT,
        "decided_by": sa.String(64),
    },
    "patient": {"erased_at": _INSTANT},
}


def upgrade() -> None:
    for table, columns in _ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _nerve_transfer()
    _theatre_count()
    _review()
    for statement in guarding(op.get_bind().dialect.name, "review"):
        op.execute(statement)


def _nerve_transfer() -> None:
    op.create_table(
        "nerve_transfer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("episode_id", sa.Integer(), sa.ForeignKey("episode.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("donor", sa.String(80), nullable=False),
        sa.Column("target", sa.String(80), nullable=False),
        sa.UniqueConstraint("episode_id", "number"),
    )


def _theatre_count() -> None:
    op.create_table(
        "theatre_count",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("site_id", sa.Integer(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("operations", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.UniqueConstraint("site_id", "year", "quarter"),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_theatre_count_quarter")),
        sa.CheckConstraint("operations >= 0", name=op.f("ck_theatre_count_counted")),
    )


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("site_id", sa.Integer(), sa.ForeignKey("site.id"), nullable=False, index=True),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("report_checksum", sa.String(64), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False, index=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
    )
