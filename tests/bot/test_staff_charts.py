"""What a chart for staff marks: R, cases that stand or stood, and when the limb was operated on again."""

from datetime import datetime, timedelta

from bot.staff_charts import beside
from charts.marks import Kind
from storage import alerts, safety_events, transfers
from storage.database import Database
from storage.words import SafetyCategory, SafetyState
from tests import cast
from tests.bot.desk import DAY, Morning
from tests.bot.house import speech


def test_cases_and_operations_stand_on_their_days_and_what_was_taken_back_does_not(
    database: Database, as_of: datetime
) -> None:
    at = Morning(database, as_of)
    at.case(at.ann, "AMB-2", as_of - DAY)
    gone = at.case(at.ann, "RED-1", as_of)
    said = {SafetyState.SUSPECTED: 20, SafetyState.REFUTED: 25, SafetyState.CONFIRMED: 40}
    tmr_on = at.ann.episode.tmr_on
    with database.write() as tx:
        act = cast.by(as_of)
        alerts.supersede(tx, act, gone.id)
        for state, day in said.items():
            safety_events.record(
                tx,
                act,
                episode_id=at.ann.episode.id,
                category=SafetyCategory.REOPERATION,
                occurred_on=tmr_on + timedelta(day),
                state=state,
            )
        later = cast.operated(tx, as_of, at.ann.patient.id, tmr_on=tmr_on + timedelta(40))
        transfers.reoperated(tx, act, later.id, at.ann.episode.id)
    with database.read() as tx:
        told = beside(tx, speech(), at.ann.episode, as_of)
        bare = beside(tx, speech(), at.ann.episode, as_of, cases=False)
    assert [(mark.day, mark.kind, mark.text, mark.told) for mark in told.marks] == [
        (20, Kind.REOPERATION, "Op", "operated on again, suspected"),
        (40, Kind.REOPERATION, "Op", f"operated on again, {later.code}"),
        (41, Kind.AMBER, "A2", "case 1, AMB-2: rise in pain, confirmed"),
    ]
    assert [mark.kind for mark in bare.marks] == [Kind.REOPERATION] * 2
