"""Append-only tables, held by the database itself: UPDATE and DELETE are refused, whoever tries.

The statements are what the migrations run. A later migration that must touch such a table drops its triggers
first and makes them again, in the open.
"""

APPEND_ONLY = (
    "entry",
    "alert_action",
    "trail",
    "site_instrument",
    "instrument_licence",
    "alert_numbers",
    "protocol",
    "review",
)

_FIRST = APPEND_ONLY[:3]
"""Those of the migration that made the function."""

_SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

_FUNCTION = """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""

_POSTGRESQL = """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def creating(dialect: str) -> tuple[str, ...]:
    """The statements that make the triggers of the first append-only tables, and what they call."""
    function = (_FUNCTION,) if dialect == "postgresql" else ()
    return (*function, *guarding(dialect, *_FIRST))


def guarding(dialect: str, *tables: str) -> tuple[str, ...]:
    """The statements that make these tables append-only, once `creating` has run."""
    if dialect == "postgresql":
        return tuple(_POSTGRESQL.format(table=table) for table in tables)
    verbs = ("update", "delete")
    return tuple(_SQLITE.format(table=table, verb=verb) for table in tables for verb in verbs)
