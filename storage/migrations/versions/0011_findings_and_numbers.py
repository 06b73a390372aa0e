"""Findings of the digest, the numbers that a site's safety officer signed, and those that found an alert."""

import sqlalchemy as sa
from alembic import op

from storage.triggers import guarding

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("alert", sa.Column("numbers_version", sa.String(32), nullable=True))
    op.add_column("alert", sa.Column("numbers_checksum", sa.String(64), nullable=True))
    _digest_finding()
    _alert_numbers()
    for statement in guarding(op.get_bind().dialect.name, "alert_numbers"):
        op.execute(statement)


def _digest_finding() -> None:
    episode, response = sa.ForeignKey("episode.id"), sa.ForeignKey("response.id")
    op.create_table(
        "digest_finding",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(160), nullable=False, unique=True),
        sa.Column("episode_id", sa.Integer(), episode, nullable=False, index=True),
        sa.Column("response_id", sa.Integer(), response, nullable=True, index=True),
        sa.Column("rule", sa.String(16), nullable=False),
        sa.Column("rule_version", sa.String(32), nullable=False),
        sa.Column("numbers_version", sa.String(32), nullable=False),
        sa.Column("numbers_checksum", sa.String(64), nullable=False),
        sa.Column("found_at", _INSTANT, nullable=False, index=True),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("superseded_at", _INSTANT, nullable=True),
    )


def _alert_numbers() -> None:
    site, staff = sa.ForeignKey("site.id"), sa.ForeignKey("staff.id")
    op.create_table(
        "alert_numbers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("site_id", sa.Integer(), site, nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), staff, nullable=False, index=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.UniqueConstraint("site_id", "version"),
    )
