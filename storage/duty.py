"""One process at a time serves a database; others stand by and take over when it ends.

The right ends with the process that has it, however it dies: on PostgreSQL it is an advisory lock of a
session of its own, on SQLite a lock on a file beside the database. A host that vanishes from the network is
given up by PostgreSQL's keep-alive after about 15 seconds. Two that serve at once would send nothing twice
either, for each row of the outbox is claimed by a conditional update;
but Telegram lets only one of them fetch.
"""

import fcntl
import os
from contextlib import suppress
from typing import Protocol

from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from storage.engine import address
from storage.faults import told

_ON_DUTY = 0x744D_5232  # any number that is ours, and not that of writing transactions
_SERVER = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2"
_CLIENT = {"keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 15_000}


class Duty(Protocol):
    """The right to serve one database. Not to be shared between threads that call it at once."""

    def take(self) -> bool:
        """Take it if nobody has it; false if somebody else does."""

    def holds(self) -> bool:
        """Whether it is still ours. Once it is lost it has to be taken anew."""

    def let_go(self) -> None:
        """Give it up, so that somebody else need not wait."""


def duty(url: str) -> Duty:
    """The right to serve the database at this address."""
    where = address(url)
    return _File(f"{where.database}-duty") if where.get_backend_name() == "sqlite" else _Session(where)


class _File:
    """A lock on a file, which the system takes back from a dead process."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._held: int | None = None

    def take(self) -> bool:
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            return False
        self._held = opened
        return True

    def holds(self) -> bool:
        return self._held is not None

    def let_go(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None


class _Session:
    """A session that holds an advisory lock, and does nothing else."""

    def __init__(self, where: URL) -> None:
        told_once = {"connect_timeout": 10, "options": _SERVER, **_CLIENT}
        self._engine = create_engine(
            where,
            hide_parameters=True,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=told_once,
        )
        self._held: Connection | None = None

    def take(self) -> bool:
        try:
            session = self._engine.connect()
            if session.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _ON_DUTY}):
                self._held = session
                return True
            session.close()
        except DBAPIError as error:
            raise told(error) from None
        return False

    def holds(self) -> bool:
        if self._held is None:
            return False
        try:
            self._held.scalar(text("SELECT 1"))
        except DBAPIError:
            self.let_go()
            return False
        return True

    def let_go(self) -> None:
        if self._held is not None:
            with suppress(DBAPIError):  # it is gone already, and the lock with it
                self._held.close()
            self._held = None
