"""Reads the tables of tests/specs/schedule*.txt: blocks with a title, parted by empty lines."""

from dataclasses import dataclass
from pathlib import Path

SPECS = Path(__file__).parents[1] / "specs"


@dataclass(frozen=True, slots=True)
class Block:
    """One example: its title, the fields of its line `operation ...`, and the lines below."""

    title: str
    operation: tuple[str, ...]
    lines: tuple[str, ...]


def blocks(name: str) -> tuple[Block, ...]:
    """Every block of a file after the introduction, in order."""
    _, *examples = (SPECS / name).read_text(encoding="utf-8").split("\n\n\n")
    parts = [part.strip().splitlines() for example in examples for part in example.split("\n\n")]
    return tuple(
        Block(title, tuple(fields(operation.removeprefix("operation "))), tuple(lines))
        for title, operation, *lines in parts
    )


def fields(line: str) -> list[str]:
    return [field.strip() for field in line.split("|")]
