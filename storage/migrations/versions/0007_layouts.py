"""How the buttons were laid out for each answer, and who wishes large ones."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entry", sa.Column("layout", sa.String(32), nullable=True))
    wished: sa.Column[bool] = sa.Column(
        "large_buttons", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("patient", wished)
