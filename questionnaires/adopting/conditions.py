"""The conditions of a foreign item, each pointing at the very occurrences that it reads."""

from collections.abc import Iterator, Mapping

from domain import Answer
from questionnaires.adopting.occurrences import Path, Place, read_by
from questionnaires.adopting.remarks import Remarks
from questionnaires.adopting.values import answer_of
from questionnaires.forms.form import FormItem, When
from questionnaires.instrument import Condition, ItemKind, Operator


def conditions_of(
    item: FormItem, path: Path, places: Mapping[str, Place], remarks: Remarks
) -> tuple[Condition, ...]:
    """The conditions in order; an item with one that cannot be judged as written is remarked."""
    return tuple(_conditions(item, path, places, remarks))


def _conditions(
    item: FormItem, path: Path, places: Mapping[str, Place], remarks: Remarks
) -> Iterator[Condition]:
    around = places[item.link_id].around
    for when in item.conditions:
        answer = _answer(when)
        if when.question not in places:
            remarks.refuse(item.link_id, f"A condition reads {when.question!r}, which is not in the form.")
        elif answer is None:
            remarks.refuse(
                item.link_id, f"A condition on {when.question!r} compares with nothing that can be read."
            )
        else:
            names = read_by(when.question, path, around[: len(path)], places)
            if not names:
                remarks.refuse(item.link_id, "A condition reads more occurrences than any form may have.")
                continue
            among = names if len(names) > 1 else ()
            yield Condition(names[0], when.operator, answer, among)


def _answer(when: When) -> Answer | None:
    if when.operator is Operator.EXISTS:
        return when.answer is not False
    return None if when.answer is None else answer_of(when.answer, ItemKind.DECIMAL)
