"""Over random lives: whatever was sent is explained as sent, and whatever was not has one true reason."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random

import pytest

from domain import AssessmentState, PatientStatus
from scheduler.contacts import Contact
from scheduler.instants import end_of, local_date
from scheduler.reasons import History, WhyNot
from scheduler.standing import Standing
from scheduler.why import Explained, Fate, explain
from scheduler.why_day import on_day
from scheduler.why_words import contact_row, day_row
from storage.words import ChannelState, EndReason
from tests.scheduler.random_lives import born, random_events
from tests.scheduler.remembered import Remembered
from tests.scheduler.zones import ZONES

_STOOD: Mapping[WhyNot, Callable[[Standing], bool]] = {
    WhyNot.WITHDRAWN: lambda stood: stood.patient.status is PatientStatus.WITHDRAWN,
    WhyNot.DECEASED: lambda stood: stood.patient.status is PatientStatus.DECEASED,
    WhyNot.STOPPED: lambda stood: stood.patient.status is PatientStatus.CHANNEL_STOPPED,
    WhyNot.BLOCKED: lambda stood: stood.channel is ChannelState.BLOCKED,
    WhyNot.NOT_LINKED: lambda stood: stood.channel is ChannelState.UNLINKED,
}
"""Reasons that must have been a fact of the life at some time."""


def _lived(seed: int) -> tuple[Remembered, datetime]:
    random = Random(seed)
    life, start = born(Remembered, random, ZONES)
    end = start + timedelta(days=random.choice([30, 120, 365 * 6]))
    life.live(start, end, random_events(random, start, random.choice([60, 400])), every=None)
    return life, end


def _interrupted(seed: int) -> tuple[Remembered, datetime]:
    """The same, while the service is down again and again."""
    random = Random(seed)
    life, now = born(Remembered, random, ZONES)
    end = now + timedelta(days=120)
    events = random_events(random, now, 60)
    while now < end:
        until = now + timedelta(hours=random.randrange(24 * 12))
        due = [event for event in events if event[0] < until]
        events = [event for event in events if event[0] >= until]
        life.live(now, until, due, every=None)
        now = until + timedelta(hours=random.randrange(24 * 6))
    return life, now


def _check(life: Remembered, end: datetime) -> Counter[WhyNot | None]:
    """Every contact has one fate, and the fate is true."""
    history = life.history()
    told = explain(history, end)
    sent = [each.contact.key for each in told if each.fate is Fate.SENT and each.alone]
    assert sorted(sent) == sorted(row.key for row in history.outgoing), "sent, and not explained as sent"
    for each in told:
        assert _is_true(history, each), each
        assert contact_row(history, each)["said"]
    return Counter(each.why for each in told if each.fate is Fate.NOT_SENT)


def _is_true(history: History, each: Explained) -> bool:
    """Whether the life itself bears it out."""
    if each.fate is Fate.SENT:
        return each.at is not None and (each.at >= each.contact.due_at or not each.alone)
    if each.fate is Fate.TO_COME:
        return each.contact.assessment.state in (AssessmentState.PLANNED, AssessmentState.OPEN)
    if each.why is not None and each.why in _STOOD:
        return any(_STOOD[each.why](stood) for stood in history.standings)
    return each.why is not None and _BORNE_OUT[each.why](history, each.contact)


def _answered(_history: History, contact: Contact) -> bool:
    mine = contact.assessment
    return mine.state is AssessmentState.COMPLETED or mine.reason == EndReason.ANSWERED_ALREADY


def _paused(history: History, contact: Contact) -> bool:
    until = [stood.patient.paused_until_on for stood in history.standings]
    return any(on is not None and on >= _on(contact, contact.due_at) for on in until)


def _outside(_history: History, contact: Contact) -> bool:
    mine = contact.assessment
    over = mine.closed_at is not None or _on(contact, contact.due_at) > mine.closes_on
    return over or mine.time_point == "BL"


def _another(history: History, contact: Contact) -> bool:
    return _on(contact, contact.may_at) in {_on(contact, row.queued_at) for row in history.outgoing}


def _on(contact: Contact, at: datetime) -> date:
    return local_date(at, contact.zone)


_BORNE_OUT: Mapping[WhyNot, Callable[[History, Contact], bool]] = {
    WhyNot.ANSWERED: _answered,
    WhyNot.PAUSED: _paused,
    WhyNot.OUTSIDE_WINDOW: _outside,
    WhyNot.RATE_LIMIT: lambda history, contact: contact.capped or _another(history, contact),
    WhyNot.QUIET_HOURS: lambda _, contact: contact.may_at > contact.due_at,
    WhyNot.NOT_DUE: lambda _, contact: contact.assessment.reason == EndReason.NOT_DUE,
    WhyNot.POSTPONED: lambda _, contact: contact.assessment.reason == EndReason.POSTPONED,
    WhyNot.OUTAGE: lambda *_: True,  # the tests say whether there was one
}


def _check_days(life: Remembered, start: datetime, end: datetime, random: Random) -> None:
    """Any date, past or to come, says something of every assessment once, and shows what was sent on it."""
    history = life.history()
    told = explain(history, end)
    asked = {each.id for each in history.assessments}
    for _ in range(20):
        on = local_date(start, "UTC") + timedelta(days=random.randrange(-30, (end - start).days + 400))
        day = on_day(history, told, on)
        spoken = {each.contact.assessment.id for each in day.contacts}
        silent = [each.assessment.id for each in day.silent]
        assert len(silent) == len(set(silent))
        assert spoken.isdisjoint(silent)
        assert spoken | set(silent) == asked
        shown = {each.row_id for each in day.contacts}
        begins, ends = end_of(on - timedelta(days=1), day.zone), end_of(on, day.zone)
        assert {row.id for row in history.outgoing if begins <= row.queued_at < ends} <= shown
        assert day_row(history, day)["on"] == str(on)


@pytest.mark.parametrize("block", range(8))
def test_every_contact_of_a_life_is_explained_and_no_outage_is_made_up(block: int) -> None:
    reasons: Counter[WhyNot | None] = Counter()
    for seed in range(block * 8, block * 8 + 8):
        life, end = _lived(seed)
        reasons += _check(life, end)
    assert reasons[WhyNot.OUTAGE] == 0
    assert len(reasons) > 2


@pytest.mark.parametrize("block", range(4))
def test_contacts_lost_while_the_service_was_down_are_outages(block: int) -> None:
    reasons: Counter[WhyNot | None] = Counter()
    for seed in range(block * 8, block * 8 + 8):
        life, end = _interrupted(seed)
        reasons += _check(life, end)
    assert reasons[WhyNot.OUTAGE] > 5


@pytest.mark.parametrize("seed", range(12))
def test_every_day_of_a_life_is_explained(seed: int) -> None:
    life, end = _lived(seed)
    _check_days(life, life.held[0].since, end, Random(seed))


@pytest.mark.nightly
@pytest.mark.parametrize("block", range(1, 60))
def test_every_contact_and_day_of_many_lives_is_explained(block: int) -> None:
    for seed in range(block * 1000, block * 1000 + 50):
        life, end = _lived(seed)
        assert _check(life, end)[WhyNot.OUTAGE] == 0
        _check_days(life, life.held[0].since, end, Random(seed))
        _check(*_interrupted(seed))
