"""A time point may be asked anew after a corrected operation date: its occurrences, and the date of each."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_ONE_EACH = "uq_assessment_episode_id_protocol_id_time_point"


def upgrade() -> None:
    op.add_column("assessment", sa.Column("occurrence", sa.Integer(), nullable=True))
    op.add_column("assessment", sa.Column("tmr_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE assessment SET occurrence = 1,"
        " tmr_on = (SELECT tmr_on FROM episode WHERE episode.id = assessment.episode_id)"
    )
    # SQLite cannot change a constraint: there, the table is made anew from this description of it.
    with op.batch_alter_table("assessment", copy_from=_assessment()) as batch:
        batch.alter_column("occurrence", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("tmr_on", existing_type=sa.Date(), nullable=False)
        batch.drop_constraint(_ONE_EACH, type_="unique")
        columns = ["episode_id", "protocol_id", "time_point", "occurrence"]
        batch.create_unique_constraint(
            op.f("uq_assessment_episode_id_protocol_id_time_point_occurrence"), columns
        )


def _to(table: str, column: str, *, nullable: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{table}.id", name=f"fk_assessment_{column}")
    return sa.Column(column, sa.Integer(), key, nullable=nullable)


def _assessment() -> sa.Table:
    """The table as it stands before its constraint changes."""
    return sa.Table(
        "assessment",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        _to("episode", "episode_id"),
        _to("protocol", "protocol_id"),
        sa.Column("time_point", sa.String(40), nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("send_at", _INSTANT, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("instruments", sa.JSON(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("reason", sa.String(64), nullable=True),
        _to("assessment", "parent_id", nullable=True),
        sa.Column("opened_at", _INSTANT, nullable=True),
        sa.Column("prompted_at", _INSTANT, nullable=True),
        sa.Column("first_seen_at", _INSTANT, nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("occurrence", sa.Integer(), nullable=True),
        sa.Column("tmr_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("episode_id", "protocol_id", "time_point", name=_ONE_EACH),
        sa.CheckConstraint(
            "(state IN ('planned', 'open')) = (closed_at IS NULL)", name="ck_assessment_closed"
        ),
        sa.CheckConstraint("state <> 'open' OR opened_at IS NOT NULL", name="ck_assessment_opened"),
        sa.CheckConstraint("opens_on <= closes_on", name="ck_assessment_window"),
        sa.Index("ix_assessment_parent_id", "parent_id"),
        sa.Index("ix_assessment_protocol_id", "protocol_id"),
    )
