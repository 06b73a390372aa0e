"""What a file says is what is stored: any answers, written as hospitals write them, read back the same."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import Coding, EntryKind
from questionnaires.instrument import Item, ItemKind
from tests.app.importing.desk import ANN, CURRENT, HEADERS, OPERATION, decided, of_text

CORE = CURRENT["core"]
ASKED = tuple(
    item for item in CORE.questions if item.link_id not in ("comments", "safety", "medicine-control")
)


def answers(item: Item) -> st.SearchStrategy[object]:
    """Any answer to a question, or none, or declined."""
    if item.options:
        codes = st.sampled_from([option.code for option in item.options])
        return st.one_of(st.none(), st.just("declined"), codes)
    if item.kind is ItemKind.BOOLEAN:
        return st.one_of(st.none(), st.just("declined"), st.booleans())
    return st.one_of(st.none(), st.just("declined"), st.integers(item.minimum, item.maximum))


def cell(value: object, comma: bool) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "no"
    if isinstance(value, int) and comma:
        return f" {value},0 "
    return "" if value is None else str(value)


@settings(max_examples=60, deadline=None)
@given(st.tuples(*map(answers, ASKED)), st.sampled_from(",;\t"), st.booleans())
def test_any_answers_are_stored_as_they_are_written(
    given_answers: tuple[object, ...], delimiter: str, comma: bool
) -> None:
    text = io.StringIO()
    out = csv.writer(text, delimiter=delimiter)
    out.writerow([*HEADERS, *(item.link_id for item in ASKED)])
    out.writerow([*ANN, *(cell(value, comma) for value in given_answers)])
    group = ", ".join(f"{item.link_id}: {item.link_id}" for item in ASKED)
    mapped = f"decimal: comma\npatient: ID\n{OPERATION}answers: [{{at: M12, {group}}}]"
    outcome, tally = decided(mapped, *of_text(text.getvalue()))
    assert not tally.told.troubles
    stored = {
        line.link_id: "declined" if line.kind is EntryKind.DECLINED else _plain(line.values)
        for visit in outcome.parts[0].operations[0].visits
        for response in visit.responses
        for line in response.entries
        if line.kind in (EntryKind.ANSWERED, EntryKind.DECLINED)
    }
    wanted = {
        item.link_id: value for item, value in zip(ASKED, given_answers, strict=True) if value is not None
    }
    left_out = {note.sentence.split()[0] for note in tally.told.notes if "is not asked" in note.sentence}
    if "prosthesis-have" not in wanted:  # whoever tells of wearing one has one
        stored.pop("prosthesis-have", None)
    assert stored == {link_id: value for link_id, value in wanted.items() if link_id not in left_out}


def _plain(values: tuple[object, ...]) -> object:
    (value,) = values
    return value.code if isinstance(value, Coding) else value
