"""Runs an ordeal on a fresh database; one a test."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from storage.crypto import KeyRing
from storage.key_check import require_key
from tests.simulation.laws import breaches
from tests.simulation.ordeal import Ordeal, Outcome, Plan

Run = Callable[[Plan], Awaitable[tuple[Outcome, dict[str, list[str]]]]]


@pytest.fixture
def run(tmp_path: Path, keys: KeyRing, sqlite_template: Path) -> Run:
    """Live through a plan; gives what is left, and every breach of a law by invariant."""
    path = tmp_path / "ordeal.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())

    async def live(plan: Plan) -> tuple[Outcome, dict[str, list[str]]]:
        ordeal = Ordeal(plan, path, keys)
        require_key(ordeal.calm)
        try:
            outcome = await ordeal.run()
            return outcome, breaches(outcome, ordeal.calm)
        finally:
            ordeal.calm.close()

    return live
