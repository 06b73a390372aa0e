"""E-mail to staff as a second channel of the outbox, refused addresses, and who wishes a digest when."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("channel", sa.String(32), nullable=False, server_default="telegram"))
    op.add_column("outbox", sa.Column("instead_of", sa.String(32), nullable=True))
    op.add_column("contact", sa.Column("email_refused_at", _INSTANT, nullable=True))
    op.create_table(
        "digest_wish",
        sa.Column("staff_id", sa.Integer(), sa.ForeignKey("staff.id"), primary_key=True, autoincrement=False),
        sa.Column("cadence", sa.String(32), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("when_empty", sa.String(32), nullable=False),
        sa.Column("next_at", _INSTANT, nullable=False, index=True),
        sa.CheckConstraint(
            "(cadence = 'weekly') = (weekday IS NOT NULL)", name=op.f("ck_digest_wish_weekly_has_a_day")
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_digest_wish_weekday")),
    )
