"""Findings of the digest: kept once, told between two moments, and taken back when an answer was amended."""

from dataclasses import replace
from datetime import timedelta

from domain import Act
from storage import alerts, findings, trail
from storage.database import Database, Tx
from tests.storage.conftest import Scene

HOUR = timedelta(hours=1)


def noted(tx: Tx, act: Act, scene: Scene, key: str) -> bool:
    return findings.note(
        tx,
        act,
        key=key,
        episode_id=scene.ann.episode.id,
        response_id=scene.response.id,
        rule="DIG-3",
        rule_version="1.0.0",
        numbers=("1.0.0", "c" * 64),
        inputs={"value": 7},
    )


def test_a_finding_is_kept_once_and_is_no_alert(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        assert noted(tx, act, scene, "DIG-3:1:rlp")
        assert not noted(tx, replace(act, at=act.at + HOUR), scene, "DIG-3:1:rlp")
        (kept,) = findings.of_episode(tx, scene.ann.episode.id)
        assert alerts.every(tx) == ()
        assert trail.read(tx)[-1].verb == "digest-finding.note"
    assert (kept.found_at, kept.inputs, kept.superseded_at) == (act.at, {"value": 7}, None)
    assert (kept.numbers_version, kept.numbers_checksum) == ("1.0.0", "c" * 64)


def test_a_digest_tells_what_was_found_since_the_last_one_and_still_holds(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        for hours, key in enumerate(("a", "b", "c", "d")):
            noted(tx, replace(act, at=act.at + hours * HOUR), scene, key)
        gone = findings.of_episode(tx, scene.ann.episode.id)[2]
        assert findings.supersede(tx, act, gone.id)
        assert not findings.supersede(tx, act, gone.id)
        site_id = scene.team.site.id
        told = findings.of_site(tx, site_id, act.at, act.at + 3 * HOUR)
        assert [each.key for each in told] == ["b", "d"]
        assert findings.of_site(tx, site_id, act.at, act.at + 2 * HOUR) == told[:1]
        assert findings.of_site(tx, site_id + 1, act.at, act.at + 3 * HOUR) == ()
