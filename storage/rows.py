"""Between rows and frozen values, and the few statement shapes that every table needs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Select,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.faults import StorageFault

T = TypeVar("T")
_AT_ONCE = 10_000
_NUMBER = "number of the row"


def shaped(words: Callable[..., T], row: Mapping[str, Any] | RowMapping) -> T:
    """A frozen value from the columns that bear its fields' names."""
    return words(**{name: row[name] for name in names_of(words)})


def parts(row: Sequence[Any], *several: Callable[..., Any]) -> Iterator[Any]:
    """The frozen values, one after the other, from a row with the columns that `beside` gives for them."""
    at = 0
    for words in several:
        end = at + len(names_of(words))
        yield words(*row[at:end])
        at = end


def beside(*several: tuple[Any, Table]) -> tuple[Column[Any], ...]:
    """The columns of several frozen values from a joined row, each with its table."""
    return tuple(table.c[name] for words, table in several for name in names_of(words))


@cache
def names_of(words: Any) -> tuple[str, ...]:
    """The fields of the words, which are dataclasses, in their order."""
    return tuple(field.name for field in fields(words))


def one(conn: Connection, words: Callable[..., T], table: Table, **equal: Any) -> T | None:
    """The only row whose columns have these values, or none."""
    row = conn.execute(_alike(words, table, tuple(equal), None), equal).one_or_none()
    return None if row is None else words(*row)


def known(conn: Connection, words: Callable[..., T], table: Table, row_id: int) -> T:
    """The row with this number. A number that is not there is a bug of the caller."""
    row = one(conn, words, table, id=row_id)
    if row is None:
        raise LookupError(f"There is no {table.name} {row_id}.")
    return row


def alike(
    conn: Connection, words: Callable[..., T], table: Table, order: Any = None, **equal: Any
) -> tuple[T, ...]:
    """All rows whose columns have these values, in the given order (by number if none is given)."""
    return read(conn, words, _alike(words, table, tuple(equal), order), **equal)


def many(
    conn: Connection, words: Callable[..., T], table: Table, *where: ColumnElement[bool], order: Any = None
) -> tuple[T, ...]:
    """All rows that fit, in the given order (by number if none is given)."""
    return read(conn, words, chosen(words, table, order).where(*where))


def read(conn: Connection, words: Callable[..., T], statement: Select[Any], **told: Any) -> tuple[T, ...]:
    """All that a statement of `chosen` columns finds."""
    return tuple(words(*row) for row in conn.execute(statement, told))


@cache
def _alike(words: Any, table: Table, names: tuple[str, ...], order: Any) -> Select[Any]:
    """Built once for each question that is asked: building a statement costs as much as running it."""
    return chosen(words, table, order).where(*(table.c[name] == bindparam(name) for name in names))


def chosen(words: Any, table: Table, order: Any = None) -> Select[Any]:
    """A statement for the columns that bear the fields' names, in the order of the fields."""
    default = table.c.get("id", next(iter(table.primary_key)))
    ordered = order if isinstance(order, tuple) else (default if order is None else order,)
    return select(*(table.c[name] for name in names_of(words))).order_by(*ordered)


def add(conn: Connection, table: Table, **values: Any) -> int:
    """Insert a row and tell its number."""
    row: Row[Any] = conn.execute(_insert(table), values).one()
    return int(row[0])


def add_many(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows at once, whose numbers nobody asks for."""
    for at in range(0, len(rows), _AT_ONCE):
        conn.execute(_plain_insert(table), list(rows[at : at + _AT_ONCE]))


@cache
def _plain_insert(table: Table) -> Any:
    return insert(table)


@cache
def _insert(table: Table) -> Any:
    return insert(table).returning(table.c.id)


def add_if_new(conn: Connection, table: Table, **values: Any) -> int | None:
    """Insert a row unless a unique constraint says it is there already; tells its number, or none."""
    found = _inserted(conn, table, table.c.id, values)
    return None if found is None else int(found[0])


def insert_if_new(conn: Connection, table: Table, **values: Any) -> bool:
    """The same for a table whose rows have no number of their own."""
    return _inserted(conn, table, next(iter(table.primary_key)), values) is not None


def put(conn: Connection, table: Table, key: tuple[str, ...], **values: Any) -> None:
    """Insert a row, or overwrite the one with the same key."""
    conn.execute(_insert_or_overwrite(table, key, tuple(values), _flavour(conn)), values)


@cache
def _insert_or_overwrite(table: Table, key: tuple[str, ...], names: tuple[str, ...], flavour: Any) -> Any:
    statement = flavour.insert(table)
    fresh = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=fresh)


def change(conn: Connection, table: Table, *where: ColumnElement[bool], **values: Any) -> int:
    """Update the rows that fit; tells how many did."""
    return conn.execute(update(table).where(*where).values(**values)).rowcount


def change_row(
    conn: Connection, table: Table, row_id: int, *where: ColumnElement[bool], **values: Any
) -> bool:
    """Update the row with this number if it fits; false if it does not.

    As `change`, for what is done all the time: `where` must be built once, and no value may be SQL.
    """
    return conn.execute(_change_row(table, where), {_NUMBER: row_id, **values}).rowcount == 1


@cache
def _change_row(table: Table, where: tuple[ColumnElement[bool], ...]) -> Any:
    return update(table).where(table.c.id == bindparam(_NUMBER), *where)


def fresh_code(conn: Connection, table: Table, letter: str) -> str:
    """The next free code of the kind P0001. Writers are alone, so it is still free when it is used."""
    number = int(conn.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1
    while _taken(conn, table, f"{letter}{number:04d}"):
        number += 1
    return f"{letter}{number:04d}"


def free_code(conn: Connection, table: Table, code: str) -> str:
    """The code itself, refused in a sentence when somebody has it."""
    if _taken(conn, table, code):
        raise StorageFault(f"There is a {table.name} {code} already. Choose another code.")
    return code


def _taken(conn: Connection, table: Table, code: str) -> bool:
    return conn.execute(select(table.c.id).where(table.c.code == code)).first() is not None


def _flavour(conn: Connection) -> Any:
    """The dialect whose INSERT knows ON CONFLICT; both spell it the same."""
    return postgresql if conn.dialect.name == "postgresql" else sqlite


def _inserted(
    conn: Connection, table: Table, column: Column[Any], values: Mapping[str, Any]
) -> Row[Any] | None:
    found: Row[Any] | None = conn.execute(_insert_new(table, column, _flavour(conn)), values).one_or_none()
    return found


@cache
def _insert_new(table: Table, column: Column[Any], flavour: Any) -> Any:
    # RETURNING tells whether there was a row; the driver's row count of an INSERT does not on both engines.
    return flavour.insert(table).on_conflict_do_nothing().returning(column)
