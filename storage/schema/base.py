"""What all tables share: one metadata with named constraints, so that a migration can name what it drops."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def own_id() -> Column[int]:
    """The number a row is known by."""
    return Column("id", Integer, primary_key=True)


def to(table: str, name: str | None = None, *, optional: bool = False, index: bool = True) -> Column[int]:
    """A reference to a row of `table`. `index=False` where a unique constraint already leads with it."""
    column = name or f"{table}_id"
    return Column(column, Integer, ForeignKey(f"{table}.id"), nullable=optional, index=index)
