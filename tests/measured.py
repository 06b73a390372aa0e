"""Which tests count when the lines of the pure files are measured; the others run beside them unmeasured."""

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ROOMS = ("alerts", "app/importing", "audit", "bot", "charts", "questionnaires", "scheduler")
SWEEPS = ("scheduler/test_laws.py", "scheduler/test_sweep.py")
"""Made-up lives: what they happen to reach is no proof that a line is tested."""


def measures(item: pytest.Item) -> bool:
    """Whether the lines this test reaches count. One engine is enough: both run the same pure files."""
    path = item.path.relative_to(TESTS)
    return (
        any(path.is_relative_to(room) for room in ROOMS)
        and path.as_posix() not in SWEEPS
        and "postgresql" not in item.name
    )
