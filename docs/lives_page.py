"""Writes docs/generated/lives.md from a run of the benchmark of lives: `just lives`."""

from pathlib import Path

from benchmarks.lives import Run, lived
from docs.markdown import table

PAGE = Path(__file__).parent / "generated" / "lives.md"
_HEAD = """# How long two years of 300 patients take

Made by `uv run just lives` (`benchmarks/lives.py`); no test fails when it is old. Made-up people live two
years each under the real tick, with alerts, re-checks, escalation, digests, a protocol published midway, an
outage of ten days and a process that dies at random commits; then every law of
`tests/simulation/laws_of_crowds.py` is checked. The aim is under 60 s. Each hospital has a database (a SQLite
file) and a process of its own, side by side.

The sending port is a fake, and nothing waits for the disk (`PRAGMA synchronous = OFF`): what waiting costs
says more of the disk than of the product, which runs with `FULL`, so that a power cut loses nothing.
"""


def page(run: Run) -> str:
    """What was measured, all hospitals together and each."""
    rows = [
        (
            str(number),
            f"{one.lived:.1f}",
            f"{one.judged:.1f}",
            f"{one.processor:.1f}",
            str(one.ticks),
            str(one.messages),
            str(one.deaths),
            ", ".join(sorted(one.found)) or "none",
        )
        for number, one in enumerate(run.figures, 1)
    ]
    head = (
        "hospital",
        "lived, s",
        "laws, s",
        "processor, s",
        "instants",
        "messages",
        "deaths",
        "laws broken",
    )
    total = (
        f"**{run.patients} lives: {run.wall:.1f} s**, processor {run.processor:.1f} s, "
        f"load of the machine before: {run.load:.1f}.\n"
    )
    return "\n".join((_HEAD, total, table(head, rows)))


if __name__ == "__main__":
    PAGE.write_text(page(lived(300, 2)), "utf-8")
