"""All that is known about one episode, in few queries."""

from datetime import datetime
from typing import Any

from sqlalchemy import event

from domain import Act, Entry, EntryKind, Severity
from storage import alerts, facts, outbox, responses
from storage.database import Database
from storage.words import ChannelState
from tests import cast
from tests.storage.conftest import Scene, prompt


def test_everything_about_the_episode_and_nothing_about_another(
    database: Database, scene: Scene, act: Act, as_of: datetime
) -> None:
    entry = Entry(0, EntryKind.ANSWERED, "rlp-average", (7,), act.at, "tap")
    told: dict[str, Any] = {
        "rule": "RED-1",
        "rule_version": "1",
        "severity": Severity.RED,
        "inputs": {},
        "response_id": None,
    }
    with database.write() as tx:
        ben = cast.person(tx, as_of, scene.team, "Ben", linked=False)
        responses.append(tx, act, scene.response.id, entry)
        alert = alerts.raise_alert(tx, act, key="k", episode_id=scene.ann.episode.id, **told)
        outbox.queue(tx, act, prompt(scene, "prompt:1", act.at))
    assert alert is not None
    with database.read() as tx:
        anns, bens = facts.load(tx, scene.ann.episode.id), facts.load(tx, ben.episode.id)
        assert anns.outgoing == outbox.of_episode(tx, scene.ann.episode.id) != ()
        assert anns.actions == {alert.id: alerts.actions(tx, alert.id)}
    assert (anns.site, anns.patient) == (scene.team.site, scene.ann.patient)
    assert anns.episode.id == scene.ann.episode.id
    assert anns.channel is ChannelState.LINKED
    assert anns.assessments == (scene.assessment,)
    assert anns.responses == (scene.response,)
    assert anns.logs == {scene.response.id: (entry,)}
    assert anns.alerts == (alert,)
    assert bens.channel is ChannelState.UNLINKED
    assert (bens.assessments, bens.logs, bens.alerts, bens.actions, bens.outgoing) == ((), {}, (), {}, ())


def test_a_table_is_read_once(database: Database, scene: Scene) -> None:
    said: list[str] = []

    def note(conn, cursor, statement, *rest):  # type: ignore[no-untyped-def]  # SQLAlchemy's own
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    with database.read() as tx:
        facts.load(tx, scene.ann.episode.id)
    assert len([statement for statement in said if statement.startswith("SELECT")]) <= 8
