"""How an episode stood at each moment is told from the lines of the trail."""

from datetime import date, datetime, time, timedelta

import pytest

from domain import PatientStatus
from scheduler.standing import Standing, Turn, spans, standing_at, standings
from storage.words import ChannelState
from tests.scheduler import cast
from tests.scheduler.cast import at

ENROLLED = at("2025-01-01 09:00")
NOW = Standing(
    at("2025-06-01 09:00"),
    cast.patient("Europe/Athens", time(18), date(2025, 1, 1), date(2025, 1, 2)),
    ChannelState.LINKED,
    date(2025, 1, 20),
    2,
)
BEGUN = (
    Turn(ENROLLED, "patient.add", {"code": "P0001", "zone": "Europe/London", "send_time": "09:30:00"}),
    Turn(ENROLLED, "episode.register", {"code": "E0001", "tmr_on": "2025-01-15", "protocol": 1}),
)


def _then(verb: str, told: dict[str, object]) -> Standing:
    """How it stood after one more change."""
    return standings(NOW, (*BEGUN, Turn(at("2025-02-01 09:00"), verb, told)))[-1]


def test_in_the_beginning_is_what_enrolment_and_registration_told() -> None:
    (first,) = standings(NOW, BEGUN)
    assert (first.since, first.channel, first.tmr_on, first.protocol_id) == (
        ENROLLED,
        ChannelState.UNLINKED,
        date(2025, 1, 15),
        1,
    )
    assert (first.patient.zone, first.patient.send_time, first.patient.linked_on) == (
        "Europe/London",
        time(9, 30),
        None,
    )
    assert not first.reachable


def test_what_an_old_trail_does_not_tell_is_taken_to_be_as_now() -> None:
    (first,) = standings(NOW, (Turn(ENROLLED, "patient.add", {"code": "P0001"}),))
    assert (first.patient.zone, first.tmr_on, first.protocol_id) == ("Europe/Athens", date(2025, 1, 20), 2)


@pytest.mark.parametrize(
    ("verb", "told", "field", "value"),
    [
        ("patient.status", {"status": "withdrawn"}, "status", PatientStatus.WITHDRAWN),
        ("patient.reinstate", {"reason": "error"}, "status", PatientStatus.FOLLOWED),
        ("patient.pause", {"paused_until_on": "2025-02-08"}, "paused_until_on", date(2025, 2, 8)),
        ("patient.pause", {"paused_until_on": None}, "paused_until_on", None),
        ("patient.linked", {"linked_on": "2025-02-01"}, "linked_on", date(2025, 2, 1)),
        ("patient.prefer", {"zone": "Asia/Kolkata"}, "zone", "Asia/Kolkata"),
        ("patient.prefer", {"send_time": "18:00:00"}, "send_time", time(18)),
        ("patient.prefer", {"language": "cy"}, "zone", "Europe/London"),
    ],
)
def test_each_change_of_the_patient_holds_from_then_on(
    verb: str, told: dict[str, object], field: str, value: object
) -> None:
    assert getattr(_then(verb, told).patient, field) == value


@pytest.mark.parametrize(
    ("verb", "told", "field", "value"),
    [
        ("contact.link", {"consent": "1"}, "channel", ChannelState.LINKED),
        ("contact.channel", {"state": "blocked"}, "channel", ChannelState.BLOCKED),
        (
            "episode.set-operation",
            {"changed": {"tmr_on": ["2025-01-15", "2025-01-20"]}},
            "tmr_on",
            date(2025, 1, 20),
        ),
        ("episode.set-operation", {"changed": {"level": ["a", "b"]}}, "tmr_on", date(2025, 1, 15)),
        ("episode.use-protocol", {"protocol_id": 2}, "protocol_id", 2),
        ("episode.activate", {}, "protocol_id", 1),
    ],
)
def test_each_change_of_channel_and_operation_holds_from_then_on(
    verb: str, told: dict[str, object], field: str, value: object
) -> None:
    assert getattr(_then(verb, told), field) == value


def test_changes_of_one_instant_are_one_and_what_changes_nothing_is_none() -> None:
    later = at("2025-02-01 09:00")
    turns = (
        *BEGUN,
        Turn(later, "patient.status", {"status": "channel-stopped"}),
        Turn(later, "contact.channel", {"state": "stopped"}),
        Turn(later + timedelta(days=1), "contact.offer-link", {}),
    )
    first, stopped = standings(NOW, turns)
    assert (stopped.since, stopped.channel) == (later, ChannelState.STOPPED)
    assert standing_at((first, stopped), later - timedelta(seconds=1)) == first
    assert standing_at((first, stopped), later) == stopped
    assert standing_at((first, stopped), datetime.min.replace(tzinfo=later.tzinfo)) == first
    assert list(spans((first, stopped), later)) == [(stopped, None)]
