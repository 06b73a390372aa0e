"""Somebody who withdrew is followed again: what is not over is asked again, what ended meanwhile is not."""

from datetime import UTC, datetime, timedelta

from domain import Assessment, PatientStatus
from storage import assessments, outbox, patients, trail
from storage.database import Database
from storage.words import ReturnReason
from tests import cast
from tests.scheduler.lives import enrolled, lived

LEFT = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)


async def _gone_for(database: Database, away: timedelta) -> tuple[list[Assessment], list[str]]:
    """Dan withdraws while WC14 and W02 are open, and comes back; what he has then, and the new prompts."""
    _, dan = enrolled(database, "Dan")
    tick = await lived(database, LEFT)
    with database.write() as tx:
        patients.set_status(tx, cast.by(LEFT), dan.patient.id, PatientStatus.WITHDRAWN)
    await lived(database, LEFT + away, since=LEFT, hours=24)
    back = LEFT + away
    with database.write() as tx:
        before = {row.key for row in outbox.of_episode(tx, dan.episode.id)}
        assert patients.reinstate(tx, cast.by(back), dan.patient.id, ReturnReason.ERROR)
        assert not patients.reinstate(tx, cast.by(back), dan.patient.id, ReturnReason.ERROR)
    await tick.run(back)
    await tick.run(back + timedelta(days=1))
    with database.read() as tx:
        rows = [row for row in outbox.of_episode(tx, dan.episode.id) if row.key not in before]
        assert trail.verify(tx).fault is None
        return list(assessments.of_episode(tx, dan.episode.id)), [
            str(row.detail["sitting"]) for row in rows if row.kind == "prompt"
        ]


def _words(row: Assessment) -> str:
    return f"{row.time_point}.{row.occurrence} {row.state}"


async def test_an_error_put_right_the_same_day_asks_again_what_was_open(database: Database) -> None:
    held, prompts = await _gone_for(database, timedelta(hours=2))
    ids = {f"{row.time_point}.{row.occurrence}": str(row.id) for row in held}
    assert [_words(row) for row in held if row.time_point in {"WC14", "W02", "WC21", "M12"}] == [
        "W02.1 cancelled",
        "W02.2 open",
        "WC14.1 cancelled",
        "WC14.2 open",
        "WC21.1 planned",
        "M12.1 planned",
    ]
    assert [set(prompt.split(",")) for prompt in prompts] == [{ids["W02.2"], ids["WC14.2"]}]


async def test_a_change_of_mind_after_months_asks_only_what_is_not_over(database: Database) -> None:
    held, prompts = await _gone_for(database, timedelta(days=180))
    ids = {f"{row.time_point}.{row.occurrence}": str(row.id) for row in held}
    ended = {row.time_point for row in held if row.reason == "withdrawn"}
    assert ended == {"WC14", "W02", "WC21", "WC30", "W06", "M03"}
    assert {_words(row) for row in held if row.closes_on > LEFT.date() + timedelta(days=180)} == {
        "M06.1 open",
        "M12.1 planned",
        "M24.1 planned",
    }
    assert prompts == [ids["M06.1"]]


async def test_the_dead_are_asked_nothing_again(database: Database) -> None:
    _, dan = enrolled(database, "Dan")
    tick = await lived(database, LEFT)
    with database.write() as tx:
        patients.set_status(tx, cast.by(LEFT), dan.patient.id, PatientStatus.DECEASED)
    await tick.run(LEFT)
    with database.write() as tx:
        assert not patients.reinstate(tx, cast.by(LEFT), dan.patient.id, ReturnReason.ERROR)
        assert patients.get(tx, dan.patient.id).status is PatientStatus.DECEASED
