"""Reads tests/specs/scores.txt: for each score what it is, and worked examples."""

from dataclasses import dataclass
from pathlib import Path

SPEC = Path(__file__).parents[1] / "specs" / "scores.txt"


@dataclass(frozen=True, slots=True)
class ScoreSpec:
    """`facts` are the lines `Range: ...` in their order; `examples` have a cell for each of `names`."""

    score: str
    instrument: str
    facts: dict[str, str]
    names: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]


def specs() -> tuple[ScoreSpec, ...]:
    """Every score of the spec, in its order."""
    blocks = SPEC.read_text(encoding="utf-8").split("\n\n")[1:]
    return tuple(_spec(block.strip().splitlines()) for block in blocks)


def _spec(lines: list[str]) -> ScoreSpec:
    score, _, instrument = lines[0].split()
    facts = dict(line.split(": ", 1) for line in lines[1:] if " | " not in line)
    heading, *rows = (line for line in lines[1:] if " | " in line)
    return ScoreSpec(score, instrument, facts, _cells(heading), tuple(map(_cells, rows)))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split("|"))
