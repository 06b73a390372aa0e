"""A database under which the process dies: before a commit or just after one, as a seed decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from storage.crypto import KeyRing
from storage.database import Database, Tx


class Death(BaseException):
    """The process is gone. Not an Exception: nothing in the product may catch it."""


class DyingDatabase(Database):
    """Dies around a commit with a small chance, or at one commit chosen beforehand.

    `at`: the number of the write at which to die (counted from 0); `after`: after its commit, else before.
    """

    def __init__(
        self,
        url: str,
        keys: KeyRing,
        *,
        chance: float = 0.0,
        roll: Random | None = None,
        at: int | None = None,
        after: bool = False,
    ) -> None:
        super().__init__(url, keys)
        self.writes = 0
        self.dead = False
        self._chance, self._roll, self._at, self._after = chance, roll or Random(0), at, after

    @contextmanager
    def write(self) -> Iterator[Tx]:
        if self.dead:
            raise Death
        number, self.writes = self.writes, self.writes + 1
        fate = self._roll.random()
        with super().write() as tx:
            yield tx
            if fate < self._chance / 2 or (number == self._at and not self._after):
                self._die()
        if self._chance / 2 <= fate < self._chance or (number == self._at and self._after):
            self._die()

    def _die(self) -> None:
        self.dead = True
        raise Death
