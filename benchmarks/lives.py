"""How long three hundred made-up people take to live two years each, with every law checked over their lives.

The real tick on SQLite files, without waiting for the disk, in two processes side by side, each with half:
`uv run python -m benchmarks.lives` (`--patients 300 --processes 2`). The load is printed, for it decides.
"""

import asyncio
import os
from argparse import ArgumentParser
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from storage.crypto import KeyRing, new_key
from storage.key_check import require_key
from storage.migrate import upgrade
from tests.simulation.crowd import TWO_YEARS, Crowd, Driver
from tests.simulation.laws_of_crowds import breaches


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one process: seconds for the lives and for the laws, and what there was in them."""

    lived: float
    judged: float
    ticks: int
    messages: int
    deaths: int
    found: Mapping[str, list[str]]


def live(crowd: Crowd) -> Figures:
    """One crowd, from an empty database to the last law."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lives.sqlite3"
        upgrade(f"sqlite:///{path}")
        driver = Driver(crowd, path, KeyRing.load(new_key()))
        require_key(driver.calm)
        begun = perf_counter()
        lived = asyncio.run(driver.live())
        ended = perf_counter()
        found = breaches(lived, driver.calm)
        judged = perf_counter() - ended
        driver.calm.close()
    return Figures(ended - begun, judged, lived.ticks, len(lived.posted), lived.deaths, found)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=300)
    parser.add_argument("--processes", type=int, default=2)
    told = parser.parse_args()
    each = told.patients // told.processes
    crowds = [Crowd(seed=seed, patients=each, days=TWO_YEARS) for seed in range(told.processes)]
    load, begun = os.getloadavg()[0], perf_counter()
    with ProcessPoolExecutor(told.processes) as pool:
        figures = list(pool.map(live, crowds))
    print(f"{told.patients} lives of two years: {perf_counter() - begun:.1f} s (load before: {load:.1f})")
    for one in figures:
        print(
            f"  lived in {one.lived:.1f} s, laws in {one.judged:.1f} s: {one.ticks} instants, "
            f"{one.messages} messages, {one.deaths} deaths; broken: {dict(one.found) or 'none'}"
        )


if __name__ == "__main__":
    main()
