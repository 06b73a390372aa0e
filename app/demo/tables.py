"""Prints what came of the demo, for people: tables, one diary, and where the files are."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from app.demo.diary import Line

_WIDE = 120
_TITLES = {
    "people": "People",
    "prompts": "Prompts",
    "time_points": "Windows by time point",
    "alerts": "Alerts by rule",
    "pain": "Mean pain (0 to 10) by time point; primary and secondary apart",
    "safety_events": "Safety events",
    "report": "Report of the clinical audit: open report/report.html in the folder below",
    "checks": "Checks",
}


def print_tables(result: Mapping[str, Any], patient: str | None, lines: Sequence[Line]) -> None:
    """Tables first, then the diary, then the folder."""
    console = Console(width=None if Console().is_terminal else _WIDE)
    for key, title in _TITLES.items():
        console.print(_table(title, result[key]))
    if patient is not None:
        console.print(_diary(patient, lines))
    console.print(f"Files: {result['out']}")
    console.print(f"It took {result['elapsed_seconds']} seconds.")


def _table(title: str, found: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Table:
    """A row each, or a line each name and value."""
    if isinstance(found, Mapping):
        table = Table(title=title, title_justify="left", show_header=False)
        for name, value in found.items():
            table.add_row(_words(name), _cell(value))
        return table
    table = Table(*(_words(name) for name in (found[0] if found else {"nothing": None})), title=title)
    for row in found:
        table.add_row(*(_cell(value) for value in row.values()))
    return table


def _words(name: str) -> str:
    return name.replace("_", " ")


def _cell(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {count}" for name, count in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _diary(patient: str, lines: Sequence[Line]) -> Table:
    table = Table("When (local)", "Who", "What", title=f"Diary of {patient}", title_justify="left")
    for line in lines:
        table.add_row(line.local, line.who, line.what)
    return table
