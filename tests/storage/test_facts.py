"""All that is known about one episode, in few queries."""

from datetime import datetime
from typing import Any

from domain import Act, Entry, EntryKind, Severity
from storage import alerts, facts, outbox, responses
from storage.database import Database
from storage.words import ChannelState
from tests import cast
from tests.storage.conftest import Scene, prompt, said


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
    with said(database) as statements, database.read() as tx:
        facts.load(tx, scene.ann.episode.id)
        # The scene has no case, so nothing done about one is looked for.
        assert len([told for told, _ in statements if told.startswith("SELECT")]) == 6
