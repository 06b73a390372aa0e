"""A few people through years (at night twenty through five), with deaths and a Telegram that misbehaves."""

import pytest

from app.demo.standin_faults import Chances
from bot import buttons
from bot.case_presses import HandedOver, SnoozedUntil
from bot.presses import Acknowledged
from tests.simulation.conftest import Run
from tests.simulation.ordeal import Plan

MISHAPS = Chances(too_many=0.01, trouble=0.01, lost_reply=0.01, repeated=0.05, reordered=0.1)
TWO_YEARS = 2 * 365 + 1
FIVE_YEARS = 5 * 365 + 2


async def test_the_laws_hold_over_four_lives_of_two_years(run: Run) -> None:
    plan = Plan(
        seed=2, patients=4, days=TWO_YEARS, death=0.007, chances=MISHAPS, steps=6, outages=2, published=True
    )
    outcome, breaches = await run(plan)
    assert breaches == {}
    assert outcome.deaths > 10
    assert len(outcome.witness.deeds) > 250
    read = [buttons.read(deed.data) for deed in outcome.witness.deeds if deed.data]
    for kind in (Acknowledged, HandedOver, SnoozedUntil):
        assert any(isinstance(press, kind) for press in read)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 120))
async def test_the_laws_hold_whatever_the_seed(run: Run, seed: int) -> None:
    plan = Plan(
        seed=seed,
        patients=20,
        days=FIVE_YEARS,
        death=0.004,
        chances=MISHAPS,
        steps=10,
        outages=3,
        published=True,
        mail=True,
    )
    _, breaches = await run(plan)
    assert breaches == {}
