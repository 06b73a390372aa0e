"""Rules, their numbers and their figures in words. Pure."""

from collections.abc import Iterator

from alerts.backtest import Comparison, Found
from alerts.numbers import Numbers
from alerts.numbers_form import typed
from alerts.numbers_words import SECTIONS, WORDS
from alerts.rule import Rule
from domain import RuleFigures, Severity

TESTED = ("Rule", "A week now", "A week then", "Worth it now", "Worth it then")


def how_soon(rule: Rule, numbers: Numbers) -> str:
    if rule.severity is Severity.DIGEST:
        return "nobody is paged"
    if rule.severity is Severity.RED:
        return f"{numbers.red.acknowledge} minutes"
    days = numbers.working_days[rule.id]
    return f"{days} working day{'s' if days > 1 else ''}"


def share(value: float | None) -> str:
    return "none yet" if value is None else f"{value:.0%}"


def worth(figures: RuleFigures) -> str:
    """The positive predictive value with what it is of."""
    closed = figures.with_action + figures.without
    return _of(closed, figures.ppv)


def _of(closed: int, ppv: float | None) -> str:
    return "none closed" if ppv is None else f"{ppv:.0%} of {closed} closed"


def label_of(path: str) -> str:
    """What a number is; a limit bears its rule."""
    return WORDS.get(path) or path.partition(".")[2]


def differences(old: Numbers, new: Numbers) -> tuple[tuple[str, str, str], ...]:
    """What, its number now, its number then; in the order of the file."""
    before = typed(old)
    return tuple(
        (f"{SECTIONS[path.partition('.')[0]]}: {label_of(path)}", before[path], value)
        for path, value in typed(new).items()
        if value != before[path]
    )


def tested(found: Comparison) -> Iterator[tuple[str, ...]]:
    """By rule, findings a week and how often one was worth it, under both."""
    for rule in sorted(found.old.keys() | found.new.keys()):
        old, new = found.old.get(rule, Found(0, 0.0, 0, None)), found.new.get(rule, Found(0, 0.0, 0, None))
        yield (
            rule,
            f"{old.a_week:.2f}",
            f"{new.a_week:.2f}",
            _of(old.closed, old.ppv),
            _of(new.closed, new.ppv),
        )
