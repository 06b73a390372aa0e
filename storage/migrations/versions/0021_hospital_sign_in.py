"""Sign-in by the hospital's own accounts: whose it is here, and who has been sent there and not come back."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("hospital_index", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_account_hospital_index"), "account", ["hospital_index"], unique=True)
    op.create_table(
        "hospital_attempt",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("state_index", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=True, index=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    )
