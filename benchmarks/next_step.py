"""How long the next step of a long form takes: 150 questions, a third behind conditions, all answered.

    uv run python -m benchmarks.next_step

Prints one line a size: the median of many looks at a whole log, in milliseconds, as a process has it that
has never seen the conversation before. The aim is 2 ms at 150 questions.
"""

import statistics
import time
from datetime import UTC, datetime
from typing import Any

from domain import Entry, EntryKind
from questionnaires.adopting.adopt import adopt
from questionnaires.conversation import Ask, Number, accept, standing
from questionnaires.instrument import Instrument

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 200


def form(count: int) -> dict[str, Any]:
    """Whole numbers from 0 to 10, in groups of ten; every third hangs on the one before it."""
    items = [
        {
            "linkId": f"g{at}",
            "type": "group",
            "text": f"Part {at}",
            "item": [_question(number) for number in ten],
        }
        for at, ten in enumerate(range(count)[at : at + 10] for at in range(0, count, 10))
    ]
    return {"resourceType": "Questionnaire", "id": "long", "version": "1", "item": items}


def _question(number: int) -> dict[str, Any]:
    limits = (("minValue", 0), ("maxValue", 10))
    extension = [
        {"url": f"http://hl7.org/fhir/StructureDefinition/{name}", "valueInteger": value}
        for name, value in limits
    ]
    item = {"linkId": f"q{number}", "type": "integer", "text": f"Question {number}?", "extension": extension}
    if number % 3 == 2:
        item["enableWhen"] = [{"question": f"q{number - 1}", "operator": ">=", "answerInteger": 3}]
    return item


def answered(instrument: Instrument) -> tuple[Entry, ...]:
    """A log in which every question but the last is answered."""
    log: tuple[Entry, ...] = ()
    while (
        isinstance(step := standing(instrument, {}, log).step, Ask)
        and len(log) < len(instrument.questions) - 1
    ):
        made = accept(instrument, {}, log, Number(step.item.ordinal, 5), seq=len(log), as_of=AS_OF)
        assert isinstance(made, Entry) and made.kind is EntryKind.ANSWERED
        log = (*log, made)
    return log


def median(instrument: Instrument, log: tuple[Entry, ...]) -> float:
    """Milliseconds from a log to its next step."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        standing(instrument, {}, log)
        took.append(time.perf_counter() - began)
    return 1000 * statistics.median(took)


def main() -> None:
    """Print the table."""
    for count in (30, 150, 600):
        instrument = adopt(form(count), "checksum").instrument
        assert instrument is not None
        print(f"{count:4} questions: {median(instrument, answered(instrument)):6.2f} ms a next step")


if __name__ == "__main__":
    main()
