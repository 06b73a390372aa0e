"""Reads tests/specs/alerts.txt: tables of reports and what the alert rules make of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SPECS = Path(__file__).parents[1] / "specs" / "alerts.txt"


@dataclass(frozen=True, slots=True)
class Example:
    """One line of a table: the cells by the name of their column."""

    table: str
    line: int
    cells: dict[str, str]


def explained() -> str:
    """What the columns mean, as it stands on top of the file."""
    head, _, _ = SPECS.read_text("utf-8").partition("\n\n\n")
    return head.partition("\n\n")[2].strip()


def examples() -> Iterator[Example]:
    """Every line of every table, in the order of the file; the explanation on top is passed over."""
    table = ""
    columns: list[str] = []
    for line, text in enumerate(SPECS.read_text("utf-8").splitlines(), start=1):
        cells = [cell.strip() for cell in text.split("|")]
        if text.startswith(("RED-", "AMB-", "DIG-")):
            table, columns = text, []
        elif table and not columns and text:
            columns = cells
        elif table and text:
            yield Example(table, line, dict(zip(columns, cells, strict=True)))
