"""Protocols, episodes, assessments, responses, their entries and scores."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_WORD = sa.String(32)
_EXACT = sa.Numeric(10, 4).with_variant(sa.String(16), "sqlite")


def upgrade() -> None:
    _protocol()
    _episode()
    _assessment()
    _response()
    _entry()
    _score()


def _own_id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _to(table: str, column: str, *, nullable: bool, index: bool) -> sa.Column[int]:
    return sa.Column(column, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def _protocol() -> None:
    op.create_table(
        "protocol",
        _own_id(),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=False),
        sa.Column("published_by", sa.String(64), nullable=False),
        sa.UniqueConstraint("name", "version"),
    )


def _episode() -> None:
    op.create_table(
        "episode",
        _own_id(),
        _to("patient", "patient_id", nullable=False, index=True),
        _to("site", "site_id", nullable=False, index=True),
        _to("protocol", "protocol_id", nullable=False, index=True),
        sa.Column("code", sa.String(32), nullable=False, unique=True),
        sa.Column("amputation_on", sa.Date(), nullable=False),
        sa.Column("tmr_on", sa.Date(), nullable=False),
        sa.Column("indication", _WORD, nullable=False),
        sa.Column("technique", _WORD, nullable=False),
        sa.Column("limb", _WORD, nullable=False),
        sa.Column("side", _WORD, nullable=False),
        sa.Column("level", sa.String(80), nullable=False),
        sa.Column("cause", _WORD, nullable=False),
        sa.Column("governance_lead", sa.String(200), nullable=True),
        sa.Column("governance_on", sa.Date(), nullable=True),
        sa.Column("procedure_consent_on", sa.Date(), nullable=True),
        sa.Column("procedure_information_version", sa.String(80), nullable=True),
        sa.Column("audit_number", sa.String(80), nullable=True),
        sa.Column("mdt_on", sa.Date(), nullable=True),
        sa.Column("mdt_roles", sa.JSON(), nullable=False),
        sa.Column("rec_reference", sa.String(80), nullable=True),
        sa.Column("iras_id", sa.String(40), nullable=True),
        sa.Column("study_title", sa.String(300), nullable=True),
        sa.Column("ethics_on", sa.Date(), nullable=True),
        sa.Column("study_consent_on", sa.Date(), nullable=True),
        sa.Column("registered_at", _INSTANT, nullable=False),
        sa.Column("activated_at", _INSTANT, nullable=True),
        sa.Column("next_look_at", _INSTANT, nullable=True, index=True),
    )


def _assessment() -> None:
    op.create_table(
        "assessment",
        _own_id(),
        _to("episode", "episode_id", nullable=False, index=False),
        _to("protocol", "protocol_id", nullable=False, index=True),
        sa.Column("time_point", sa.String(40), nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("send_at", _INSTANT, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("instruments", sa.JSON(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("reason", sa.String(64), nullable=True),
        _to("assessment", "parent_id", nullable=True, index=True),
        sa.Column("opened_at", _INSTANT, nullable=True),
        sa.Column("prompted_at", _INSTANT, nullable=True),
        sa.Column("first_seen_at", _INSTANT, nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("episode_id", "protocol_id", "time_point"),
        sa.CheckConstraint("(state IN ('planned', 'open')) = (closed_at IS NULL)", name="closed"),
        sa.CheckConstraint("state <> 'open' OR opened_at IS NOT NULL", name="opened"),
        sa.CheckConstraint("opens_on <= closes_on", name="window"),
    )


def _response() -> None:
    op.create_table(
        "response",
        _own_id(),
        _to("assessment", "assessment_id", nullable=False, index=False),
        sa.Column("instrument", sa.String(80), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("judged_seq", sa.Integer(), nullable=False),
        sa.Column("judged_at", _INSTANT, nullable=True),
        sa.UniqueConstraint("assessment_id", "instrument"),
        sa.CheckConstraint("(state = 'in-progress') = (ended_at IS NULL)", name="ended"),
    )
    op.create_index(
        "ix_response_unjudged",
        "response",
        ["started_at"],
        sqlite_where=sa.text("judged_at IS NULL"),
        postgresql_where=sa.text("judged_at IS NULL"),
    )


def _entry() -> None:
    op.create_table(
        "entry",
        _own_id(),
        _to("response", "response_id", nullable=False, index=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("link_id", sa.String(255), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=True),
        sa.UniqueConstraint("response_id", "seq"),
        sa.UniqueConstraint("response_id", "source"),
    )


def _score() -> None:
    op.create_table(
        "score",
        _own_id(),
        _to("response", "response_id", nullable=False, index=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("value", _EXACT, nullable=True),
        sa.Column("missing", sa.String(64), nullable=True),
        sa.UniqueConstraint("response_id", "name", "version"),
        sa.CheckConstraint("(value IS NULL) = (missing IS NOT NULL)", name="value_or_missing"),
    )
