"""A line of the call list that falls due on a day off says on which working day to phone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.workdays import working_day
from bot.rendering import render
from storage import outbox, patients
from storage.database import Database
from tests import cast
from tests.bot.house import speech
from tests.scheduler.lives import assessment, enrolled, lived

EASTER = frozenset({date(2025, 4, 18), date(2025, 4, 21)})
NOT_ANSWERED = "P0001: the questions of {} are not answered. "

CALLS = [
    (None, "WC14", "2025-01-30", "Please phone by Friday 31 January."),
    (
        None,
        "WC30",
        "2025-02-15",
        "This came due on a day off, and the last day, Sunday 16 February, comes before the next working "
        "day. Please phone by then if somebody is there.",
    ),
    (
        date(2025, 2, 28),
        "W06",
        "2025-03-08",
        "This came due on a day off, so please phone on Monday 10 March. The last day is Sunday 16 March.",
    ),
]
"""The last day of a pause, the time point, the date of the call, and what the coordinator reads."""


@pytest.mark.parametrize(
    ("on", "then"),
    [
        (date(2025, 4, 17), date(2025, 4, 17)),
        (date(2025, 4, 18), date(2025, 4, 22)),
        (date(2025, 4, 20), date(2025, 4, 22)),
        (date(2025, 4, 26), date(2025, 4, 28)),
    ],
)
def test_the_next_working_day_is_no_weekend_and_no_bank_holiday(on: date, then: date) -> None:
    assert working_day(on, EASTER) == then


@pytest.mark.parametrize(("paused_until", "code", "on", "said"), CALLS, ids=[call[1] for call in CALLS])
async def test_a_call_that_is_due_on_a_day_off_names_the_day_to_phone_on(
    database: Database, paused_until: date | None, code: str, on: str, said: str
) -> None:
    _, ann = enrolled(database)
    due_on = datetime.fromisoformat(on).replace(tzinfo=UTC)
    since = due_on - timedelta(days=11)
    if paused_until is not None:
        with database.write() as tx:
            patients.pause(tx, cast.by(since), ann.patient.id, paused_until)
    await lived(database, due_on + timedelta(hours=22), since=since, hours=3)
    with database.read() as tx:
        key = f"call:{assessment(database, ann.episode.id, code).id}"
        (row,) = (row for row in outbox.of_episode(tx, ann.episode.id) if row.key == key)
        shown = render(tx, speech(), row, row.queued_at)
    assert row.queued_at.date() == due_on.date()
    assert shown is not None
    assert shown.text == NOT_ANSWERED.format(code) + said
