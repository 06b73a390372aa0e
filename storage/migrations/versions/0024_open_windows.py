"""An index of the windows that are open: Today and digests look at these alone, among years of others."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_assessment_open", "assessment", ["episode_id"], sqlite_where=is_open, postgresql_where=is_open
    )
