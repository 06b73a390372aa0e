"""Numbers that a safety officer signed hold from then on, for that site, and stay written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import Act
from storage import alert_numbers, trail
from storage.database import Database, Tx
from storage.faults import RuleBroken
from storage.words import SignedNumbers
from tests.storage.conftest import Scene

HOUR = timedelta(hours=1)


def signed(tx: Tx, act: Act, scene: Scene, version: str) -> SignedNumbers:
    return alert_numbers.sign(
        tx,
        act,
        site_id=scene.team.site.id,
        version=version,
        checksum="c" * 64,
        body=f'version: "{version}"',
        signed_by_id=scene.team.safety_officer.id,
        reason="Canary",
    )


def test_the_last_numbers_signed_hold_from_that_moment_on(database: Database, scene: Scene, act: Act) -> None:
    site_id = scene.team.site.id
    with database.write() as tx:
        first = signed(tx, act, scene, "2.0.0")
        second = signed(tx, replace(act, at=act.at + HOUR), scene, "2.1.0")
        before = act.at - timedelta(seconds=1)
        assert alert_numbers.in_force(tx, site_id, before) is None
        assert alert_numbers.in_force(tx, site_id, act.at) == first
        assert alert_numbers.in_force(tx, site_id, act.at + HOUR) == second
        assert alert_numbers.in_force(tx, site_id + 1, act.at + HOUR) is None
        assert alert_numbers.of_site(tx, site_id) == alert_numbers.every(tx) == (first, second)


def test_the_trail_tells_who_signed_what_without_the_words(
    database: Database, scene: Scene, act: Act
) -> None:
    with database.write() as tx:
        signed(tx, act, scene, "2.0.0")
        line = trail.read(tx)[-1]
    assert (line.verb, line.detail["signed_by"]) == ("alert-numbers.sign", scene.team.safety_officer.id)
    assert "Canary" not in str(line)


def test_a_version_is_signed_once(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        signed(tx, act, scene, "2.0.0")
    with pytest.raises(RuleBroken), database.write() as tx:
        signed(tx, act, scene, "2.0.0")
