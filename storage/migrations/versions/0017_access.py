"""Who may sign in to the console, their recovery codes, and their sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)


def upgrade() -> None:
    _account()
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("code_index", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("used_at", _INSTANT, nullable=True),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("stage", _WORD, nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", _WORD, nullable=False, unique=True),
        sa.Column("post", _WORD, nullable=False),
        sa.Column("site_id", sa.Integer(), sa.ForeignKey("site.id"), nullable=False, index=True),
        sa.Column("staff_id", sa.Integer(), sa.ForeignKey("staff.id"), nullable=True, unique=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(200), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", _INSTANT, nullable=True),
        sa.Column("setup_index", sa.LargeBinary(), nullable=True, unique=True),
        sa.Column("setup_until", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "password IS NULL OR totp_secret IS NOT NULL", name=op.f("ck_account_two_factors")
        ),
        sa.CheckConstraint(
            "(setup_index IS NULL) = (setup_until IS NULL)", name=op.f("ck_account_setup_ends")
        ),
        sa.CheckConstraint(
            "(post IN ('coordinator', 'clinician')) = (staff_id IS NOT NULL)",
            name=op.f("ck_account_deeds_have_a_name"),
        ),
    )
