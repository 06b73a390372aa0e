"""Says of questionnaire files whether they can be asked here: supported, degraded or refused, and why."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer

from app.resources import resource_in
from domain import Fault
from questionnaires.adopting.adopt import adopt
from questionnaires.adopting.remarks import Remark, Status, status_of
from questionnaires.forms.notes import THE_FORM


def check_files(files: Sequence[Path], *, json_wanted: bool) -> None:
    """One report a file, in the order given. A file that cannot be read is refused, and the rest goes on."""
    reports = [(file, _remarks(file)) for file in files]
    if json_wanted:
        typer.echo(json.dumps([_row(file, remarks) for file, remarks in reports], indent=2))
        return
    for file, remarks in reports:
        typer.echo(f"{file}: {status_of(remarks)}")
        for remark in remarks:
            typer.echo(f"  {remark.level}: {remark.where}: {remark.reason}")
    counts = Counter(status_of(remarks) for _, remarks in reports)
    typer.echo(", ".join(f"{counts[status]} {status}" for status in Status))


def _remarks(file: Path) -> tuple[Remark, ...]:
    try:
        return adopt(resource_in(file), "").remarks
    except Fault as fault:
        return (Remark(Status.REFUSED, THE_FORM, str(fault)),)


def _row(file: Path, remarks: Sequence[Remark]) -> dict[str, object]:
    told = [{"level": each.level, "item": each.where, "reason": each.reason} for each in remarks]
    return {"file": str(file), "status": status_of(remarks), "remarks": told}
