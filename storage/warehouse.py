"""Fills tables in the hospital's own database, and views that read them: only what changed is written.

Each row has a key and a hash beside its columns. What is new or has another hash is written, what is gone is
deleted, all in one transaction. On PostgreSQL everything is in a schema of its own, on SQLite the schema's
name stands before each table's. Views (`v_...`) show the rows without key and hash; others read only these.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    Float,
    Inspector,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.columns import Instant
from storage.engine import address, open_engine, writing
from storage.faults import RuleBroken, StorageFault

KEY, HASH = "row_key", "row_hash"
RUNS = "export_runs"
_AT_ONCE = 1000
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,40}")


class _Number(TypeDecorator[Decimal]):
    """A decimal number; SQLite has only binary fractions."""

    impl = Numeric(18, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Float() if dialect.name == "sqlite" else Numeric(18, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return float(value) if value is not None and dialect.name == "sqlite" else value


_TYPES: Mapping[str, TypeEngine[Any]] = {
    "text": Text(),
    "integer": BigInteger(),
    "decimal": _Number(),
    "truth": Boolean(),
    "date": Date(),
    "instant": Instant(),
    "local": DateTime(timezone=False),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A table to be kept the same. `marks` gives key and hash of every row; `rows` those with these keys.

    Columns are name and type (text, integer, decimal, truth, date, instant, local).
    """

    name: str
    columns: Sequence[tuple[str, str]]
    marks: Callable[[], Iterable[tuple[str, str]]]
    rows: Callable[[set[str]], Iterator[tuple[str, Sequence[Any]]]]


