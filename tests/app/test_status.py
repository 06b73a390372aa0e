"""What is red although every part is alive: cases that nobody heard of, updates that nobody handled."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from app.status import LATE, Health, health
from domain import Alert, Cadence, DigestWish, Lane, Message, Severity, WhenEmpty
from scheduler import put_back
from storage import alerts, digest_wishes, heartbeats, inbox, outbox, rota, sites, staff
from storage.database import Database, Tx
from storage.words import OutboxState
from tests import cast

TEN = timedelta(minutes=10)
BY_NEITHER = "Notices of open cases went by no channel for 1 of the staff. Phone them."
UNTOLD = "No notice has reached anybody about {} of the open alerts."


def _looked(tx: Tx, at: datetime) -> Health:
    """The health while every part is alive."""
    for name in LATE:
        heartbeats.beat(tx, name, at)
    return health(tx, at)


def _case(tx: Tx, at: datetime, person: cast.Person, severity: Severity, number: int = 1) -> Alert:
    raised = alerts.raise_alert(
        tx,
        cast.by(at),
        key=f"{severity}:{number}",
        episode_id=person.episode.id,
        response_id=None,
        rule="RED-1" if severity is Severity.RED else "AMB-1",
        rule_version="1.0.0",
        severity=severity,
        inputs={},
    )
    assert raised is not None
    return raised


def _notice(tx: Tx, at: datetime, team: cast.Team, case: Alert, n: int, state: OutboxState) -> None:
    """A notice of a case, and what became of it."""
    message = Message(
        key=f"notice:{case.id}:first:{team.owner.id}:{n}",
        kind="notice",
        lane=Lane.NOTICE,
        language="en",
        not_before_at=at,
        staff_id=team.owner.id,
        episode_id=case.episode_id,
        alert_id=case.id,
    )
    assert outbox.queue(tx, cast.by(at), message)
    (queued,) = outbox.due(tx, at, 2)
    outbox.settle(tx, cast.by(at), queued.id, state)


@pytest.mark.parametrize("severity", [Severity.RED, Severity.AMBER])
def test_a_case_that_nobody_heard_of_for_ten_minutes_is_red(
    database: Database, as_of: datetime, severity: Severity
) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        ann = cast.person(tx, as_of, team, "Ann")
        case = _case(tx, as_of, ann, severity)
        _notice(tx, as_of, team, case, 0, OutboxState.DROPPED)
        assert _looked(tx, as_of + TEN - timedelta(seconds=1)).faults == ()
        assert _looked(tx, as_of + TEN).faults == (UNTOLD.format(1),)
        _case(tx, as_of, ann, severity, 2)
        assert _looked(tx, as_of + TEN).faults == (UNTOLD.format(2),)


def test_each_case_is_held_to_the_hours_and_the_rota_of_its_own_site(
    database: Database, as_of: datetime
) -> None:
    """Two RED cases of a night at each of two sites: nobody is on call until a turn of the rota begins."""
    night = as_of.replace(hour=22)
    with database.write() as tx:
        north = cast.team(tx, as_of)
        south_id = cast.elsewhere(tx, as_of)
        ann = cast.person(tx, as_of, north, "Ann")
        south = replace(north, site=sites.get(tx, south_id))
        ben = cast.person(tx, as_of, south, "Ben")
        for number, person in enumerate((ann, ben)):
            _case(tx, night, person, Severity.RED, 2 * number)
            _case(tx, night + 2 * TEN, person, Severity.RED, 2 * number + 1)
        assert _looked(tx, night + 3 * TEN).faults == ()
        turn = {"starts_at": night + TEN, "ends_at": night + 4 * TEN}
        rota.add(tx, cast.by(as_of), site_id=south_id, staff_id=north.owner.id, **turn)
        assert _looked(tx, night + 3 * TEN).faults == (UNTOLD.format(2),)
        rota.add(tx, cast.by(as_of), site_id=north.site.id, staff_id=north.owner.id, **turn)
        assert _looked(tx, night + 2 * TEN).faults == (UNTOLD.format(2),)
        assert _looked(tx, night + 3 * TEN).faults == (UNTOLD.format(4),)


def test_a_notice_that_went_by_no_channel_is_red_at_once(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        case = _case(tx, as_of, cast.person(tx, as_of, team, "Ann"), Severity.RED)
        _notice(tx, as_of, team, case, 0, OutboxState.FAILED)
        assert _looked(tx, as_of).faults == (BY_NEITHER,)
        alerts.acknowledge(tx, cast.by(as_of), case.id, team.deputy.id)
        assert _looked(tx, as_of).faults == ()


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.UNSURE])
def test_a_case_that_somebody_heard_of_is_no_fault(
    database: Database, as_of: datetime, state: OutboxState
) -> None:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        case = _case(tx, as_of, cast.person(tx, as_of, team, "Ann"), Severity.RED)
        _notice(tx, as_of, team, case, 0, OutboxState.FAILED)
        _notice(tx, as_of, team, case, 1, state)
        assert _looked(tx, as_of + timedelta(hours=5)).faults == ()


@pytest.mark.parametrize("severity", [Severity.RED, Severity.AMBER])
def test_a_case_of_the_night_waits_for_the_opening_without_a_fault(
    database: Database, as_of: datetime, severity: Severity
) -> None:
    """The site has no out-of-hours contact: until Thursday, 09:00, nobody is to be told."""
    evening, opening = as_of.replace(hour=20), as_of.replace(hour=9) + timedelta(days=1)
    with database.write() as tx:
        team = cast.team(tx, as_of)
        _case(tx, evening, cast.person(tx, as_of, team, "Ann"), severity)
        assert _looked(tx, opening).faults == ()
        assert _looked(tx, opening + TEN).faults == (UNTOLD.format(1),)


def test_an_update_for_any_bot_that_waits_is_red(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        for bot_id in (1, 2):
            inbox.put(tx, bot_id=bot_id, update_id=7, chat_id=None, body=b"{}", at=as_of)
        inbox.done(tx, 1, [7], as_of)
        assert _looked(tx, as_of + timedelta(minutes=5)).faults == ()
        (fault,) = _looked(tx, as_of + timedelta(minutes=6)).faults
    assert fault == "The inbox has been waiting since 2025-01-15 10:00 UTC."


def test_an_episode_that_a_bug_holds_up_is_red(database: Database, as_of: datetime) -> None:
    with database.write() as tx:
        ann = cast.person(tx, as_of, cast.team(tx, as_of), "Ann")
        put_back.put_back(tx, cast.by(as_of), ann.episode.id, "KeyError")
        (fault,) = _looked(tx, as_of).faults
        assert fault == "A fault of the program holds up 1 episodes; the log says where."
        put_back.looked_well(tx, as_of, [ann.episode.id])
        assert _looked(tx, as_of).faults == ()


def test_a_site_with_alerts_on_where_nobody_gets_a_digest_is_a_warning(
    database: Database, as_of: datetime
) -> None:
    warning = "Nobody at NORTH gets a digest, so findings that page no one are not read there."
    with database.write() as tx:
        owner = cast.team(tx, as_of).owner
        assert warning in _looked(tx, as_of).warnings
        wish = DigestWish(owner.id, Cadence.DAILY, None, time(8), WhenEmpty.NOTHING, as_of)
        digest_wishes.put(tx, cast.by(as_of), wish)
        assert warning not in _looked(tx, as_of).warnings
        staff.leave(tx, cast.by(as_of), owner.id)
        assert warning in _looked(tx, as_of).warnings
