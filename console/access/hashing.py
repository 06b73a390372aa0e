"""Hashing of passwords: argon2id, in few threads, because each takes 64 MiB and a fifth of a second."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from console.access.passwords import same_form

_AT_ONCE, _WAITING = 2, 16

T = TypeVar("T")


class Busy(Exception):
    """Too many passwords wait to be checked."""


class Hashing:
    """Hashes and checks, two at a time; beyond sixteen that wait nobody else is taken."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("nobody's password")
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="argon2")
        self._under_way = 0

    async def hashed(self, password: str) -> str:
        return await self._run(self._hasher.hash, same_form(password))

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; without a hash the same work is done, so that time tells nothing."""
        found = await self._run(self._verified, hashed or self._nobody, same_form(password))
        return found and hashed is not None

    def close(self) -> None:
        self._threads.shutdown()

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., T], *given: str) -> T:
        if self._under_way >= _WAITING:
            raise Busy
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
        finally:
            self._under_way -= 1
