"""PostgreSQL's own `pg_dump` and `pg_restore`, which know every version's tables better than we could.

The password goes by the environment: what a command line holds, every account of the machine can read.
"""

import os
import subprocess
from pathlib import Path

from sqlalchemy import inspect

from storage.engine import address, open_engine, reading
from storage.faults import StorageFault

_OURS = ("--no-owner", "--no-privileges")


def dump(url: str, file: Path) -> None:
    """Write the whole database, as it is at one moment, while others go on with it."""
    _run(url, "pg_dump", "--format=custom", *_OURS, f"--file={file}")


def fill(url: str, file: Path) -> None:
    """Fill a database that has no tables, all of it or nothing."""
    engine = open_engine(url)
    try:
        with reading(engine) as conn:
            there = inspect(conn).get_table_names()
    finally:
        engine.dispose()
    if there:
        raise StorageFault("That database has tables already. Make an empty one (`createdb`) and name it.")
    _run(url, "pg_restore", *_OURS, "--exit-on-error", "--single-transaction", str(file))


def _run(url: str, tool: str, *options: str) -> None:
    where = address(url)
    named = where.set(drivername="postgresql", password=None).render_as_string()
    password = {} if where.password is None else {"PGPASSWORD": str(where.password)}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed tool; nothing of the command comes from outside
            [tool, *options, f"--dbname={named}"],
            env={**os.environ, **password},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise StorageFault(
            f"{tool} is not on this machine. Install PostgreSQL's client programs "
            "(Debian: postgresql-client), of the server's version or newer."
        ) from None
    if done.returncode:
        said = " ".join(done.stderr.replace(f"{tool}: ", "").split()) or "it did not say why"
        raise StorageFault(f"{tool} failed: {said[:300]}")
