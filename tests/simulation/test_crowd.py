"""Three hundred people through two years each, at night; a few every time. And bugs that must show."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import truth
from domain import PatientStatus
from scheduler import digests, instants, judging, tick
from scheduler.plan import plan
from scheduler.stepping import step_facts
from storage.crypto import KeyRing
from storage.key_check import require_key
from tests.simulation.crowd import TWO_YEARS, Crowd, Driver, Lived
from tests.simulation.crowd_people import nature
from tests.simulation.laws_of_crowds import breaches

Run = Callable[[Crowd], Awaitable[tuple[Lived, dict[str, list[str]]]]]
Patch = pytest.MonkeyPatch
FEW = Crowd(seed=1, patients=4, days=60)


@pytest.fixture
def run(tmp_path: Path, keys: KeyRing, sqlite_template: Path) -> Run:
    def fresh() -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        return path

    async def live(crowd: Crowd) -> tuple[Lived, dict[str, list[str]]]:
        driver = Driver(crowd, fresh(), keys)
        require_key(driver.calm)
        try:
            lived = await driver.live()
            return lived, breaches(lived, driver.calm)
        finally:
            driver.calm.close()

    return live


async def test_a_few_people_break_no_law(run: Run) -> None:
    lived, found = await run(FEW)
    assert found == {}
    assert {each.row.kind for each in lived.posted} >= {"prompt", "reminder", "notice", "digest", "call"}


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(6))
async def test_fifty_people_of_each_seed_break_no_law_in_two_years(run: Run, seed: int) -> None:
    lived, found = await run(Crowd(seed=seed, patients=50, days=TWO_YEARS))
    assert found == {}
    assert lived.deaths


@pytest.mark.nightly
async def test_jumping_to_what_is_due_does_what_stepping_does(run: Run) -> None:
    """The same messages at the same instants, whether or not the tick looked in between."""
    few = replace(FEW, patients=4, days=35, death=0.0)
    came = []
    for steps in (False, True):
        lived, found = await run(replace(few, steps=steps))
        assert found == {}
        came.append([(each.row.key, each.at) for each in lived.posted])
    assert came[0] == came[1]


async def _speaks(run: Run, matter: str, crowd: Crowd = FEW) -> None:
    _, found = await run(crowd)
    assert found.get(matter), f"the laws of {matter} were silent; others: {found}"


async def test_asking_speaks_when_quiet_hours_are_not_kept(run: Run, monkeypatch: Patch) -> None:
    def nightly(*given: Any) -> Any:
        return tuple(replace(one, send_at=one.send_at - timedelta(hours=16)) for one in plan(*given))

    monkeypatch.setattr(tick, "plan", nightly)
    monkeypatch.setattr(instants, "is_quiet", lambda *_: False)
    await _speaks(run, "asking", replace(FEW, patients=2, days=20))


@pytest.mark.nightly
async def test_asking_speaks_when_those_who_left_are_written_to(run: Run, monkeypatch: Patch) -> None:
    """The tick takes them for followed, and nobody looks again at the moment of sending."""

    def unaware(*given: Any) -> Any:
        facts = step_facts(*given)
        followed = replace(facts.patient, status=PatientStatus.FOLLOWED)
        return replace(facts, patient=followed, channel_reachable=True)

    monkeypatch.setattr(tick, "step_facts", unaware)
    monkeypatch.setattr(tick, "LEFT", frozenset())
    monkeypatch.setattr(truth, "_objection", lambda *_: None)
    leaving = (seed for seed in range(1000) if 12 < (nature(seed, 0).leaves or 0) < 30)
    await _speaks(run, "asking", replace(FEW, seed=next(leaving), patients=1, days=120))


@pytest.mark.nightly
async def test_moving_speaks_when_what_is_open_is_moved(run: Run, monkeypatch: Patch) -> None:
    def drifting(*given: Any) -> Any:
        return tuple(
            replace(one, closes_on=one.closes_on + timedelta(days=one.time_point == "W06"))
            for one in plan(*given)
        )

    monkeypatch.setattr(tick, "plan", drifting)
    await _speaks(run, "moving", replace(FEW, days=110))


@pytest.mark.nightly
async def test_judging_speaks_when_a_finding_is_not_raised(run: Run, monkeypatch: Patch) -> None:
    monkeypatch.setattr(judging, "raise_finding", lambda *_: False)
    await _speaks(run, "judging")


@pytest.mark.nightly
async def test_climbing_speaks_when_nobody_is_paged(run: Run, monkeypatch: Patch) -> None:
    monkeypatch.setattr(tick, "due_steps", lambda *_: ())
    monkeypatch.setattr(tick, "next_step_at", lambda *_: None)
    await _speaks(run, "climbing")


@pytest.mark.nightly
async def test_digests_speak_when_a_slot_gives_none(run: Run, monkeypatch: Patch) -> None:
    monkeypatch.setattr(digests, "_queue", lambda *_: None)
    await _speaks(run, "digests", replace(FEW, patients=1, days=8, outage=False))
