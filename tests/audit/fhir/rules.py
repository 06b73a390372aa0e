"""What a completed response owes its questionnaire, checked on the two files as a receiver has them.

Link ids in the questionnaire's order, nested as there; nothing disabled answered; what is required answered
or with a reason; each answer of its item's type and among its options; texts copied in.
Source: HL7 Structured Data Capture, form filling; HL7 FHIR R4, QuestionnaireResponse.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from questionnaires.forms.evaluation import Evaluation, judge
from questionnaires.forms.reading import read_form

Node = dict[str, Any]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = {
    "boolean": {"valueBoolean"},
    "integer": {"valueInteger"},
    "decimal": {"valueDecimal"},
    "quantity": {"valueQuantity"},
    "date": {"valueDate"},
    "dateTime": {"valueDateTime"},
    "time": {"valueTime"},
    "choice": {"valueCoding"},
    "open-choice": {"valueCoding", "valueString"},
    "string": {"valueString"},
    "text": {"valueString"},
    "url": {"valueUri"},
}


def evaluated(questionnaire: Node, response: Node) -> Evaluation:
    """How our reader of foreign forms sees the two files."""
    return judge(read_form(questionnaire), response, NOW)


def broken(questionnaire: Node, response: Node) -> list[str]:
    """Every rule that a completed response breaks; of another one, what may not be even on the way."""
    found = list(_level(questionnaire["item"], response.get("item", [])))
    seen = evaluated(questionnaire, response)
    rows = {row["linkId"]: row for row in every(response)}
    found += [f"{link_id}: disabled, and stands there" for link_id in rows if link_id not in seen.enabled]
    if response["status"] in ("completed", "amended"):
        wanted = {item["linkId"] for item in _reachable(questionnaire, rows) if item.get("required")}
        open_ones = [link_id for link_id in seen.enabled if link_id in wanted and link_id not in rows]
        found += [f"{link_id}: required, and not there" for link_id in open_ones]
        if seen.next in wanted and not _excused(rows.get(seen.next, {})):
            found.append(f"{seen.next}: would be asked next")
    return found


def every(node: Node) -> Iterator[Node]:
    """All items below, in document order, those below an answer too."""
    for item in node.get("item", ()):
        yield item
        yield from every(item)
        for answer in item.get("answer", ()):
            yield from every(answer)


def _reachable(node: Node, rows: dict[str, Node]) -> Iterator[Node]:
    """The items that have a place to stand: below a question that means below an answer."""
    for item in node.get("item", ()):
        yield item
        if item["type"] == "group" or rows.get(item["linkId"], {}).get("answer"):
            yield from _reachable(item, rows)


def _excused(row: Node) -> bool:
    return "data-absent-reason" in str(row)


def _level(items: list[Node], rows: list[Node]) -> Iterator[str]:
    """The rows of one list against the items that may stand there."""
    names = [item["linkId"] for item in items]
    found = [row["linkId"] for row in rows]
    strays = [link_id for link_id in found if link_id not in names]
    yield from (f"{link_id}: does not belong here" for link_id in strays)
    places = [names.index(link_id) for link_id in found if link_id in names]
    if places != sorted(places):
        yield f"{', '.join(found)}: not in the questionnaire's order"
    for item in items:
        mine = [row for row in rows if row["linkId"] == item["linkId"]]
        if len(mine) > 1 and not (item["type"] == "group" and item.get("repeats")):
            yield f"{item['linkId']}: stands there {len(mine)} times"
        for row in mine:
            yield from _row(item, row)


def _row(item: Node, row: Node) -> Iterator[str]:
    name, answers = item["linkId"], row.get("answer", [])
    if row.get("text") != item.get("text"):
        yield f"{name}: has another text"
    if item["type"] == "group":
        if answers:
            yield f"{name}: a group has no answer"
        yield from _level(item["item"], row.get("item", []))
        return
    if "item" in row:
        yield f"{name}: what is below a question stands under its answer"
    if item["type"] == "display" or (not answers and not _excused(row)):
        yield f"{name}: says nothing"
    if len(answers) > 1 and not item.get("repeats"):
        yield f"{name}: has {len(answers)} answers"
    for answer in answers:
        yield from _answer(item, answer)
        yield from _level(item.get("item", []), answer.get("item", []))


def _answer(item: Node, answer: Node) -> Iterator[str]:
    keys = {key.removeprefix("_") for key in answer} - {"item"}
    if not keys <= KEYS[item["type"]]:
        yield f"{item['linkId']}: {', '.join(sorted(keys))} is no {item['type']}"
    options = [_coded(option["valueCoding"]) for option in item.get("answerOption", ())]
    chosen = _coded(answer["valueCoding"]) if "valueCoding" in answer else None
    if item["type"] == "choice" and chosen and chosen not in options:
        yield f"{item['linkId']}: {chosen} is no option"


def _coded(coding: Node) -> tuple[str, str, str]:
    return coding.get("system", ""), coding["code"], coding.get("display", "")
