"""Prints what a command found: JSON for a machine, a plain table for a person."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

import typer

Row = Mapping[str, object]


def as_text(value: object) -> str:
    """One cell for a person: empty for none, ISO dates and times."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (list, tuple)):
        return ", ".join(as_text(each) for each in value)
    return str(value)


def _jsonable(value: object) -> str | float:
    if isinstance(value, (datetime, date, time)):
        return as_text(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def as_json(value: object) -> str:
    return json.dumps(value, default=_jsonable, ensure_ascii=False, indent=2)


def show_json(value: object) -> None:
    typer.echo(as_json(value))


def show_rows(rows: Sequence[Row], *, json_wanted: bool, nothing: str) -> None:
    """A table with one column per key of the first row; `nothing` is said when there is no row."""
    if json_wanted:
        show_json([dict(row) for row in rows])
        return
    if not rows:
        typer.echo(nothing)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*rows[0].keys())
    for row in rows:
        table.add_row(*(as_text(cell) for cell in row.values()))
    Console(width=None if Console().is_terminal else 160).print(table)
