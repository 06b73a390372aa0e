"""Evaluates forms with expressions in a process of its own, for an expression can run for ever."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.pool import Pool
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")
SECONDS = 5.0


class Limited:
    """A helper process, started when it is first needed, and anew after work that took too long."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._pool: Pool | None = None

    def __enter__(self) -> "Limited":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def run(self, work: Callable[..., T], *given: Path) -> T | None:
        """What the work gives; none if it took too long."""
        if self._pool is None:
            self._pool = multiprocessing.get_context("spawn").Pool(1)
        try:
            return self._pool.apply_async(work, given).get(self._seconds)
        except multiprocessing.TimeoutError:
            self._stop()
            return None

    def _stop(self) -> None:
        pool: Any = self._pool
        if pool is not None:
            pool.terminate()
            pool.join()
        self._pool = None
