"""Laws of the steps over many random lives."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from domain import AssessmentState
from scheduler.instants import local_date
from scheduler.steps import Close
from tests.scheduler.life import Life
from tests.scheduler.random_lives import PLACES, Watched, born, random_events
from tests.scheduler.zones import ZONES

HALF_HOUR = timedelta(minutes=30)
STANDING = {AssessmentState.PLANNED, AssessmentState.OPEN}


def _watch(seed: int) -> None:
    random = Random(seed)
    life, start = born(Watched, random, ZONES)
    end = start + timedelta(days=365 * 6)
    life.live(start, end, random_events(random, start, random.choice([60, 400])), every=None)
    assert not [each for each in life.facts.assessments if each.state in STANDING]
    assert life.look(end) is None
    ended = [step for _, step in life.messages if isinstance(step, Close) and step.reason != "withdrawn"]
    assert len({step.assessment_id for step in ended}) == len(ended), "only a withdrawal may be taken back"


def _jump_and_tick(seed: int) -> None:
    """A month around the operation: jumping from look to look does what a tick each half hour does."""
    logs = []
    for every in (None, HALF_HOUR):
        random = Random(seed)
        life, start = born(Life, random, PLACES)
        life.live(start, start + timedelta(days=45), random_events(random, start, 40), every)
        logs.append(life.log)
    assert logs[0] == logs[1]


def _outages(seed: int) -> None:
    """The server is down again and again: at most one message on coming back, two on any date."""
    random = Random(seed)
    life, now = born(Watched, random, ZONES)
    life.link(life.facts.patient.enrolled_on)
    life.reconcile(now)
    end = now + timedelta(days=100)
    while now < end:
        until = now + timedelta(minutes=random.randrange(60 * 24 * 12))
        life.live(now, until, [], every=None)
        now = until + timedelta(minutes=random.randrange(60 * 24 * 12))
    asked = [at for at, said in life.log if said.startswith(("prompt", "reminder"))]
    dates = [local_date(at, life.facts.patient.zone) for at in asked]
    assert all(dates.count(day) <= 2 for day in dates)
    assert all(b - a >= timedelta(hours=5) for a, b in pairwise(asked))


@pytest.mark.parametrize("block", range(10))
def test_a_sample_of_lives_keeps_every_law_to_its_end(block: int) -> None:
    for seed in range(block * 12, block * 12 + 12):
        _watch(seed)


@pytest.mark.parametrize("seed", range(12))
def test_jumping_from_look_to_look_does_what_ticking_does(seed: int) -> None:
    _jump_and_tick(seed)


@pytest.mark.parametrize("block", range(5))
def test_after_an_outage_each_patient_gets_one_message_at_most(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        _outages(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("block", range(1, 200))
def test_many_lives_keep_every_law(block: int) -> None:
    for seed in range(block * 1000, block * 1000 + 50):
        _watch(seed)
        _outages(seed)
    for seed in range(block * 1000, block * 1000 + 5):
        _jump_and_tick(seed)
