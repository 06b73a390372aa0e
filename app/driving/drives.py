"""The test drives there are: one an account, a few at a time, in one thread and in a folder that only this
process reads. One goes when it is ended, when nobody went on with it for an hour, or with the process.
"""

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from app.driving.drive import Drive
from app.driving.setting import Setting
from console.reach import Driven
from domain import Fault
from storage.migrate import upgrade

T = TypeVar("T")
KEPT, MOST = timedelta(hours=1), 4
FULL = "No more test drives fit beside those of others. Ask them to end one; each goes an hour after its use."


class Drives:
    """By account. Nothing is made before somebody begins."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._room = TemporaryDirectory(prefix="tmr-drive-")
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="drives")
        self._drives: dict[int, tuple[Drive, datetime]] = {}
        self._count = 0

    async def begin(self, owner: int, given: Setting, as_of: datetime) -> None:
        """In place of the one they had."""
        await self._done(lambda: self._begin(owner, given, as_of))

    async def look(self, owner: int, as_of: datetime) -> Driven | None:
        return await self._done(lambda: self._look(owner, as_of))

    async def step(self, owner: int, press: str, as_of: datetime) -> None:
        await self._done(lambda: self._step(owner, press, as_of))

    async def end(self, owner: int) -> None:
        await self._done(lambda: self._drop(owner))

    async def _done(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._hand.submit(work))

    def _begin(self, owner: int, given: Setting, as_of: datetime) -> None:
        self._drop(owner)
        self._drop_old(as_of)
        if len(self._drives) >= self._most:
            raise Fault(FULL)
        self._count += 1
        folder = Path(self._room.name) / str(self._count)
        folder.mkdir()
        try:
            file = shutil.copyfile(self._empty(), folder / "drive.sqlite3")
            self._drives[owner] = Drive(given, file, as_of), as_of
        except BaseException:
            shutil.rmtree(folder)
            raise

    def _empty(self) -> Path:
        """A database with nothing in it, made once."""
        file = Path(self._room.name) / "empty.sqlite3"
        if not file.exists():
            upgrade(f"sqlite:///{file}")
        return file

    def _look(self, owner: int, as_of: datetime) -> Driven | None:
        self._drop_old(as_of)
        return self._drives[owner][0].look() if owner in self._drives else None

    def _step(self, owner: int, press: str, as_of: datetime) -> None:
        self._drop_old(as_of)
        if owner in self._drives:
            drive = self._drives[owner][0]
            self._drives[owner] = drive, as_of
            drive.step(press)

    def _drop_old(self, as_of: datetime) -> None:
        for owner, (_, touched_at) in tuple(self._drives.items()):
            if as_of >= touched_at + KEPT:
                self._drop(owner)

    def _drop(self, owner: int) -> None:
        if owner in self._drives:
            drive, _ = self._drives.pop(owner)
            drive.close()
            shutil.rmtree(drive.file.parent)

    def close(self) -> None:
        """All end, and their files go."""
        for owner in tuple(self._drives):
            self._hand.submit(self._drop, owner).result()
        self._hand.shutdown()
        self._room.cleanup()
