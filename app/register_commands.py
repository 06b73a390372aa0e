"""Commands of the register: the operation record, theatre counts, and what staff enter for a patient."""

from pathlib import Path
from typing import Annotated

import typer


def attach(app: typer.Typer) -> None:
    app.command()(record)


def record(
    episode: str,
    file: Annotated[Path, typer.Option(help="YAML file: anaesthesia, transfers, surgeons and so on.")],
) -> None:
    """Record what was done at an operation, and by whom; what the file does not name stays."""
    from app.registering import record_surgery

    typer.echo(record_surgery(episode, file))
