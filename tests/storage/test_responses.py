"""Responses and the log that is only ever added to."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import Act, Answer, Coding, Entry, EntryKind, Quantity, ResponseState
from storage import episodes, responses, trail, values
from storage.database import Database
from storage.schema import score
from storage.words import Layout
from tests.storage.conftest import Scene, begin, said

AT = datetime(2025, 1, 29, 9, 31, tzinfo=UTC)
ANSWERS: tuple[Answer, ...] = (
    7,
    True,
    False,
    Decimal("1.50"),
    "Schmerz – ‘çok’ 😀",
    date(2024, 2, 29),
    datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
    time(7, 30),
    Coding("urn:tmr-followup:choice", "fall"),
    Quantity(Decimal("1.5"), "mg", "http://unitsofmeasure.org", "mg"),
)


def entry(seq: int, *given: Answer, source: str | None = None) -> Entry:
    return Entry(seq, EntryKind.ANSWERED, "rlp-average", given, AT, source)


def test_answers_of_every_type_come_back_exactly(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        assert responses.append(tx, act, scene.response.id, entry(0, *ANSWERS, source="tap:1"))
        assert responses.append(tx, act, scene.response.id, entry(1))
        large = replace(entry(2), layout=Layout.LARGE)
        assert responses.append(tx, act, scene.response.id, large)
    with database.read() as tx:
        log = responses.log(tx, scene.response.id)
    assert log == (entry(0, *ANSWERS, source="tap:1"), entry(1), large)
    assert [type(value) for value in log[0].values] == [type(value) for value in ANSWERS]


answer = st.one_of(
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))])),
    st.times(),
    st.builds(Coding, st.text(), st.text()),
    st.builds(Quantity, st.decimals(allow_nan=False, allow_infinity=False), st.text(), st.text(), st.text()),
)


@given(st.lists(answer).map(tuple))
def test_typed_json_loses_nothing(given_answers: tuple[Answer, ...]) -> None:
    assert values.from_json(values.to_json(given_answers)) == given_answers


def test_an_unknown_type_of_answer_is_a_bug() -> None:
    with pytest.raises(ValueError, match="unknown type"):
        values.from_json([{"money": 1}])


def test_a_place_in_the_log_is_taken_once(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        assert responses.append(tx, act, scene.response.id, entry(0, 7))
        lines = len(trail.read(tx))
        assert not responses.append(tx, act, scene.response.id, entry(0, 3))
        assert responses.log(tx, scene.response.id) == (entry(0, 7),)
        assert len(trail.read(tx)) == lines


def test_a_source_counts_once(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        assert responses.append(tx, act, scene.response.id, entry(0, 7, source="update:5"))
        assert not responses.append(tx, act, scene.response.id, entry(1, 7, source="update:5"))
        other = begin(tx, act, scene.assessment.id, "extended")
        assert responses.append(tx, act, other.id, entry(0, 7, source="update:5"))


def test_an_entry_wakes_the_tick_and_its_value_is_not_in_the_trail(
    database: Database, scene: Scene, act: Act
) -> None:
    tapped = replace(act, at=AT)
    with database.write() as tx:
        episodes.look_at(tx, scene.ann.episode.id, None)
        responses.append(tx, tapped, scene.response.id, entry(0, 7))
        assert episodes.get(tx, scene.ann.episode.id).next_look_at == AT
        assert trail.read(tx)[-1].detail == {"seq": 0, "kind": "answered"}


def test_beginning_again_goes_on_with_what_was_begun(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        again = begin(tx, replace(act, at=AT), scene.assessment.id)
        assert again == scene.response
        assert responses.of_assessment(tx, scene.assessment.id) == (scene.response,)
        assert responses.of_episode(tx, scene.ann.episode.id) == (scene.response,)
        assert again.context == {"ctx-phase": "early"}


@pytest.mark.parametrize(
    ("path", "last"),
    [
        ([ResponseState.COMPLETED], True),
        ([ResponseState.STOPPED], True),
        ([ResponseState.ENTERED_IN_ERROR], True),
        ([ResponseState.COMPLETED, ResponseState.COMPLETED], False),
        ([ResponseState.COMPLETED, ResponseState.STOPPED], False),
        ([ResponseState.COMPLETED, ResponseState.AMENDED], True),
        ([ResponseState.COMPLETED, ResponseState.AMENDED, ResponseState.AMENDED], True),
        ([ResponseState.AMENDED], False),
        ([ResponseState.STOPPED, ResponseState.ENTERED_IN_ERROR], True),
        ([ResponseState.ENTERED_IN_ERROR, ResponseState.AMENDED], False),
    ],
)
def test_a_response_goes_only_where_it_may(
    database: Database, scene: Scene, act: Act, path: list[ResponseState], last: bool
) -> None:
    with database.write() as tx:
        done = [responses.end(tx, act, scene.response.id, state) for state in path]
        assert done == [True] * (len(path) - 1) + [last]


def test_an_amended_response_keeps_when_it_ended_and_is_judged_again(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        responses.end(tx, act, scene.response.id, ResponseState.COMPLETED)
        responses.judged(tx, act, scene.response.id)
        assert responses.get(tx, scene.response.id).judged_at == act.at
        responses.end(tx, replace(act, at=AT), scene.response.id, ResponseState.AMENDED)
        told = responses.get(tx, scene.response.id)
        assert (told.ended_at, told.judged_at) == (act.at, None)


def test_scores_are_kept_and_a_second_scoring_stands(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        first = [("interference", "1", Decimal("6.5"), None), ("wear", "1", None, "not-answered")]
        responses.put_scores(tx, act, scene.response.id, first)
        responses.put_scores(tx, act, scene.response.id, [("wear", "1", Decimal(100) / 3, None)])
        found = tx.conn.execute(score.select().order_by(score.c.name)).all()
    assert [(row.name, row.value, row.missing) for row in found] == [
        ("interference", Decimal("6.5"), None),
        ("wear", Decimal("33.3333"), None),
    ]


def test_what_no_rule_has_read_is_counted_until_it_is_read(
    database: Database, scene: Scene, act: Act
) -> None:
    soon = AT + timedelta(minutes=5)
    with database.write() as tx:
        assert responses.waiting_to_be_judged(tx, soon) == 0
        responses.append(tx, act, scene.response.id, entry(0, 7))
        assert responses.waiting_to_be_judged(tx, AT - timedelta(seconds=1)) == 0
        assert responses.waiting_to_be_judged(tx, AT) == 1
        responses.judged_to(tx, act, scene.response.id, 1)
        assert responses.waiting_to_be_judged(tx, soon) == 0
        responses.end(tx, replace(act, at=soon), scene.response.id, ResponseState.COMPLETED)
        assert responses.waiting_to_be_judged(tx, soon) == 1
        responses.judged(tx, act, scene.response.id)
        assert responses.waiting_to_be_judged(tx, soon) == 0


def test_one_entry_is_a_few_statements(database: Database, scene: Scene, act: Act) -> None:
    with said(database) as statements, database.write() as tx:
        responses.append(tx, act, scene.response.id, entry(0, 7))
    told = [text for text, _ in statements if text.startswith(("INSERT", "UPDATE", "SELECT trail"))]
    assert len(told) == 4


def test_a_naive_tap_is_refused(database: Database, scene: Scene, act: Act) -> None:
    naive = replace(entry(0, 7), at=datetime(2025, 1, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(Exception, match="needs a zone"), database.write() as tx:
        responses.append(tx, act, scene.response.id, naive)