@dataclass(frozen=True, slots=True)
class Run:
    """Who fills the tables, when, and of which operations."""

    at: datetime
    by: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows of a table were written and deleted, and how many there are now."""

    written: int
    deleted: int
    rows: int


def is_same(one: str, other: str) -> bool:
    """Whether two addresses lead to one database."""
    return address(one).set(password=None) == address(other).set(password=None)


def refresh(
    url: str, schema: str, targets: Iterable[Target], run: Run, reader: str | None = None
) -> dict[str, Change]:
    """Make the tables the same as these; the second time nothing is written but the row of the run."""
    if not _NAME.fullmatch(schema):
        raise StorageFault(f"{schema!r} is no name for a schema: use small letters, digits and underlines.")
    engine = open_engine(url)
    try:
        with _writing_there(engine, schema) as there:
            changes = {each.name: there.refresh(each) for each in targets}
            there.note(run, changes)
            if reader is not None:
                there.let_read(reader)
    except RuleBroken as broken:
        raise StorageFault(f"The other database does not let us: {broken}") from None
    finally:
        engine.dispose()
    return changes


@contextmanager
def _writing_there(engine: Any, schema: str) -> Iterator["_There"]:
    with writing(engine) as conn:
        there = _There(conn, schema)
        there.begin()
        yield there


class _There:
    """The hospital's side within one transaction."""

    def __init__(self, conn: Connection, schema: str) -> None:
        self.conn, self.schema = conn, schema
        self.is_postgresql = conn.dialect.name == "postgresql"
        self.metadata = MetaData(schema=schema if self.is_postgresql else None)
        self.views: list[str] = []
        self._looking: Inspector = inspect(conn)

    def begin(self) -> None:
        if self.is_postgresql and self.schema not in self._looking.get_schema_names():
            self.conn.execute(text(f"CREATE SCHEMA {self._quoted(self.schema)}"))

    def refresh(self, target: Target) -> Change:
        """One table and its view."""
        own: list[Column[Any]] = [Column(KEY, Text, primary_key=True), Column(HASH, Text, nullable=False)]
        columns = [Column(name, _TYPES[kind]) for name, kind in target.columns]
        table = self._table(target.name, own + columns)
        self._view(target.name, [name for name, _ in target.columns])
        there: dict[str, str] = dict(row for row in self.conn.execute(select(table.c[KEY], table.c[HASH])))
        marks = dict(target.marks())
        changed = {key for key, mark in marks.items() if there.get(key) != mark}
        gone = there.keys() - marks.keys()
        self._delete(table, gone | (changed & there.keys()))
        names = [KEY, HASH, *(name for name, _ in target.columns)]
        made = (
            (dict(zip(names, (key, marks[key], *row), strict=True)) for key, row in target.rows(changed))
            if changed
            else iter(())
        )
        while block := list(islice(made, _AT_ONCE)):
            self.conn.execute(insert(table), block)
        return Change(len(changed), len(gone), len(marks))

    def note(self, run: Run, changes: Mapping[str, Change]) -> None:
        """One row a run: fresh data can be told from a schedule that stopped."""
        columns: list[Column[Any]] = [
            Column("id", Integer, primary_key=True),
            Column("at_utc", Instant, nullable=False),
            Column("by", Text, nullable=False),
            Column("chosen", Text, nullable=False),
            Column("rows_written", BigInteger, nullable=False),
            Column("rows_deleted", BigInteger, nullable=False),
            Column("rows_now", BigInteger, nullable=False),
        ]
        table = self._table(RUNS, columns)
        self._view(RUNS, [column.name for column in columns])
        written, deleted, rows = (
            sum(getattr(each, name) for each in changes.values()) for name in ("written", "deleted", "rows")
        )
        told = {"at_utc": run.at, "by": run.by, "chosen": run.chosen}
        counts = {"rows_written": written, "rows_deleted": deleted, "rows_now": rows}
        self.conn.execute(insert(table).values(**told, **counts))

    def let_read(self, role: str) -> None:
        """The role may read the views, and nothing else here."""
        if not self.is_postgresql:
            raise StorageFault("Only PostgreSQL knows roles: leave --reader out.")
        if self.conn.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role}).first() is None:
            raise StorageFault(f"There is no role {role!r} in that database; its administrator makes it.")
        schema, reader = self._quoted(self.schema), self._quoted(role)
        self.conn.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {reader}"))
        self.conn.execute(text(f"REVOKE ALL ON SCHEMA {schema} FROM {reader}"))
        self.conn.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {reader}"))
        for view in self.views:
            self.conn.execute(text(f"GRANT SELECT ON {view} TO {reader}"))

    def _table(self, name: str, columns: list[Column[Any]]) -> Table:
        """The table, made if it is not there; columns that are new are added, and none is ever dropped."""
        named = name if self.is_postgresql else f"{self.schema}_{name}"
        table = Table(named, self.metadata, *columns)
        if not self._looking.has_table(named, schema=self.metadata.schema):
            table.create(self.conn)
            return table
        there = {each["name"] for each in self._looking.get_columns(named, schema=self.metadata.schema)}
        if not {column.name for column in columns if not column.nullable} <= there:
            raise StorageFault(f"There is a table {named} that is not ours. Use another --schema.")
        for column in columns:
            if column.name not in there:
                kind = column.type.compile(self.conn.dialect)
                place = self.conn.dialect.identifier_preparer.format_table(table)
                self.conn.execute(text(f"ALTER TABLE {place} ADD COLUMN {self._quoted(column.name)} {kind}"))
        return table

    def _view(self, name: str, columns: Sequence[str]) -> None:
        """The columns of a table, in their order, without key and hash."""
        told = ", ".join(self._quoted(column) for column in columns)
        if self.is_postgresql:
            schema = self._quoted(self.schema)
            view, table = f"{schema}.{self._quoted(f'v_{name}')}", f"{schema}.{self._quoted(name)}"
            create = "CREATE OR REPLACE VIEW"
        else:
            view, table = self._quoted(f"v_{self.schema}_{name}"), self._quoted(f"{self.schema}_{name}")
            self.conn.execute(text(f"DROP VIEW IF EXISTS {view}"))
            create = "CREATE VIEW"
        self.conn.execute(text(f"{create} {view} AS SELECT {told} FROM {table}"))  # noqa: S608 - quoted names
        self.views.append(view)

    def _delete(self, table: Table, keys: Iterable[str]) -> None:
        rows = ({"key": key} for key in sorted(keys))
        while block := list(islice(rows, _AT_ONCE)):
            self.conn.execute(delete(table).where(table.c[KEY] == bindparam("key")), block)

    def _quoted(self, name: str) -> str:
        return self.conn.dialect.identifier_preparer.quote(name)
