"""How questions stand is the same, remembered from a log that ran the same way or folded anew."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.standing import Standings
from domain import Answer, Entry, EntryKind, Mode, ResponseState
from questionnaires.adopting.adopt import adopt
from questionnaires.fold import fold, open_questions
from questionnaires.instrument import Condition, Instrument, Item, ItemKind, Operator
from questionnaires.library import Library
from storage.audit_words import LogLine, ResponseRow
from tests.audit.fhir.making import ask, made
from tests.questionnaires.talking import questionnaire

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CORE = Library.bundled().current("core")
KEPT = Standings()
"""One for all examples: what is remembered of one log must be right for the next."""

TWO_ARE_READ = made(
    ask("pain"),
    ask("pain-2"),
    ask("why", conditions=(Condition("pain", Operator.GREATER, 5, ("pain", "pain-2")),)),
)
EXPRESSED = adopt(
    {
        **questionnaire("  - {linkId: pain, type: integer, text: Pain?}\n"),
        "item": [
            {"linkId": "pain", "type": "integer", "text": "Pain?"},
            {
                "linkId": "why",
                "type": "integer",
                "text": "Why?",
                "extension": [
                    {
                        "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression",
                        "valueExpression": {
                            "language": "text/fhirpath",
                            "expression": "%resource.item.where(linkId='pain').answer.value > 5",
                        },
                    }
                ],
            },
        ],
    },
    "checksum",
).instrument


def _values(item: Item) -> st.SearchStrategy[tuple[Answer, ...]]:
    one: st.SearchStrategy[Answer]
    if item.options:
        one = st.sampled_from([option.answer for option in item.options])
    elif item.kind is ItemKind.BOOLEAN:
        one = st.booleans()
    else:
        one = st.integers(0, 10) if item.kind is ItemKind.INTEGER else st.text(max_size=2)
    return st.tuples(one)


@st.composite
def _entries(draw: st.DrawFn, asked: Instrument) -> tuple[Entry, ...]:
    log: list[Entry] = []
    for seq in range(draw(st.integers(0, 14))):
        kind = draw(st.sampled_from([EntryKind.ANSWERED] * 6 + list(EntryKind)))
        item = draw(st.sampled_from(asked.questions))
        told = kind in (EntryKind.ANSWERED, EntryKind.TICKED, EntryKind.AMENDED)
        values = draw(_values(item)) if told else ()
        log.append(Entry(seq, kind, "" if kind is EntryKind.SENT else item.link_id, values, NOON))
    return tuple(log)


def _response(asked: Instrument, log: tuple[Entry, ...], context: Mapping[str, str]) -> ResponseRow:
    lines = tuple(LogLine(entry, "patient:P0001") for entry in log)
    state, pinned = ResponseState.COMPLETED, (asked.id, asked.version, asked.checksum)
    return ResponseRow(1, 1, *pinned, "en", context, state, NOON, None, lines)


def _remembered(asked: Instrument, response: ResponseRow) -> list[tuple[Any, ...]]:
    return [
        (each.link_id, each.state, response.log[each.place].entry.values if each.has_values else ())
        for each in KEPT.of(asked, response)
    ]


def _folded(asked: Instrument, response: ResponseRow) -> list[tuple[Any, ...]]:
    state = fold(asked, response.context, [line.entry for line in response.log]).whole
    found = []
    for item in open_questions(asked, state):
        values = state.values.get(item.link_id, ())
        how = state.settled.get(item.link_id) or (EntryKind.TICKED if item.link_id in state.values else None)
        found += [] if how is None else [(item.link_id, how, values)]
    return found


@settings(deadline=None, max_examples=150)
@given(
    _entries(CORE), st.sampled_from(["before", "early", "later"]), st.sampled_from(["audit", "monitoring"])
)
def test_what_is_remembered_is_what_folding_gives(log: tuple[Entry, ...], phase: str, mode: Mode) -> None:
    context = {"ctx-mode": mode, "ctx-phase": phase, "ctx-limb": "lower"}
    response = _response(CORE, log, context)
    assert _remembered(CORE, response) == _folded(CORE, response)


@settings(deadline=None, max_examples=40)
@given(_entries(TWO_ARE_READ))
def test_a_condition_that_reads_several_answers_is_judged_by_all_of_them(log: tuple[Entry, ...]) -> None:
    response = _response(TWO_ARE_READ, log, {})
    assert _remembered(TWO_ARE_READ, response) == _folded(TWO_ARE_READ, response)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10))
def test_a_form_with_expressions_is_folded_for_every_response(pain: int) -> None:
    assert EXPRESSED is not None
    assert EXPRESSED.form is not None
    log = tuple(Entry(n, EntryKind.ANSWERED, name, (pain,), NOON) for n, name in enumerate(("pain", "why")))
    found = _remembered(EXPRESSED, _response(EXPRESSED, log, {}))
    assert found == _folded(EXPRESSED, _response(EXPRESSED, log, {}))
    assert len(found) == (2 if pain > 5 else 1)


def test_logs_that_ran_the_same_way_are_folded_once() -> None:
    standings = Standings()
    first, second = (
        _response(CORE, (Entry(0, EntryKind.ANSWERED, "rlp-average", (pain,), NOON),), CONTEXT)
        for pain in (3, 7)
    )
    assert standings.of(CORE, first) is standings.of(CORE, second)


CONTEXT = {"ctx-mode": "audit", "ctx-phase": "later", "ctx-limb": "lower"}
