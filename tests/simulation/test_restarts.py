"""I9 and I10: updates that come again change nothing, and a death at any commit leads to the same end."""

from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import copy

import pytest

from questionnaires.conversation import answers
from questionnaires.library import Library
from storage.crypto import KeyRing
from storage.key_check import require_key
from tests.simulation.ordeal import Ordeal, Plan
from tests.simulation.tables import read

SHORT = Plan(seed=3, patients=1, days=20, harmed=True)
End = dict[str, object]


async def _end(path: Path, template: Path, keys: KeyRing, plan: Plan) -> tuple[End, Ordeal]:
    """What it all came to: answers in force, states of the assessments, alerts."""
    copy(template, path)
    ordeal = Ordeal(plan, path, keys)
    require_key(ordeal.calm)
    try:
        await ordeal.run()
        tables, library = read(ordeal.calm), Library.bundled()
    finally:
        ordeal.calm.close()
    given = {
        (tables.assessments[each.assessment_id].time_point, each.instrument): answers(
            library.get(each.instrument, each.version), each.context, tables.logs[each.id]
        )
        for each in tables.responses.values()
    }
    states = {each.time_point: each.state for each in tables.assessments.values()}
    alerts = sorted((each.key, each.rule) for each in tables.alerts.values())
    return {"answers": given, "states": states, "alerts": alerts}, ordeal


async def test_updates_that_come_again_in_any_order_change_nothing(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing
) -> None:
    calm, _ = await _end(tmp_path / "calm.sqlite3", sqlite_template, keys, SHORT)
    again, _ = await _end(tmp_path / "again.sqlite3", sqlite_template, keys, replace(SHORT, replayed=60))
    assert calm["answers"]
    assert calm["alerts"]
    assert again == calm


async def _same_end(tmp_path: Path, template: Path, keys: KeyRing, share: float) -> None:
    """Die at a share of all the commits that a life without a death makes, one life a commit."""
    calm, whole = await _end(tmp_path / "calm.sqlite3", template, keys, SHORT)
    points = [point for point in range(whole.writes - 20) if Random(point).random() < share]
    assert points
    for point in points:
        plan = replace(SHORT, die_at=point, die_after=point % 2 == 0)
        end, ordeal = await _end(tmp_path / f"{point}.sqlite3", template, keys, plan)
        assert ordeal.deaths == 1, f"write {point} was never reached"
        assert end == calm, f"death at write {point}"


async def test_a_death_at_any_commit_leads_to_the_same_end(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing
) -> None:
    await _same_end(tmp_path, sqlite_template, keys, share=0.012)


@pytest.mark.nightly
async def test_a_death_at_every_commit_leads_to_the_same_end(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing
) -> None:
    await _same_end(tmp_path, sqlite_template, keys, share=1)
