"""A database and its keys: transactions as `with` blocks, and one writer thread for the event loop.

`write()` commits when its block ends and rolls back when it raises. `within()` does the same in a single
thread, so that the loop never waits for the disk and writes keep the order they were asked for in.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from storage.crypto import KeyRing
from storage.engine import open_engine, reading, writing
from storage.faults import StorageFault
from storage.rows import add_many
from storage.schema import trail

__all__ = ["Database", "StorageFault", "Tx"]

T = TypeVar("T")


@dataclass(slots=True)
class Tx:
    """One transaction, and the keys to what is sealed in it.

    `trail_end`: number and seal of the trail's last line, once this transaction has recorded one. Writers are
    alone, so nobody else can have added to it since. `unwritten`: the lines recorded in this transaction that
    are not in the table yet. They get there together, before the commit, or when somebody reads the trail.
    """

    conn: Connection
    keys: KeyRing
    trail_end: tuple[int, str] | None = None
    unwritten: list[dict[str, Any]] = field(default_factory=list)

    def write_trail(self) -> None:
        """Put what was recorded into the table. One statement for many lines: a look records a dozen."""
        add_many(self.conn, trail, self.unwritten)
        self.unwritten = []


class Database:
    """Where everything is remembered. Close it when done."""

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.url = url
        self.keys = keys
        self.engine = open_engine(url)
        self.reader = open_engine(url, only_reads=True) if _is_sqlite(self.engine) else self.engine
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="storage-writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="storage-reader")

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """One transaction that may change things; no other writer runs meanwhile."""
        with writing(self.engine) as conn:
            tx = Tx(conn, self.keys)
            yield tx
            tx.write_trail()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """One transaction that sees one moment and changes nothing."""
        with reading(self.reader) as conn:
            tx = Tx(conn, self.keys)
            yield tx
            tx.write_trail()  # refused, as everything that changes something here

    async def within(self, work: Callable[[Tx], T]) -> T:
        """Do `work` in one write transaction in the writer thread."""

        def once() -> T:
            with self.write() as tx:
                return work(tx)

        return await asyncio.get_running_loop().run_in_executor(self._writer, once)

    async def seeing(self, work: Callable[[Tx], T]) -> T:
        """Do `work` in one read transaction in a reader thread."""

        def once() -> T:
            with self.read() as tx:
                return work(tx)

        return await asyncio.get_running_loop().run_in_executor(self._readers, once)

    def close(self) -> None:
        """Wait for what is under way, then let go of every connection."""
        self._writer.shutdown()
        self._readers.shutdown()
        self.engine.dispose()
        self.reader.dispose()


def _is_sqlite(engine: Engine) -> bool:
    """Its connections read or write; those of PostgreSQL do either, as each transaction says."""
    return engine.dialect.name == "sqlite"
