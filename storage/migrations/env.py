"""What Alembic runs to migrate: it is handed an open transaction, in which the whole migration happens."""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # true of SQLite too, because we say BEGIN ourselves
    compare_type=True,
)
context.run_migrations()
