"""How long each page of the console takes, and how large it is: 2,000 patients, 60 open cases, SQLite.

The application alone, without a network, as the first post that may see the page; medians of five:
`uv run python -m benchmarks.console` (`--patients 2000`). The aim: 50 ms and 100 KB.
"""

import asyncio
import os
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.many_patients import BEGAN, Clinic, Later
from console.routes import ROUTES
from domain import Act, Severity
from storage import alerts, episodes
from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.key_check import require_key
from storage.migrate import upgrade
from tests.console.browsing import PEOPLE, Browser, let_everybody_in, serving

CASES, TIMES = 60, 5
MOST_SECONDS, MOST_BYTES = 0.05, 100_000


def fill(database: Database, patients: int, at: datetime) -> str:
    """The hospital, with AMBER cases of its first patients; the code of one of them."""
    clinic = Clinic(database)
    clinic.copy_to(patients, lambda n: Later(n % 28, n % 30))
    with database.write() as tx:
        for number, episode in enumerate(list(episodes.every(tx))[:CASES]):
            alerts.raise_alert(
                tx,
                Act("system:tick", at - timedelta(hours=number)),
                key=f"AMB-1:{number}:0",
                episode_id=episode.id,
                response_id=None,
                rule="AMB-1",
                rule_version="1.0.0",
                severity=Severity.AMBER,
                inputs={},
            )
    return "P0001"


async def measure(browser: Browser, path: str) -> tuple[int, float, int]:
    """Status, the median of the seconds, and the size."""
    took = []
    for _ in range(TIMES):
        begun = perf_counter()
        answer = await browser.get(path)
        took.append(perf_counter() - begun)
    return answer.status_code, median(took), len(answer.content)


async def look(database: Database, code: str, now: datetime) -> None:
    """Every page that can be opened by GET, as the first post that may."""
    secrets = let_everybody_in(database, now)
    names = {"code": code, "episode": code.replace("P", "E"), "number": "1"}
    with serving(database, now) as console:
        console.secrets.update(secrets)
        browsers = {}
        for post, name in PEOPLE.items():
            browsers[post] = console.browser()
            await browsers[post].sign_in(name)
        for route in ROUTES:
            path = route.path
            for name, value in names.items():
                path = path.replace(f"{{{name}}}", value)
            may = [post for post in PEOPLE if post in route.posts]
            if route.method == "GET" and may and "{" not in path:
                status, seconds, size = await measure(browsers[may[0]], path)
                over = seconds > MOST_SECONDS or size > MOST_BYTES
                print(f"{path:45} {status} {1000 * seconds:7.1f} ms {size:8} B{'  OVER' if over else ''}")


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=2000)
    told = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f}")
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'console.sqlite3'}"
        upgrade(url)
        database = Database(url, KeyRing.load(new_key()))
        require_key(database)
        now = BEGAN + timedelta(days=60)
        code = fill(database, told.patients, now)
        asyncio.run(look(database, code, now))
        database.close()


if __name__ == "__main__":
    main()
