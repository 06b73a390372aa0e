"""Over random lives: whatever was sent is explained as sent, and whatever was not has one true reason."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from domain import AssessmentState, PatientStatus
from scheduler.contacts import StepKind
from scheduler.instants import local_date
from scheduler.reasons import WhyNot
from scheduler.standing import spans
from scheduler.why import Explained, Fate, explain
from tests.scheduler.random_lives import random_events
from tests.scheduler.remembered import Remembered
from tests.scheduler.test_laws import _born
from tests.scheduler.zones import ZONES


def _lived(seed: int) -> tuple[Remembered, datetime]:
    random = Random(seed)
    life, start = _born(Remembered, random, ZONES)
    end = start + timedelta(days=random.choice([30, 120, 365 * 6]))
    life.live(start, end, random_events(random, start, random.choice([60, 400])), every=None)
    return life, end


def _check(life: Remembered, end: datetime, seen: Counter) -> None:
    history = life.history()
    told = explain(history, end)
    sent = {each.contact.key: each for each in told if each.fate is Fate.SENT and each.alone}
    assert set(sent) == {row.key for row in history.outgoing}, "sent, and not explained as sent"
    for each in told:
        seen[each.fate, each.why, each.contact.kind] += 1
        if each.fate is Fate.SENT:
            assert each.at >= each.contact.due_at or not each.alone, (each, "sent before it was due")
        else:
            assert each.contact.key not in {row.key for row in history.outgoing}
        if each.fate is Fate.NOT_SENT:
            assert each.why is not None
            assert each.why is not WhyNot.OUTAGE, (each.contact, life.held)


def test_x() -> None:
    seen: Counter = Counter()
    for seed in range(1000, 2500):
        life, end = _lived(seed)
        try:
            _check(life, end, seen)
        except Exception:
            print("SEED", seed)
            for l in life.log:
                print(l)
            raise
    for k, v in sorted(seen.items(), key=str):
        print(k, v)
    assert 0
