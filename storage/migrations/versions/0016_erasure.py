"""When erasure of a patient was asked for; and the one change that append-only tables allow meanwhile."""

import sqlalchemy as sa
from alembic import op

from storage.triggers import letting_erase

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_UNDER_WAY = sa.text("erasing_at IS NOT NULL AND erased_at IS NULL")


def upgrade() -> None:
    op.add_column("patient", sa.Column("erasing_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_patient_erasing",
        "patient",
        ["erasing_at"],
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )
    for statement in letting_erase(op.get_bind().dialect.name):
        op.execute(statement)
