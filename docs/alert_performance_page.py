"""Writes docs/generated/alert-performance.md from simulated lives: `just alert-performance`."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

from alerts.change import AMB_2, AMB_3A
from alerts.numbers import Numbers
from alerts.numbers_file import bundled
from benchmarks.alert_figures import (
    EARLY,
    LATE,
    PEOPLE,
    SEED,
    Figure,
    Rule,
    caught,
    lives,
    ours,
    relapsing_people,
    severe,
    share_of_questionnaires,
    stable_people,
    two_since_last,
    worsening_people,
)
from benchmarks.alert_lives import Life, Person, World, schedule
from scheduler.protocol import default_text

PAGE = Path(__file__).parent / "generated" / "alert-performance.md"
NOISES = (0.64, 1.0, 1.5)
RULES: tuple[tuple[str, Rule], ...] = (
    ("AMB-2 and AMB-3a", ours),
    ("2 more than last time", two_since_last),
    ("7 or more", severe),
)
MORE_POINTS = (("M09", 274), ("M18", 548))
MOST_STABLE, LEAST_CAUGHT = 0.03, 0.80
"""The aim at SD 1.0: at most this share of stable questionnaires, at least this share of relapses."""

HEAD = """# What the pain rules find, and what they find wrongly

For whoever signs the numbers of AMB-2 and AMB-3a. Made by `uv run just alert-performance` from simulated
lives (`benchmarks/alert_lives.py`, `benchmarks/alert_figures.py`); a test says when rules, numbers or the
schedule have changed since. It is no trial: it shows what the rules do if pain and reports are as assumed.

- {people} stable people: pain better by 4 within a year, or hardly changed, in equal parts; baselines RLP
  N(6.2, 2.3), PLP N(6.0, 2.8). {people} relapsing ones: the same, but RLP or PLP is 3 points higher for good
  from a random day in months 6 to 18, where its true value was 2 or more until then.
- They answer the default schedule on the day they are asked, and 80 % of re-checks. Noise of a 7-day average
  is Gaussian with the SD given; it is rounded and stays within 0 to 10.
- *Stable*: of the questionnaires of stable people from day 28 on, with three completed reports before them,
  the share that led to an AMBER (95 % interval: bootstrap over people). *Caught*: relapses of which an AMBER
  about that pain told until two years (Wilson). *Days*: from the relapse to the alert, median of those caught
  (bootstrap). Two simpler rules judge the same reports, without a re-check.
