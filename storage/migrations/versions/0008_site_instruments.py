"""A site's own instruments and the licences they stand under; neither is ever changed or removed."""

import sqlalchemy as sa
from alembic import op

from storage.triggers import guarding

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "site_instrument",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("instrument", sa.String(80), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.UniqueConstraint("instrument", "version"),
    )
    key = sa.ForeignKey("site_instrument.id")
    op.create_table(
        "instrument_licence",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("site_instrument_id", sa.Integer(), key, nullable=False, index=True),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_until_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("attribution_shown", sa.Boolean(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
    )
    for statement in guarding(op.get_bind().dialect.name, "site_instrument", "instrument_licence"):
        op.execute(statement)
