"""The command `instrument evaluate`: the state of a form under a response, for one pair or for many."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typer

from app.limited import Limited
from app.output import show_json
from clock import SystemClock
from domain import Fault
from questionnaires.faults import InstrumentFaults
from questionnaires.forms.evaluation import Evaluation, evaluate
from questionnaires.forms.form import Form
from questionnaires.forms.reading import read_form
from questionnaires.notation import load

_RESPONSE = "QuestionnaireResponse"


def print_one(questionnaire: Path, response: Path) -> None:
    """The state of one form. A file that cannot be read is a Fault."""
    with Limited() as limited:
        show_json(state(limited, questionnaire, response))


def print_batch(pairs: Path) -> None:
    """One JSON object for each line, in order. A line that cannot be read says so in its place."""
    try:
        lines = pairs.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise Fault(f"{pairs} cannot be read: {_why(fault)}.") from None
    with Limited() as limited:
        for line in lines:
            typer.echo(json.dumps(_line(limited, line, pairs.parent), ensure_ascii=False))


def _line(limited: Limited, line: str, folder: Path) -> dict[str, object]:
    names = line.split("\t")
    if len(names) != 2:
        return {"error": "A line holds the questionnaire's file, a tab, and the response's file."}
    try:
        return state(limited, *(_found(name, folder) for name in names))
    except Fault as fault:
        return {"error": str(fault)}


def state(limited: Limited, questionnaire: Path, response: Path) -> dict[str, object]:
    """The state of a form; what has expressions is evaluated with a limit of time, else without them."""
    form = _form(questionnaire)
    if not form.calculates:
        return evaluated(questionnaire, response)
    found = limited.run(evaluated, questionnaire, response)
    if found is not None:
        return found
    row = as_row(evaluate(form, _resource(response, _RESPONSE), SystemClock().now(), expressions=False))
    return row | {"notes": [*form.notes, "the form: Its expressions took too long and are ignored."]}


def evaluated(questionnaire: Path, response: Path) -> dict[str, object]:
    """The state of one form, with its expressions."""
    return as_row(evaluate(_form(questionnaire), _resource(response, _RESPONSE), SystemClock().now()))


def _found(name: str, folder: Path) -> Path:
    """A file named from where the command runs, or from where the list lies."""
    here = Path(name.strip())
    beside = folder / here
    return beside if not here.exists() and beside.exists() else here


def as_row(found: Evaluation) -> dict[str, object]:
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
    try:
        resource = load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        raise Fault(f"{path} cannot be read: {_why(fault)}.") from None
    except InstrumentFaults as faults:
        place, sentence = faults.faults[0]
        raise Fault(f"{path} cannot be read: {place}: {sentence}") from None
    if resource.get("resourceType", kind) != kind:
        raise Fault(f"{path} is no {kind}.")
    return resource


def _why(fault: OSError | UnicodeDecodeError) -> str:
    return fault.strerror or "it is no file" if isinstance(fault, OSError) else "it is not UTF-8 text"
