"""When staff entered what was given on another day: answered from the trail for what was entered before."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_OF_IT = "subject = 'response:' || response.id AND verb = 'response.given'"


def upgrade() -> None:
    op.add_column("response", sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        f"UPDATE response SET entered_at = (SELECT max(at) FROM trail WHERE {_OF_IT}) "  # noqa: S608
        "WHERE given_on IS NOT NULL"
    )
