"""The command `instrument evaluate`: the state of a form under a response, for one pair or for many."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typer

from app.resources import resource_in, text_in
from clock import SystemClock
from domain import Fault
from questionnaires.forms.evaluation import Evaluation, judge
from questionnaires.forms.expressions import STEPS
from questionnaires.forms.form import Form
from questionnaires.forms.nodes import rows
from questionnaires.forms.reading import read_form

_RESPONSE = "QuestionnaireResponse"
_STEPS = 10 * STEPS
"""Nobody waits for one line of many, so a form may take longer here than in a conversation."""
Row = Mapping[str, object]


def print_one(questionnaire: Path, response: Path) -> None:
    """The state of one form. A file that cannot be read is a Fault."""
    typer.echo(json.dumps(state(questionnaire, response, SystemClock().now()), indent=2))


def print_batch(pairs: Path) -> None:
    """One JSON object for each line, in order. A line that cannot be read says so in its place."""
    lines = text_in(pairs).splitlines()
    as_of = SystemClock().now()
    for line in lines:
        typer.echo(_line(line, pairs.parent, as_of))


def _line(line: str, folder: Path, as_of: datetime) -> str:
    """What is printed for a line: in ASCII, so that nothing in a form can end the line early."""
    names = line.split("\t")
    if len(names) != 2:
        return json.dumps({"error": "A line holds the questionnaire's file, a tab, and the response's file."})
    try:
        questionnaire, response = (_found(name, folder) for name in names)
        return json.dumps(state(questionnaire, response, as_of), allow_nan=False)
    except Fault as fault:
        return json.dumps({"error": str(fault)})
    except Exception as fault:  # noqa: BLE001 - a bug that one file wakes must not stop the other lines
        return json.dumps({"error": f"It cannot be evaluated ({type(fault).__name__})."})


def state(questionnaire: Path, response: Path, as_of: datetime) -> Row:
    """The state of one form."""
    return as_row(judge(_form(questionnaire), _resource(response, _RESPONSE), as_of, _STEPS))


def _found(name: str, folder: Path) -> Path:
    """A file named from where the command runs, or from where the list lies."""
    here = Path(name.strip())
    beside = folder / here
    return beside if not here.exists() and beside.exists() else here


def as_row(found: Evaluation) -> Row:
    return {
        "enabled": list(found.enabled),
        "disabled": list(found.disabled),
        "calculated": dict(found.calculated),
        "next": found.next,
        "notes": list(found.notes),
    }


@lru_cache(maxsize=512)  # a batch names the same form on many lines
def _form(path: Path) -> Form:
    return read_form(_resource(path, "Questionnaire"))


def _resource(path: Path, kind: str) -> Mapping[str, Any]:
    """The resource in a file, alone or in a Bundle."""
    resource = resource_in(path)
    if resource.get("resourceType") == "Bundle":
        inside = (entry.get("resource") for entry in rows(resource, "entry"))
        found = (each for each in inside if isinstance(each, Mapping) and each.get("resourceType") == kind)
        resource = next(found, resource)
    if resource.get("resourceType", kind) != kind:
        raise Fault(f"{path} is no {kind}.")
    return resource
