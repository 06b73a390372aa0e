"""The database edge: what the world does wrong, as sentences that hold no stored value.

`StorageFault` is for a person (unreachable, not migrated, wrong key); the service waits and tries again.
`RuleBroken` is a bug: a constraint or trigger refused a change that the code should not have tried.
Driver messages are not passed on where they could quote a row: PostgreSQL prints whole rows in its errors.
"""

import sqlite3

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, InterfaceError, OperationalError

from domain import Fault

_NO_TABLE = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")


class StorageFault(Fault):
    """The database cannot do what was asked; the text says what to do about it."""


class RuleBroken(Exception):
    """A constraint or trigger of the schema refused a change; names the rule and never the values."""


def told(error: DBAPIError) -> Exception:
    """Turn a driver's error into one of ours, without the values it may quote."""
    if isinstance(error, IntegrityError):
        return RuleBroken(f"The database refused a change: {_rule(error)}.")
    kind = type(error.orig).__name__
    message = str(error.orig).splitlines()[0] if str(error.orig) else kind
    if kind in _NO_TABLE or message.startswith(_NO_TABLE):
        return StorageFault("The database has not been migrated. Run `tmr-followup migrate`.")
    if type(error) is DatabaseError:  # SQLite only: no database, or a damaged one
        return _unreadable(message)
    if isinstance(error, (OperationalError, InterfaceError)):
        return _silent(message)
    return RuleBroken(f"The database refused a statement: {kind}.")


def begin_refused(error: sqlite3.Error) -> StorageFault:
    """SQLite's own error when a transaction cannot begin: locked too long, damaged, or gone."""
    words = _silent if isinstance(error, (sqlite3.OperationalError, sqlite3.InterfaceError)) else _unreadable
    return words(str(error))


def _unreadable(message: str) -> StorageFault:
    return StorageFault(f"The database cannot be read: {message.strip()}.")


def _silent(message: str) -> StorageFault:
    return StorageFault(f"The database does not answer: {message.strip()}.")


def _rule(error: IntegrityError) -> str:
    """The constraint's name; SQLite's messages name columns only, so they may be shown whole."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is None:
        return str(error.orig)
    return str(diagnosis.constraint_name or diagnosis.message_primary)
