"""Laws of the conversation over random forms: one next step, always an end, nothing counted twice."""

import json
from random import Random

import pytest

from domain import Entry
from questionnaires.adopting.adopt import adopt
from questionnaires.conversation import Ask, Back, Ended, Refusal, RefusalReason, accept, answers, standing
from questionnaires.fold import fold
from questionnaires.instrument import Instrument
from storage import values
from tests.questionnaires.adopting.random_forms import random_form
from tests.questionnaires.adopting.random_talk import finished, moves, talk
from tests.questionnaires.talking import NOON


def made(seed: int) -> Instrument:
    found = adopt(random_form(seed), "checksum")
    assert found.instrument is not None, found.remarks
    return found.instrument


def check(seed: int) -> None:
    """All laws over one random history of one random form."""
    instrument = made(seed)
    log = talk(instrument, seed)
    _next_step(instrument, log)
    _stored(log)
    _double_tap(instrument, log, Random(seed))
    _back(instrument, log)
    _in_force(instrument, finished(instrument, log))


def _next_step(instrument: Instrument, log: tuple[Entry, ...]) -> None:
    now = standing(instrument, {}, log)
    assert 0 < now.position <= now.total or now.total == 0
    if isinstance(now.step, Ask):
        assert now.step.item.is_question


def _stored(log: tuple[Entry, ...]) -> None:
    for entry in log:
        assert values.from_json(json.loads(json.dumps(values.to_json(entry.values)))) == entry.values


def _double_tap(instrument: Instrument, log: tuple[Entry, ...], dice: Random) -> None:
    move = dice.choice(moves(standing(instrument, {}, log)) or [Back()])
    told = accept(instrument, {}, log, move, seq=len(log), as_of=NOON)
    if isinstance(told, Entry):
        again = accept(instrument, {}, (*log, told), move, seq=len(log), as_of=NOON)
        assert again == Refusal(RefusalReason.REPEATED)


def _back(instrument: Instrument, log: tuple[Entry, ...]) -> None:
    """Back changes no answer, and neither does the same answer given again."""
    told = accept(instrument, {}, log, Back(), seq=len(log), as_of=NOON)
    if not isinstance(told, Entry):
        return
    before = answers(instrument, {}, log)
    settled = fold(instrument, {}, log).settled[told.link_id] if told.link_id in before else None
    assert answers(instrument, {}, (*log, told)) == before
    if settled is not None:
        again = Entry(len(log) + 1, settled, told.link_id, before[told.link_id], NOON)
        assert answers(instrument, {}, (*log, told, again)) == before


def _in_force(instrument: Instrument, log: tuple[Entry, ...]) -> None:
    assert isinstance(standing(instrument, {}, log).step, Ended)
    on = fold(instrument, {}, log).on
    for link_id, given in answers(instrument, {}, log).items():
        assert given
        assert instrument.item(link_id).ordinal in on


@pytest.mark.parametrize("block", range(2))
def test_random_histories_over_random_forms_keep_every_law(block: int) -> None:
    for seed in range(block * 60, block * 60 + 60):
        check(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("block", range(20))
def test_ten_thousand_random_histories_over_random_forms_keep_every_law(block: int) -> None:
    for seed in range(1_000 + block * 500, 1_500 + block * 500):
        check(seed)
