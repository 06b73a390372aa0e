"""Reports that patients begin themselves, each by one update, and who wishes to see their own chart."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assessment", sa.Column("source", sa.String(64), nullable=True))
    wished: sa.Column[bool] = sa.Column(
        "chart_wanted", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("patient", wished)
