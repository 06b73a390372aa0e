"""Drafts of every kind in one table: those of the protocol move there with their numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_MOVED = "id, account_id, at, checksum, body, state"
_LAST = "(SELECT coalesce(max(id), 0) + 1 FROM draft)"
_COUNTED = f"SELECT setval(pg_get_serial_sequence('draft', 'id'), {_LAST}, false)"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('protocol', 'alert-numbers', 'questionnaire')", name=op.f("ck_draft_known_kind")
        ),
        sa.CheckConstraint("state IN ('open', 'published', 'dropped')", name=op.f("ck_draft_known_state")),
    )
    op.execute(
        f"INSERT INTO draft ({_MOVED}, kind, reason) SELECT {_MOVED}, 'protocol', '' FROM protocol_draft"  # noqa: S608
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_COUNTED)
    op.drop_table("protocol_draft")