"""

_EARLY = """At 6 weeks and 3 months R is the lowest average so far, and AMB-2 needs 5, AMB-3a 8. Relapses here
begin on days 28 to 90; those caught later by the usual rule count as well.
"""
_MISSED = """Somebody at 7 or more cannot get 3 points worse on a scale that ends at 10, and 1.3 R is out of
reach from 8 on. In people who are still getting better R lags behind: it is the median of falling reports.
"""
_CREEPS = "Neither stable nor a relapse: an AMBER here is not wrong, and no AMBER is not a miss.\n"


def page() -> str:
    """The whole page."""
    numbers = bundled()
    people = (stable_people(), relapsing_people(LATE), relapsing_people(EARLY))
    parts = [HEAD.format(people=PEOPLE), f"Fingerprint: `{fingerprint()}`\n"]
    parts += ["## Every questionnaire answered\n", *_table(_later(people, numbers, all_answered=True))]
    parts += ["\n## Answered as published: 90, 80, 75, 65 and 55 % at 6 weeks, 3, 6, 12 and 24 months\n"]
    parts += _table(_later(people, numbers, all_answered=False))
    parts += ["\n## The early rule: fewer than three reports\n", _EARLY, *_table(_early(people, numbers))]
    parts += ["\n## Pain that creeps up by 1.5 over a year\n", _CREEPS, *_creeping(numbers)]
    parts += ["\n## The trade-off at SD 1.0\n", *_trade_off(people, numbers)]
    parts += ["\n## Who is missed, at SD 1.0\n", _MISSED, *_missed(people, numbers)]
    parts += ["\n## What else would help, at SD 1.0\n", *_else(people, numbers)]
    return "\n".join(parts) + "\n"


def fingerprint() -> str:
    """Changes with whatever the figures depend on: rules, their numbers, schedule, seed."""
    numbers = repr((bundled().usual, bundled().rise, bundled().steep))
    parts = (AMB_2.version, AMB_3A.version, numbers, default_text(), str(SEED))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


People = tuple[Sequence[Person], Sequence[Person], Sequence[Person]]
Row = tuple[str, ...]


def _later(people: People, numbers: Numbers, *, all_answered: bool) -> Iterator[Row]:
    for noise in NOISES:
        world = World(noise, all_answered=all_answered)
        stable, relapsing = (lives(group, world, numbers, schedule()) for group in people[:2])
        for name, rule in RULES:
            yield (str(noise), name, *_figures(stable, relapsing, rule, few=False))


def _early(people: People, numbers: Numbers) -> Iterator[Row]:
    for noise in NOISES:
        world = World(noise)
        stable, relapsing = (lives(group, world, numbers, schedule()) for group in (people[0], people[2]))
        for name, rule in RULES:
            yield (str(noise), name, *_figures(stable, relapsing, rule, few=True))


def _figures(stable: Sequence[Life], relapsing: Sequence[Life], rule: Rule, *, few: bool) -> Row:
    share, days = caught(relapsing, rule)
    fired = share_of_questionnaires(stable, rule, few=few)
    return _percent(fired), _percent(share), _days(days)


def _table(rows: Iterator[Row]) -> Iterator[str]:
    yield "| Noise SD | Rule | Stable | Caught | Days |"
    yield "|---|---|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _creeping(numbers: Numbers) -> Iterator[str]:
    yield "| Noise SD | " + " | ".join(name for name, _ in RULES) + " |"
    yield "|---|---|---|---|"
    for noise in NOISES:
        found = lives(worsening_people(), World(noise), numbers, schedule())
        shares = (_percent(share_of_questionnaires(found, rule, few=None)) for _, rule in RULES)
        yield f"| {noise} | {' | '.join(shares)} |"


def _trade_off(people: People, numbers: Numbers) -> Iterator[str]:
    """Every choice of numbers that no other beats in both shares, and the present one."""
    tried = [(_told(each), *_both(people, each)) for each in _choices(numbers)]
    present = _told(numbers)
    yield f"Aim: at most {MOST_STABLE:.0%} of stable questionnaires, at least {LEAST_CAUGHT:.0%} of relapses."
    yield f"Of {len(tried)} choices {_met(tried)}. Those that no other beats in both, and the present one:\n"
    yield "| R from | Points | Ratio | Silent from | Steep | Stable | Caught |"
    yield "|---|---|---|---|---|---|---|"
    for name, stable, share in sorted(tried, key=lambda one: one[1].value):
        beaten = any(
            s.value <= stable.value
            and c.value >= share.value
            and (s.value, c.value) != (stable.value, share.value)
            for _, s, c in tried
        )
        if not beaten or name == present:
            mark = " **(present)**" if name == present else ""
            yield f"| {name} | {_percent(stable)} | {_percent(share)}{mark} |"


def _met(tried: Sequence[tuple[str, Figure, Figure]]) -> str:
    met = sum(s.value <= MOST_STABLE and c.value >= LEAST_CAUGHT for _, s, c in tried)
    return f"{met} reach it" if met else "none reaches it"


def _choices(numbers: Numbers) -> Iterator[Numbers]:
    for reports, points, ratio, silent, steep in product(
        (1, 2, 3), (1, 2, 3), ("1.0", "1.3"), (5, 7), (3, 4)
    ):
        if steep > points:
            yield replace(
                numbers,
                usual=replace(numbers.usual, reports=reports),
                rise=replace(numbers.rise, points=points, ratio=Decimal(ratio), unanswered=silent),
                steep=replace(numbers.steep, points=steep),
            )


def _told(numbers: Numbers) -> str:
    rise = numbers.rise
    cells = (f"last {numbers.usual.reports}", rise.points, rise.ratio, rise.unanswered, numbers.steep.points)
    return " | ".join(str(cell) for cell in cells)


def _both(people: People, numbers: Numbers) -> tuple[Figure, Figure]:
    stable, relapsing = (lives(group, World(1.0), numbers, schedule()) for group in people[:2])
    return share_of_questionnaires(stable, ours, few=False), caught(relapsing, ours)[0]


def _missed(people: People, numbers: Numbers) -> Iterator[str]:
    """Whose relapses are caught, by their true pain on the day before."""
    relapsing = lives(people[1], World(1.0), numbers, schedule())
    yield "| Pain before the relapse | People | " + " | ".join(name for name, _ in RULES) + " |"
    yield "|---|---|---|---|---|"
    for low, high in ((2, 4), (4, 6), (6, 7), (7, 10.1)):
        theirs = [life for life in relapsing if low <= _before(life.person) < high]
        shares = (_percent(caught(theirs, rule)[0]) for _, rule in RULES)
        yield f"| {low} to {min(high, 10)} | {len(theirs)} | {' | '.join(shares)} |"


def _before(person: Person) -> float:
    """The true pain on the day before it comes back; 0 for somebody in whom it does not."""
    if person.relapse is None:
        return 0.0
    pain, began = person.relapse
    return person.truth(pain, began - 1)


def _proposed(numbers: Numbers) -> Numbers:
    """R from the last two reports, no ratio, a silent re-check told from 5, steep from 3 points."""
    return replace(
        numbers,
        usual=replace(numbers.usual, reports=2),
        rise=replace(numbers.rise, ratio=Decimal("1.0"), unanswered=5),
        steep=replace(numbers.steep, points=3),
    )


def _else(people: People, numbers: Numbers) -> Iterator[str]:
    """Other numbers, and more answers."""
    more = tuple(sorted((*schedule(), *MORE_POINTS), key=lambda point: point[1]))
    usual, all_checked, proposed = World(1.0), World(1.0, rechecks=1.0), _proposed(numbers)
    yield "| Change | Stable | Caught | Days |"
    yield "|---|---|---|---|"
    for name, world, points, judged_with in (
        ("none", usual, schedule(), numbers),
        ("every re-check answered (by telephone where need be)", all_checked, schedule(), numbers),
        ("a core questionnaire at 9 and 18 months too", usual, more, numbers),
        (
            "proposed numbers: last 2, 2 points, ratio 1.0, silent from 5, steep 3",
            usual,
            schedule(),
            proposed,
        ),
        ("proposed, and 9 and 18 months", usual, more, proposed),
        ("proposed, 9 and 18 months, every re-check", all_checked, more, proposed),
    ):
        stable, relapsing = (lives(group, world, judged_with, points) for group in people[:2])
        yield f"| {name} | {' | '.join(_figures(stable, relapsing, ours, few=False))} |"


def _percent(figure: Figure) -> str:
    return f"{100 * figure.value:.1f} % ({100 * figure.low:.1f} to {100 * figure.high:.1f})"


def _days(figure: Figure | None) -> str:
    return "-" if figure is None else f"{figure.value:.0f} ({figure.low:.0f} to {figure.high:.0f})"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
