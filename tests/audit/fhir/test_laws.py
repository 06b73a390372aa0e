"""Laws of the export in FHIR, over random conversations and random instruments."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import Entry, EntryKind, ResponseState
from questionnaires.fold import after, asked, begin, fold
from questionnaires.instrument import Condition, Instrument, Item, ItemKind, Operator, Option
from questionnaires.library import Library
from questionnaires.publishing import published
from tests.audit.fhir.making import ask, made, questionnaire
from tests.audit.fhir.rules import broken, evaluated
from tests.audit.fhir.stories import Story
from tests.audit.fhir.validators import Node, faults, lost_references
from tests.questionnaires.talking import NOON, choice
from tests.questionnaires.test_fold_laws import Conversation, conversations

LIBRARY = Library.bundled()
LETTERS = tuple(Option(choice(code), code.upper()) for code in ("a", "b", "c"))
ASKED = (ItemKind.BOOLEAN, ItemKind.INTEGER, ItemKind.CHOICE, ItemKind.TEXT)
VALUES: dict[ItemKind, st.SearchStrategy[Any]] = {
    ItemKind.BOOLEAN: st.booleans(),
    ItemKind.INTEGER: st.integers(0, 3),
    ItemKind.CHOICE: st.sampled_from([option.answer for option in LETTERS]),
    ItemKind.TEXT: st.sampled_from(["words", "Canary"]),
}


def complete(instrument: Instrument, context: dict[str, str], log: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The conversation brought to its end: what is open is declined."""
    state = fold(instrument, context, log)
    while (item := asked(instrument, state)) is not None:
        entry = Entry(len(log), EntryKind.DECLINED, item.link_id, (), NOON)
        log, state = (*log, entry), after(instrument, state, entry)
    return log


def check(story: Story, form: Node) -> None:
    """What must hold of any response, with and without what people wrote."""
    for with_free_text in (True, False):
        bundle = story.bundle(with_free_text=with_free_text)
        assert faults(bundle) == []
        assert lost_references(bundle) == []
        assert broken(form, story.response(with_free_text=with_free_text)) == []
    assert "Canary" not in str(story.bundle())
    on = fold(story.instrument, story.context, story.log).on
    seen = evaluated(form, story.response(with_free_text=True))
    names = {story.instrument.flat[ordinal].link_id for ordinal in on}
    assert names <= set(seen.enabled)
    assert all(below_silence(story, link_id) for link_id in set(seen.enabled) - names)


def below_silence(story: Story, link_id: str) -> bool:
    """Whether an item stands below a question without an answer: others enable it, and we do not ask it."""
    instrument, values = story.instrument, fold(story.instrument, story.context, story.log).values
    parent = instrument.item(link_id).parent
    while parent is not None:
        around = instrument.flat[parent]
        if around.kind is not ItemKind.GROUP and around.link_id not in values:
            return True
        parent = around.parent
    return False


@given(conversations())
@settings(max_examples=40, deadline=None)
def test_any_conversation_conforms_and_others_see_the_same_items_enabled(conversation: Conversation) -> None:
    instrument, context, log = conversation
    form = published(LIBRARY.definition(instrument))
    check(Story(instrument, context, log, ResponseState.IN_PROGRESS), form)
    check(Story(instrument, context, complete(instrument, context, log)), form)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Groups in groups, questions below questions, and conditions on any question before."""
    names = iter(f"q{number}" for number in range(100))
    return made(*_items(draw, names, [], 0))


def _items(draw: st.DrawFn, names: Iterator[str], before: list[Item], depth: int) -> Iterator[Item]:
    for _ in range(draw(st.integers(1, 3))):
        yield _item(draw, names, before, depth)


def _item(draw: st.DrawFn, names: Iterator[str], before: list[Item], depth: int) -> Item:
    name = next(names)
    kind = draw(st.sampled_from((*ASKED, ItemKind.GROUP, ItemKind.DISPLAY) if depth < 3 else ASKED))
    conditions = tuple(draw(st.lists(_conditions(before), max_size=2)) if before else ())
    rest = {"conditions": conditions, "any_of": draw(st.booleans())}
    if kind is ItemKind.DISPLAY:
        return ask(name, kind, **rest)
    if kind is ItemKind.GROUP:
        return ask(name, kind, *_items(draw, names, before, depth + 1), **rest)
    options = LETTERS if kind is ItemKind.CHOICE else ()
    question = ask(name, kind, required=draw(st.booleans()), options=options, **rest)
    before.append(question)
    below = draw(st.booleans()) and depth < 3
    children = tuple(_items(draw, names, before, depth + 1)) if below else ()
    return ask(name, kind, *children, required=question.required, options=options, **rest)


def _conditions(before: list[Item]) -> st.SearchStrategy[Condition]:
    return st.sampled_from(before).flatmap(_condition)


def _condition(item: Item) -> st.SearchStrategy[Condition]:
    exists = st.builds(Condition, st.just(item.link_id), st.just(Operator.EXISTS), st.booleans())
    if item.kind is ItemKind.TEXT:
        return exists
    operators = [Operator.EQUAL, Operator.NOT_EQUAL]
    operators += [Operator.GREATER, Operator.AT_MOST] if item.kind is ItemKind.INTEGER else []
    compared = st.builds(Condition, st.just(item.link_id), st.sampled_from(operators), VALUES[item.kind])
    return exists | compared


@st.composite
def filled(draw: st.DrawFn) -> Story:
    """An instrument, asked to the end: each question answered, declined or, where it may be, skipped."""
    instrument = draw(instruments())
    log: tuple[Entry, ...] = ()
    state = begin(instrument, {})
    while (item := asked(instrument, state)) is not None:
        kinds = [EntryKind.ANSWERED] * 4 + [EntryKind.DECLINED] + [EntryKind.SKIPPED] * (not item.required)
        kind = draw(st.sampled_from(kinds))
        values = (draw(VALUES[item.kind]),) if kind is EntryKind.ANSWERED else ()
        entry = Entry(len(log), kind, item.link_id, values, NOON)
        log, state = (*log, entry), after(instrument, state, entry)
    return Story(instrument, {}, log)


@given(filled())
@settings(max_examples=100, deadline=None)
def test_any_instrument_with_groups_and_questions_below_questions_conforms(story: Story) -> None:
    form = questionnaire(story.instrument)
    assert faults(form) == []
    check(story, form)
