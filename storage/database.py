"""A database and its keys: transactions as `with` blocks, and one writer thread for the event loop.

`write()` commits when its block ends and rolls back when it raises. `within()` does the same in a single
thread, so that the loop never waits for the disk and writes keep the order they were asked for in.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from storage.crypto import KeyRing
from storage.engine import open_engine, reading, writing
from storage.faults import StorageFault

__all__ = ["Database", "StorageFault", "Tx"]

T = TypeVar("T")


@dataclass(slots=True)
class Tx:
    """One transaction, and the keys to what is sealed in it.

    `trail_end`: number and seal of the trail's last line, once this transaction has written one. Writers are
    alone, so nobody else can have added to it since.
    """

    conn: Connection
    keys: KeyRing
    trail_end: tuple[int, str] | None = None


class Database:
    """Where everything is remembered. Close it when done."""

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.url = url
        self.keys = keys
        self.engine = open_engine(url)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="storage-writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="storage-reader")

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """One transaction that may change things; no other writer runs meanwhile."""
        with writing(self.engine) as conn:
            yield Tx(conn, self.keys)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """One transaction that sees one moment and changes nothing."""
        with reading(self.engine) as conn:
            yield Tx(conn, self.keys)

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
