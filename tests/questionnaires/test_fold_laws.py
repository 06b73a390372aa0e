"""Laws of the fold, over random conversations with every bundled instrument."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import Entry, EntryKind
from questionnaires.conversation import (
    Ask,
    Back,
    Change,
    Choose,
    Decline,
    Done,
    Ended,
    Move,
    Number,
    Refusal,
    RefusalReason,
    Review,
    Send,
    Skip,
    Tick,
    Type,
    accept,
    answers,
    answers_along,
    standing,
)
from questionnaires.fold import after, begin, fold
from questionnaires.instrument import Instrument, ItemKind
from questionnaires.library import Library
from questionnaires.steps import Step
from tests.questionnaires.talking import NOON

LIBRARY = Library.bundled()
CONTEXTS = st.fixed_dictionaries(
    {
        "ctx-mode": st.sampled_from(["audit", "monitoring"]),
        "ctx-phase": st.sampled_from(["before", "early", "later"]),
        "ctx-limb": st.sampled_from(["upper", "lower"]),
    }
)
Conversation = tuple[Instrument, dict[str, str], tuple[Entry, ...]]


def fitting(step: Step) -> list[Move]:
    """Moves that can be made at this step (a few of them may still be refused)."""
    if isinstance(step, Ended):
        return []
    if isinstance(step, Review):
        return [Send(), Back(), *(Change(line.item.ordinal) for line in step.lines)]
    item, at = step.item, step.item.ordinal
    moves: list[Move] = [Decline(at), Skip(at), Back(), Done(at), Type("3"), Type("words")]
    if item.kind is ItemKind.INTEGER:
        moves += [Number(at, value) for value in (0, 5, 9)]
    if item.kind is ItemKind.BOOLEAN:
        moves += [Choose(at, 0), Choose(at, 1)]
    make = Tick if item.repeats else Choose
    return moves + [make(at, number) for number in range(len(item.options))]


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    """A conversation somewhere on its way, after up to forty moves."""
    instrument = draw(st.sampled_from(LIBRARY.instruments))
    context = draw(CONTEXTS)
    log: tuple[Entry, ...] = ()
    for _ in range(draw(st.integers(0, 40))):
        moves = fitting(standing(instrument, context, log).step)
        if not moves:
            break
        made = accept(instrument, context, log, draw(st.sampled_from(moves)), seq=len(log), as_of=NOON)
        log = (*log, made) if isinstance(made, Entry) else log
    return instrument, context, log


@given(conversations())
@settings(max_examples=60, deadline=None)
def test_the_state_rebuilt_from_the_log_equals_the_state_kept(conversation: Conversation) -> None:
    instrument, context, log = conversation
    kept = begin(instrument, context)
    for length, entry in enumerate(log):
        assert kept == fold(instrument, context, log[:length])
        kept = after(instrument, kept, entry)
    assert kept == fold(instrument, context, log)
    for start in (0, len(log) // 2):
        read_anew = [answers(instrument, context, log, upto=upto) for upto in range(start, len(log) + 1)]
        assert list(answers_along(instrument, context, log, start)) == read_anew


@given(conversations())
@settings(max_examples=60, deadline=None)
def test_there_is_exactly_one_next_step(conversation: Conversation) -> None:
    instrument, context, log = conversation
    now = standing(instrument, context, log)
    sent = any(entry.kind is EntryKind.SENT for entry in log)
    assert isinstance(now.step, Ended) is sent
    assert 0 < now.position <= now.total
    if isinstance(now.step, Ask):
        assert now.step.item.is_question
    if isinstance(now.step, Review):
        assert len(now.step.lines) == now.total


@given(conversations())
@settings(max_examples=60, deadline=None)
def test_it_can_always_be_finished_by_preferring_not_to_say(conversation: Conversation) -> None:
    instrument, context, log = conversation
    for _ in range(len(instrument.questions) + 2):
        step = standing(instrument, context, log).step
        if isinstance(step, Ended):
            return
        move = Decline(step.item.ordinal) if isinstance(step, Ask) else Send()
        made = accept(instrument, context, log, move, seq=len(log), as_of=NOON)
        assert isinstance(made, Entry)
        log = (*log, made)
    raise AssertionError("The conversation did not end.")


@given(conversations())
@settings(max_examples=60, deadline=None)
def test_back_and_the_same_answer_changes_no_answer(conversation: Conversation) -> None:
    instrument, context, log = conversation
    made = accept(instrument, context, log, Back(), seq=len(log), as_of=NOON)
    if isinstance(made, Refusal):
        return
    before = answers(instrument, context, log)
    log = (*log, made)
    assert answers(instrument, context, log) == before
    kept = before.get(made.link_id, ())
    settled = fold(instrument, context, log).settled.get(made.link_id)
    kind = EntryKind.ANSWERED if kept else settled or EntryKind.DECLINED
    again = Entry(len(log), kind, made.link_id, kept, NOON)
    assert answers(instrument, context, (*log, again)) == before


@given(conversations(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_double_tap_is_a_repeat_and_any_other_old_tap_is_not_taken(
    conversation: Conversation, data: st.DataObject
) -> None:
    instrument, context, log = conversation
    moves = fitting(standing(instrument, context, log).step)
    if not moves:
        return
    move = data.draw(st.sampled_from(moves))
    made = accept(instrument, context, log, move, seq=len(log), as_of=NOON)
    if isinstance(made, Refusal):
        return
    longer = (*log, made)
    repeated = accept(instrument, context, longer, move, seq=len(log), as_of=NOON)
    assert repeated == Refusal(RefusalReason.REPEATED)
    other = accept(instrument, context, longer, data.draw(st.sampled_from(moves)), seq=len(log), as_of=NOON)
    assert isinstance(other, Refusal)


@given(conversations())
@settings(max_examples=60, deadline=None)
def test_answers_in_force_belong_to_enabled_questions_only(conversation: Conversation) -> None:
    instrument, context, log = conversation
    on = fold(instrument, context, log).on
    for link_id, values in answers(instrument, context, log).items():
        item = instrument.item(link_id)
        assert item.is_question
        assert item.ordinal in on
        assert values
