"""Safety events: suspected once per finding, recorded by staff as often as they happen."""

from datetime import date

from domain import Act
from storage import safety_events, trail
from storage.database import Database
from storage.words import SafetyCategory, SafetyState
from tests.storage.conftest import Scene


def test_an_answer_suggests_an_event_once(database: Database, scene: Scene, act: Act) -> None:
    told = {
        "key": "AMB-7:1",
        "episode_id": scene.ann.episode.id,
        "response_id": scene.response.id,
        "category": SafetyCategory.REOPERATION,
        "occurred_on": date(2025, 1, 28),
    }
    with database.write() as tx:
        assert safety_events.suspect(tx, act, **told)  # type: ignore[arg-type]
        assert not safety_events.suspect(tx, act, **told)  # type: ignore[arg-type]
        (event,) = safety_events.of_episode(tx, scene.ann.episode.id)
    assert (event.state, event.reported_by) == (SafetyState.SUSPECTED, "system:tick")


def test_staff_record_events_and_their_words_stay_out_of_the_trail(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        for day, note in ((20, "second Canary"), (18, None)):
            safety_events.record(
                tx,
                act,
                episode_id=scene.ann.episode.id,
                category=SafetyCategory.INFECTION,
                occurred_on=date(2025, 1, day),
                state=SafetyState.CONFIRMED,
                note=note,
            )
        found = safety_events.of_episode(tx, scene.ann.episode.id)
        assert [event.note for event in found] == [None, "second Canary"]
        assert "Canary" not in str(trail.read(tx))
