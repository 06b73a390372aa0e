"""A published protocol is never changed or removed: the database refuses it."""

from alembic import op

from storage.triggers import guarding

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in guarding(op.get_bind().dialect.name, "protocol"):
        op.execute(statement)
