"""The page on what the pain rules find is of the present rules, and its figures can be made again."""

import pytest

from alerts.numbers_file import bundled
from benchmarks.alert_figures import LATE, caught, lives, ours, relapsing_people, severe, stable_people
from benchmarks.alert_figures import share_of_questionnaires as share
from benchmarks.alert_lives import World, schedule
from docs.alert_performance_page import PAGE, fingerprint, page


def test_the_page_is_of_the_present_rules_numbers_and_schedule() -> None:
    """When this fails: `uv run just alert-performance`, and read the difference."""
    assert f"Fingerprint: `{fingerprint()}`" in PAGE.read_text("utf-8")


@pytest.mark.nightly
def test_the_page_is_what_the_simulation_gives() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_rules_seldom_tell_of_stable_people_and_often_of_relapses() -> None:
    """A sample: far from the limits of chance, so that only a broken rule or cohort fails it."""
    numbers, world = bundled(), World(1.0)
    stable = lives(stable_people()[:150], world, numbers, schedule())
    relapsing = lives(relapsing_people(LATE)[:150], world, numbers, schedule())
    assert share(stable, ours, few=False).value < 0.06 < share(stable, severe, few=False).value
    found, days = caught(relapsing, ours)
    assert found.low > 0.3
    assert days is not None
    assert days.value < 365
