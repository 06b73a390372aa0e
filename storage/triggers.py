"""Append-only tables, held by the database itself: UPDATE and DELETE are refused, whoever tries.

The statements are what the migrations run. A later migration that must touch such a table drops its triggers
first and makes them again, in the open.
"""

APPEND_ONLY = ("entry", "alert_action", "trail")

_SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

_FUNCTION = """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""

_POSTGRESQL = """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def creating(dialect: str) -> tuple[str, ...]:
    """The statements that make the triggers of all append-only tables."""
    if dialect == "postgresql":
        return (_FUNCTION, *(_POSTGRESQL.format(table=table) for table in APPEND_ONLY))
    verbs = ("update", "delete")
    return tuple(_SQLITE.format(table=table, verb=verb) for table in APPEND_ONLY for verb in verbs)
