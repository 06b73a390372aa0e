"""Triggers that refuse to change or remove an entry, an alert's action or a line of the trail."""

from alembic import op

from storage.triggers import creating

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in creating(op.get_bind().dialect.name):
        op.execute(statement)
