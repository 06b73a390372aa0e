"""Sites, staff, patients, and the one table that holds identifiers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)


def upgrade() -> None:
    _site()
    _staff()
    _patient()
    _contact()


def _own_id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _to(table: str, column: str, *, nullable: bool, index: bool) -> sa.Column[int]:
    return sa.Column(column, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def _site() -> None:
    op.create_table(
        "site",
        _own_id(),
        sa.Column("code", sa.String(32), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("nation", _WORD, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("team_phone", sa.String(40), nullable=False),
        sa.Column("staffed_hours", sa.String(200), nullable=False),
        sa.Column("mode", _WORD, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("safety_officer_id", sa.Integer(), nullable=True),
        sa.Column("out_of_hours_id", sa.Integer(), nullable=True),
        sa.Column("answers_in_notices", sa.Boolean(), nullable=False),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        _own_id(),
        _to("site", "site_id", nullable=False, index=True),
        sa.Column("code", sa.String(32), nullable=False, unique=True),
        sa.Column("role", _WORD, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
    )


def _patient() -> None:
    op.create_table(
        "patient",
        _own_id(),
        _to("site", "site_id", nullable=False, index=True),
        sa.Column("code", sa.String(32), nullable=False, unique=True),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("send_time", sa.Time(), nullable=False),
        sa.Column("status", _WORD, nullable=False),
        sa.Column("status_at", _INSTANT, nullable=False),
        sa.Column("paused_until_on", sa.Date(), nullable=True),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("linked_on", sa.Date(), nullable=True),
    )


def _contact() -> None:
    op.create_table(
        "contact",
        _own_id(),
        sa.Column("owner", _WORD, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("nhs_number", sa.LargeBinary(), nullable=True),
        sa.Column("chat", sa.LargeBinary(), nullable=True),
        sa.Column("chat_index", sa.LargeBinary(), nullable=True, unique=True),
        sa.Column("channel", _WORD, nullable=False),
        sa.Column("channel_at", _INSTANT, nullable=True),
        sa.Column("link_index", sa.LargeBinary(), nullable=True, unique=True),
        sa.Column("link_pin", sa.LargeBinary(), nullable=True),
        sa.Column("link_token", sa.LargeBinary(), nullable=True),
        sa.Column("link_chat_index", sa.LargeBinary(), nullable=True),
        sa.Column("link_expires_at", _INSTANT, nullable=True),
        sa.Column("link_attempts", sa.Integer(), nullable=False),
        sa.Column("consent_version", sa.String(32), nullable=True),
        sa.Column("consent_at", _INSTANT, nullable=True),
        sa.UniqueConstraint("owner", "owner_id"),
        sa.CheckConstraint("(chat IS NULL) = (chat_index IS NULL)", name="chat_indexed"),
        sa.CheckConstraint("channel <> 'linked' OR chat IS NOT NULL", name="linked_has_chat"),
    )
