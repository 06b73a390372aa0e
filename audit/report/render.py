"""Renders the report as one HTML page with style and charts in it; nothing is fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from audit.cohort.measures import PAINS, SCALES
from audit.cohort.operated import Operated
from audit.report.build import Cohort, Report, of_indication
from audit.report.figures import Count, Outcome
from audit.report.flow import Completeness
from audit.report.words import BENCHMARKS, CAVEATS, METHODS, SIGNED, TITLES, worded
from audit.statistics.estimates import Estimate
from audit.statistics.missing import Tipping
from charts.course import At
from charts.group_svg import BLUE, VERMILION, course_svg, steps_svg
from storage.words import Indication

CHIEF = ("M03", "M06", "M12", "M24", "M48")
"""The time points whose shares the page shows; JSON has all."""

TWO_YEARS = 730


@dataclass(frozen=True, slots=True)
class Signature:
    """Who reviewed the report of a hospital, when, and what was decided.

    `changed`: whether the figures are others than those that were signed; None: not held against these.
    """

    who: str
    site: str
    signed_on: date
    actions: str
    changed: bool | None


def render(
    report: Report, operations: Sequence[Operated], signatures: Sequence[Signature], *, external: bool
) -> str:
    """The page. `operations`: those of the report, for their individual lines; none for readers outside."""
    charts: dict[str, Markup] = {}
    for key, cohort in report.cohorts.items():
        those = of_indication(operations, Indication(key))
        effective = [each for each in those if each.counts_for_efficacy]
        charts |= _charts(key, cohort, report.time_points, effective)
    return (
        _templates()
        .get_template("report.html.j2")
        .render(
            report=report,
            points=report.time_points,
            titles=TITLES,
            charts=charts,
            chief=CHIEF,
            benchmarks=BENCHMARKS,
            caveats=CAVEATS,
            methods=METHODS,
            signatures=signatures,
            signed=SIGNED,
            external=external,
            style=Markup(_style()),  # noqa: S704 - our own file
        )
    )


def _charts(
    key: str, cohort: Cohort, points: Sequence[str], operations: Sequence[Operated]
) -> dict[str, Markup]:
    drawn = {
        f"{key}-{measure.value}": course_svg(
            means(cohort.outcomes[measure], points),
            [
                [None if (found := each.value(point, measure)) is None else float(found) for point in points]
                for each in operations
            ],
            title=SCALES[measure].title,
            ident=f"{key}-{measure.value}",
            scale=(0, 10, 2),
            colour=colour,
        )
        for measure, colour in zip(PAINS, (BLUE, VERMILION), strict=True)
    }
    again = cohort.reoperation
    lines = {"any reason": [(step.day, step.value) for step in again.curve]} | {
        worded(reason): [(step.day, step.value) for step in again.curves[reason]]
        for reason in ("other-nerve-neuroma", "same-nerve-recurrence")
    }
    drawn[f"{key}-reoperation"] = steps_svg(
        lines, TWO_YEARS, title="Share operated on again", ident=f"{key}-reoperation"
    )
    return drawn


def means(outcome: Outcome, points: Sequence[str]) -> list[At]:
    """The means of a measure as a chart draws them."""
    return [
        At(point, (found.n or 0) if found.value is not None else 0, found.value, found.low, found.high)
        for point in points
        for found in (outcome.levels[point].mean,)
    ]


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("audit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS
    return environment


@cache
def _style() -> str:
    loader = PackageLoader("audit.report")
    return loader.get_source(_templates(), "style.css")[0]


def _number(count: Count) -> str:
    return _hidden(count.value)


def _hidden(n: int | None) -> str:
    return "hidden" if n is None else str(n)


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _plain(found: Estimate) -> str:
    return _interval(found, "{:.1f}")


def _signed(found: Estimate) -> str:
    return _interval(found, "{:+.1f}")


def _percent(found: Estimate) -> str:
    if found.value is None:
        return "–"
    whole = f"{100 * found.value:.0f}\u00a0%"
    if found.low is None or found.high is None:
        return whole
    return f"{whole} ({100 * found.low:.1f} to {100 * found.high:.1f})"


def _whole_percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}\u00a0%"


def _of(found: Estimate) -> str:
    return "hidden" if found.count is None else f"{found.count} of {found.n}"


def _ends(found: Estimate) -> str:
    return f"{_decimal(found.low)} to {_decimal(found.high)}"


def _interval(found: Estimate, form: str) -> str:
    if found.value is None:
        return "–"
    if found.low is None or found.high is None:
        return form.format(found.value)
    return f"{form.format(found.value)} ({form.format(found.low)} to {form.format(found.high)})"


def _tipping(found: Tipping) -> str:
    if found.delta is not None:
        return f"+{found.delta} points"
    return worded(found.certainty)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _states(completeness: Mapping[str, Completeness]) -> list[str]:
    """The states that any time point has, so that the table is no wider than it must be."""
    every = [found.states.parts for found in completeness.values()]
    return [state for state in every[0] if any(parts[state].value != 0 for parts in every)] if every else []


FILTERS = {
    "number": _number,
    "hidden": _hidden,
    "decimal": _decimal,
    "plain": _plain,
    "signed": _signed,
    "percent": _percent,
    "whole_percent": _whole_percent,
    "of": _of,
    "ends": _ends,
    "day": _day,
    "tipping": _tipping,
    "states": _states,
    "worded": worded,
}
