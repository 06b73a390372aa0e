"""Answers entered later than they were given: judged at their place, known from when they were entered."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from alerts.numbers_file import bundled
from alerts.rule import RecheckWanted
from alerts.rules import amber
from domain import AssessmentKind
from scheduler.reports import history_of
from scheduler.stories import base_of, told
from storage import facts, findings
from storage.database import Database
from tests.cast import TMR_ON
from tests.scheduler.entered import enter, noon
from tests.scheduler.lives import LIBRARY, enrolled, new_tick

TABLE = Path(__file__).parent.parent / "specs" / "late.txt"
EXAMPLES = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
SQLITE = pytest.mark.parametrize("fresh_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Given:
    """A pain of a day after the operation, and when it came in."""

    day: int
    pain: int
    at: datetime


async def lived(database: Database, given: Iterable[Given]) -> int:
    """A life in which these come in, each judged before the next one; the episode's number."""
    _, ann = enrolled(database, linked=False)
    tick = new_tick(database)
    for each in given:
        await tick.run(each.at - timedelta(hours=1))
        enter(database, ann.episode.id, each.day, {"rlp-average": each.pain}, each.at)
        await tick.run(each.at)
    return ann.episode.id


def read(text: str) -> Iterator[Given]:
    for word in text.split():
        told_of, _, entered = word.partition(">")
        day, pain = map(int, told_of.split("="))
        yield Given(day, pain, noon(int(entered or day)))


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands of an episode: findings with the day of their report, those gone, and re-checks."""

    found: dict[str, dict[str, object]]
    gone: frozenset[str]
    rechecks: frozenset[str]


def stands(database: Database, episode_id: int) -> Stands:
    with database.read() as tx:
        known, noted = facts.load(tx, episode_id), findings.of_episode(tx, episode_id)
    days = {each.response_id: each.day for each in history_of(known, LIBRARY)}
    stories = [told(each) for each in known.actions.values()]

    def named(key: str) -> str:
        rule, response = base_of(key).split(":")[:2]
        return f"{rule} {days[int(response)]}"

    held = [(key, detail) for story in stories for key, detail in story.held.items()]
    held += [(each.key, each.inputs) for each in noted if each.superseded_at is None]
    owners = {each.assessment_id: days[each.id] for each in known.responses if each.id in days}
    return Stands(
        {named(key): dict(detail) for key, detail in held},
        frozenset(named(key) for story in stories for key in story.gone),
        frozenset(
            f"? {owners[each.parent_id]} on {(each.send_at.date() - TMR_ON).days}"
            for each in known.assessments
            if each.kind is AssessmentKind.RECHECK and each.parent_id is not None
        ),
    )


@SQLITE
@pytest.mark.parametrize("example", EXAMPLES)
async def test_what_comes_of_answers_entered_late(database: Database, example: str) -> None:
    words = example.split("  ")
    given, expected = words[0], next(word.strip() for word in words[1:] if word)
    told_in_the_end = stands(database, await lived(database, read(given)))
    said = {
        *told_in_the_end.found,
        *(f"- {each}" for each in told_in_the_end.gone),
        *told_in_the_end.rechecks,
    }
    assert (said or {"="}) == set(expected.split(", "))


ORDERS = [
    (pains, order)
    for seed in range(3)
    for pains in [tuple(random.Random(seed).choices(range(2, 11), k=4))]
    for order in random.Random(seed).sample(list(permutations((14, 42, 91, 182))), 4)
]


@SQLITE
@pytest.mark.parametrize(("pains", "order"), ORDERS)
async def test_the_order_in_which_answers_are_entered_changes_no_finding(
    database: Database, pains: tuple[int, ...], order: tuple[int, ...]
) -> None:
    """All on one day, so that nothing is too late to be asked about again in one order and not in another."""
    said = dict(zip((14, 42, 91, 182), pains, strict=True))
    given = [Given(day, said[day], noon(200) + timedelta(minutes=n)) for n, day in enumerate(order)]
    episode_id = await lived(database, given)
    found = stands(database, episode_id)
    with database.read() as tx:
        known = facts.load(tx, episode_id)
    history = history_of(known, LIBRARY)
    assert [(each.day, each.on) for each in sorted(history, key=lambda each: each.at)] == [
        (day, TMR_ON + timedelta(day)) for day in sorted(said)
    ]
    at_once = tuple(one for each in history for one in amber(each, history, bundled()))
    wanted = {one.response_id for one in at_once if isinstance(one, RecheckWanted)}
    asked = {each.parent_id for each in known.assessments if each.kind is AssessmentKind.RECHECK}
    assert wanted <= {each.id for each in known.responses if each.assessment_id in asked}
    days = {each.response_id: each.day for each in history}
    inputs = {name: _timeless(detail) for name, detail in found.found.items() if name.startswith("AMB")}
    assert inputs == {
        f"{one.rule} {days[int(one.key.split(':')[1])]}": dict(one.inputs)
        for one in at_once
        if not isinstance(one, RecheckWanted)
    }


def _timeless(detail: dict[str, object]) -> dict[str, object]:
    own = ("pain", "day", "value", "usual", "usual-from")
    return {name: value for name, value in detail.items() if name in own}
