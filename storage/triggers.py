"""Append-only tables, held by the database itself: UPDATE and DELETE are refused, whoever tries.

The statements are what the migrations run. A later migration that must touch such a table drops its triggers
first and makes them again, in the open. One change is let through: while a patient's erasure is under way
(asked for and not done), the one column of theirs that may hold free text. Once it is done, nothing is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Erasable:
    """A table with one column that erasure may rewrite. `kept` are all its others; `patient` leads there."""

    column: str
    kept: tuple[str, ...]
    patient: str


_OF_ENTRY = """response r JOIN assessment a ON a.id = r.assessment_id JOIN episode e ON e.id = a.episode_id
JOIN patient p ON p.id = e.patient_id WHERE r.id = OLD.response_id"""
_OF_ACTION = """alert a JOIN episode e ON e.id = a.episode_id JOIN patient p ON p.id = e.patient_id
WHERE a.id = OLD.alert_id"""

ERASABLE: Mapping[str, Erasable] = {
    "entry": Erasable(
        "answers",
        ("id", "response_id", "seq", "kind", "link_id", "at", "by", "source", "layout", "via", "proxy"),
        _OF_ENTRY,
    ),
    "alert_action": Erasable("detail", ("id", "alert_id", "kind", "at", "by", "key"), _OF_ACTION),
}

_UNDER_WAY = "EXISTS (SELECT 1 FROM {patient} AND p.erasing_at IS NOT NULL AND p.erased_at IS NULL)"

_SQLITE_ERASABLE = (
    'DROP TRIGGER "{table}_no_update"',
    """CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" WHEN NOT ({same} AND {under_way})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
)

_POSTGRESQL_ERASABLE = (
    'DROP TRIGGER {table}_append_only ON "{table}"',
    """CREATE TRIGGER {table}_append_only BEFORE DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    """CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - '{column}' = to_jsonb(OLD) - '{column}' AND {under_way} THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    """CREATE TRIGGER {table}_erasure_only BEFORE UPDATE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_{table}()""",
)


def letting_erase(dialect: str) -> tuple[str, ...]:
    """The statements that make the triggers anew, so that an erasure under way may rewrite its one column."""
    shapes = _POSTGRESQL_ERASABLE if dialect == "postgresql" else _SQLITE_ERASABLE
    return tuple(
        shape.format(
            table=table,
            column=each.column,
            same=" AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in each.kept),
            under_way=_UNDER_WAY.format(patient=each.patient),
        )
        for table, each in ERASABLE.items()
        for shape in shapes
    )
