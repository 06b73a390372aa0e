"""A patient changes a dangerous answer: the case that tells of it says so, whatever it was raised for."""

from datetime import UTC, datetime, timedelta

from domain import Coding
from storage import alerts
from storage.database import Database
from storage.words import ActionKind
from tests.scheduler.lives import answer, assessment, enrolled, lived, response

AT = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)


async def test_a_change_is_noted_on_the_case_that_the_answer_had_joined(database: Database) -> None:
    _, ann = enrolled(database)
    tick = await lived(database, AT)
    wound = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    core = response(database, assessment(database, ann.episode.id, "W02").id, "core")
    answer(database, wound, AT, {"limb-cold": True})
    await tick.run(AT)
    choice = "urn:tmr-followup:choice"
    for minutes, code in ((1, "limb-cold"), (2, "none")):
        at = AT + timedelta(minutes=minutes)
        answer(database, core, at, {"safety": Coding(choice, code)})
        await tick.run(at)
    with database.read() as tx:
        (case,) = alerts.of_episode(tx, ann.episode.id)
        kinds = [action.kind for action in alerts.actions(tx, case.id)]
    assert [kind for kind in kinds if kind is not ActionKind.ESCALATED] == [
        ActionKind.RAISED,
        ActionKind.JOINED,
        ActionKind.ANSWER_CHANGED,
    ]
