"""An operation followed by another site than the one that did it, and one that follows another operation."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column, table in (("operated_site_id", "site"), ("reoperation_of_id", "episode")):
        # Both engines read this; Alembic would add the reference apart, which SQLite cannot.
        reference = f"CONSTRAINT fk_episode_{column} REFERENCES {table} (id)"
        op.execute(f"ALTER TABLE episode ADD COLUMN {column} INTEGER {reference}")
        op.create_index(f"ix_episode_{column}", "episode", [column])
