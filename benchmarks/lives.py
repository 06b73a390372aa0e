"""How long three hundred made-up people take to live two years each, with every law checked over their lives.

The real tick on SQLite files, in two hospitals side by side, each with half of the patients and a process of
its own: `uv run python -m benchmarks.lives` (`--patients 300 --hospitals 2`; 1: all in one database). Wall
and processor time are both printed, and the load, for it decides how far they lie apart. Nothing waits for
the disk here (`PRAGMA synchronous = OFF`); the product does (`FULL`). `uv run just lives` writes the page.
"""

import asyncio
import os
from argparse import ArgumentParser
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from storage.crypto import KeyRing, new_key
from storage.key_check import require_key
from storage.migrate import upgrade
from tests.simulation.crowd import TWO_YEARS, Crowd, Driver
from tests.simulation.laws_of_crowds import breaches


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one hospital: seconds of the lives, the laws and the processor, and what there was in them."""

    lived: float
    judged: float
    processor: float
    ticks: int
    messages: int
    deaths: int
    found: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Run:
    """All hospitals side by side: seconds on the wall and of the processor; `load` of the machine before."""

    patients: int
    wall: float
    processor: float
    load: float
    figures: tuple[Figures, ...]


def live(crowd: Crowd) -> Figures:
    """One crowd, from an empty database to the last law."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lives.sqlite3"
        upgrade(f"sqlite:///{path}")
        driver = Driver(crowd, path, KeyRing.load(new_key()))
        require_key(driver.calm)
        begun, spent = perf_counter(), process_time()
        lived = asyncio.run(driver.live())
        ended = perf_counter()
        found = breaches(lived, driver.calm)
        judged, spent = perf_counter() - ended, process_time() - spent
        driver.calm.close()
    return Figures(ended - begun, judged, spent, lived.ticks, len(lived.posted), lived.deaths, found)


def lived(patients: int, hospitals: int) -> Run:
    """So many people in so many databases, a process each, from nothing to the last law."""
    each = patients // hospitals
    crowds = [Crowd(seed=seed, patients=each, days=TWO_YEARS) for seed in range(hospitals)]
    load, begun = os.getloadavg()[0], perf_counter()
    with ProcessPoolExecutor(hospitals) as pool:
        figures = tuple(pool.map(live, crowds))
    wall, spent = perf_counter() - begun, sum(one.processor for one in figures)
    return Run(each * hospitals, wall, spent, load, figures)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=300)
    parser.add_argument("--hospitals", type=int, default=2)
    told = parser.parse_args()
    run = lived(told.patients, told.hospitals)
    print(
        f"{run.patients} lives of two years: {run.wall:.1f} s, processor {run.processor:.1f} s "
        f"(load before: {run.load:.1f})"
    )
    for one in run.figures:
        print(
            f"  lived in {one.lived:.1f} s, laws in {one.judged:.1f} s: {one.ticks} instants, "
            f"{one.messages} messages, {one.deaths} deaths; broken: {dict(one.found) or 'none'}"
        )


if __name__ == "__main__":
    main()
