"""The alert rules of a hospital: what each looks for and why, its numbers, how often it was worth it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.numbers import Numbers
from alerts.numbers_file import bundled
from alerts.numbers_form import typed
from alerts.numbers_words import READ_BY, WORDS
from alerts.rule import Rule
from alerts.rules import RULES
from console.pages.brought import by_and_at, standing
from console.pages.moments import capital, moment
from console.pages.rule_words import how_soon, share, worth
from console.web.desk import Desk
from console.web.visit import CLINICAL, Answer, Page, Visit
from domain import Kpis, RuleFigures, Severity, Site
from scheduler.in_force import numbers_in_force
from storage import alert_numbers, sites, staff
from storage.access_words import DraftKind
from storage.database import Tx
from storage.drafts import Draft

KINDS: Mapping[Severity, str] = {
    Severity.RED: "RED: at once",
    Severity.AMBER: "AMBER: within working days",
    Severity.DIGEST: "Weekly digest: nobody is paged",
}
HEAD = ("Rule", "Fires when", "Acknowledged within", "Cases", "Something was done")
_NONE = RuleFigures(0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class Kind:
    """The rules of one severity. `more`: of each its name, why it is there, where from, its numbers."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    more: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """`signed`: who signed the numbers in use, when and why; none: the product's. `waiting`: what, words."""

    site: str
    version: str
    signed: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    kinds: tuple[Kind, ...]
    waiting: tuple[tuple[int, str], ...]
    earlier: tuple[tuple[str, str, str, str], ...]
    may_draft: bool


Worded = Sequence[tuple[str, str]]
"""Each number by its path, as it reads, with the product's where that is another."""


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    site = sites.get(tx, visit.who.site_id)
    numbers, found = numbers_in_force(tx, site.id, visit.as_of), desk.speech.figuring(tx, visit.as_of, site)
    signed, worded = tuple(_signed(tx, desk, site)), tuple(_worded(numbers))
    view = Rules(
        site=site.name,
        version=numbers.version,
        signed=tuple(zip(("Signed by", "On", "Why"), signed[0][1:], strict=True)) if signed else (),
        figures=tuple(_figures(found)),
        head=HEAD,
        kinds=tuple(_kind(severity, numbers, found.rules, worded) for severity in KINDS),
        waiting=tuple(
            (each.id, _waits(tx, desk, visit, each)) for each in standing(tx, visit, DraftKind.ALERT_NUMBERS)
        ),
        earlier=signed[1:],
        may_draft=visit.who.post in CLINICAL,
    )
    return Page("rules.html.j2", view)


def _signed(tx: Tx, desk: Desk, site: Site) -> Iterator[tuple[str, str, str, str]]:
    """What the hospital signed, the last one first: it holds."""
    for each in reversed(alert_numbers.of_site(tx, site.id)):
        by = staff.get(tx, each.signed_by_id).code
        yield each.version, by, moment(desk.speech.staff, site, each.at), each.reason


def _waits(tx: Tx, desk: Desk, visit: Visit, draft: Draft) -> str:
    by, at = by_and_at(tx, desk, visit, draft)
    return f"brought by {by} on {at}: {draft.reason}"


def _figures(found: Kpis) -> Iterator[tuple[str, str]]:
    per_100 = found.alerts_per_100_questionnaires
    yield "Cases that page somebody", str(found.alerts)
    yield "Questionnaires that ended", str(found.questionnaires)
    yield "Cases in 100 questionnaires", "none ended" if per_100 is None else f"{per_100:.1f}"
    yield "Acknowledged in time", share(found.acknowledged_in_time)
    yield "Hours to acknowledge, median", _hours(found.median_hours_to_acknowledge)
    yield "Hours to close, median", _hours(found.median_hours_to_close)


def _hours(value: float | None) -> str:
    return "none yet" if value is None else f"{value:.1f}"


def _kind(severity: Severity, numbers: Numbers, figures: Mapping[str, RuleFigures], worded: Worded) -> Kind:
    rules = [rule for rule in RULES.values() if rule.severity is severity]
    return Kind(
        KINDS[severity],
        tuple(_row(rule, numbers, figures.get(rule.id, _NONE)) for rule in rules),
        tuple((f"{rule.id}, version {rule.version}", tuple(_more(rule, worded))) for rule in rules),
    )


def _row(rule: Rule, numbers: Numbers, figures: RuleFigures) -> tuple[str, ...]:
    raised = "not counted" if rule.severity is Severity.DIGEST else str(figures.raised)
    done = "not counted" if rule.severity is Severity.DIGEST else worth(figures)
    return rule.id, capital(rule.fires_when), how_soon(rule, numbers), raised, done


def _more(rule: Rule, worded: Worded) -> Iterator[tuple[str, str]]:
    yield "Why", capital(rule.rationale)
    yield "Source", capital(rule.source)
    yield "Reads", "; ".join(f"{name}: {', '.join(ids)}" for name, ids in rule.reads.items()) or "windows"
    for path, words in worded:
        if path.partition(".")[0] in READ_BY.get(rule.id, ()):
            yield WORDS[path], words


def _worded(numbers: Numbers) -> Iterator[tuple[str, str]]:
    product = typed(bundled())
    for path, value in typed(numbers).items():
        yield path, value if value == product[path] else f"{value} (the product has {product[path]})"
