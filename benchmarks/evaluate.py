"""Measures `instrument evaluate --batch` and one step of a conversation, over forms made here.

`uv run python -m benchmarks.evaluate [LINES]` prints lines a second, start-up included, for a plain form, a
branching one, one heavy with expressions, and a hundred of those; and the median time of one judgement, which
a conversation makes at each answer.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clock import Stopwatch
from questionnaires.forms.evaluation import judge
from questionnaires.forms.reading import read_form

_HL7 = "http://hl7.org/fhir/StructureDefinition/"
_CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
_COMMAND = "from app.cli import main; main()"
Node = dict[str, Any]


def plain(_: int = 0) -> tuple[Node, Node]:
    """Thirty questions, half of them answered."""
    items = [{"linkId": f"q{n}", "type": "integer", "text": f"Question {n}"} for n in range(30)]
    return _form(items), _response([_answer(f"q{n}", "valueInteger", n) for n in range(15)])


def branching(_: int = 0) -> tuple[Node, Node]:
    """Twelve groups, each of five questions in a chain, and one of them given four times."""
    items, given = [], []
    for n in range(12):
        chain: list[Node] = [{"linkId": f"g{n}.0", "type": "boolean"}]
        for k in range(1, 5):
            when = {"question": f"g{n}.{k - 1}", "operator": "=", "answerBoolean": True}
            chain.append({"linkId": f"g{n}.{k}", "type": "boolean", "enableWhen": [when]})
        items.append({"linkId": f"g{n}", "type": "group", "repeats": True, "item": chain})
        rows = [_answer(f"g{n}.{k}", "valueBoolean", k < 3) for k in range(5)]
        given += [{"linkId": f"g{n}", "item": rows}] * (4 if n == 0 else 1)
    return _form(items), _response(given)


def expressions(form: int = 0) -> tuple[Node, Node]:
    """Nine scored questions, 24 expressions over them: a variable for each score, sums, bands, conditions."""
    scores = [{"url": f"{_HL7}ordinalValue", "valueDecimal": score} for score in range(4)]
    options = [
        {"extension": [score], "valueCoding": {"system": "urn:made", "code": f"c{place}"}}
        for place, score in enumerate(scores)
    ]
    items: list[Node] = [{"linkId": f"q{n}", "type": "choice", "answerOption": options} for n in range(9)]
    items += [_calculated(f"s{n}", f"%v{n} + {form}") for n in range(9)]
    total = " + ".join(f"iif(%v{n}.exists(), %v{n}, 0)" for n in range(9))
    for name, text in (
        ("total", total),
        ("mean", f"(({total}) / 9.0).round(2)"),
        ("answered", "%resource.repeat(item).where(linkId.startsWith('q')).answer.count()"),
        ("most", "%resource.item.answer.value.ordinal().max()"),
        ("all", "%resource.item.where(linkId.matches('^q[0-8]$')).answer.exists()"),
        ("sum", "%resource.item.answer.weight().sum()"),
    ):
        items.append(_calculated(name, text))
    variables = [
        _said(f"{_HL7}variable", f"%resource.item.where(linkId='q{n}').answer.value.weight()", f"v{n}")
        for n in range(9)
    ]
    given = [_answer(f"q{n}", "valueCoding", {"system": "urn:made", "code": f"c{n % 4}"}) for n in range(9)]
    return {**_form(items), "extension": variables}, _response(given)


def _form(items: list[Node]) -> Node:
    return {"resourceType": "Questionnaire", "status": "active", "item": items}


def _response(items: list[Node]) -> Node:
    return {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": items}


def _answer(link_id: str, key: str, value: object) -> Node:
    return {"linkId": link_id, "answer": [{key: value}]}


def _said(url: str, expression: str, name: str) -> Node:
    return {
        "url": url,
        "valueExpression": {"name": name, "language": "text/fhirpath", "expression": expression},
    }


def _calculated(link_id: str, expression: str) -> Node:
    return {"linkId": link_id, "type": "decimal", "extension": [_said(_CALCULATED, expression, "")]}


def _files(folder: Path, make: Callable[[int], tuple[Node, Node]], lines: int, forms: int) -> Path:
    """The pairs, on disk: a response for each line, and so many forms in turn."""
    for n in range(lines):
        form, response = make(n % forms)
        if n < forms:
            (folder / f"form{n}.json").write_text(json.dumps(form), "utf-8")
        (folder / f"response{n}.json").write_text(json.dumps(response), "utf-8")
    pairs = folder / "pairs.tsv"
    pairs.write_text("".join(f"form{n % forms}.json\tresponse{n}.json\n" for n in range(lines)), "utf-8")
    return pairs


def _seconds(pairs: Path) -> float:
    command = [sys.executable, "-c", _COMMAND, "instrument", "evaluate", "--batch", str(pairs)]
    watch = Stopwatch()
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ourselves
    seconds = watch.seconds
    if '"error"' in shown or shown.count("\n") != pairs.read_text("utf-8").count("\n"):
        raise SystemExit(f"{pairs} was not evaluated.")
    return seconds


def _step(make: Callable[[int], tuple[Node, Node]]) -> float:
    """The median of a warm judgement, in milliseconds."""
    form, response = make(0)
    read, as_of, took = read_form(form), datetime(2025, 1, 15, tzinfo=UTC), []
    for _ in range(51):
        watch = Stopwatch()
        judge(read, response, as_of)
        took.append(watch.seconds * 1000)
    return statistics.median(took)


def _table(lines: int) -> Iterator[str]:
    yield f"{'form':<30}{'lines':>7}{'seconds':>9}{'lines/s':>9}{'ms a step':>11}"
    for name, make, forms in (
        ("plain", plain, 1),
        ("branching", branching, 1),
        ("24 expressions", expressions, 1),
        ("24 expressions, 100 forms", expressions, 100),
    ):
        with TemporaryDirectory() as folder:
            seconds = _seconds(_files(Path(folder), make, lines, forms))
        yield f"{name:<30}{lines:>7}{seconds:>9.2f}{lines / seconds:>9.0f}{_step(make):>11.2f}"


if __name__ == "__main__":
    for row in _table(int(sys.argv[1]) if len(sys.argv) > 1 else 400):
        sys.stdout.write(f"{row}\n")
