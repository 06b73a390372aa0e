"""A fuzzer over every route of the table: whatever is asked, in whatever form, no page breaks.

Routes, forms, links and names of fields are taken from the table, the pages and the code: a new page is
reached without another line here. A seeded sample runs every time, a long one in `just nightly`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from console.access.provider import BACK, Provider
from console.web.desk import Desk
from console.web.table import Route
from console.web.visit import Answer, Go, Visit
from tests.console.browsing import EVERY_ROUTE, Console
from tests.console.fuzz.asking import Asking, one_wrong
from tests.console.fuzz.range import Range, shooting_range
from tests.console.provider import GONE

SAMPLE, WHOLE = 4, 200
"""Requests to each route: every time, and at night."""
SLOW = "/schedules/drafts/"
"""These weigh a draft on every patient at each look: a single request every time."""


@pytest.fixture
def elsewhere() -> Provider:
    return GONE


@pytest.fixture
def field(ward: Console, tmp_path: Path) -> Iterator[Range]:
    with shooting_range(ward, tmp_path) as made:
        yield made


NOT_YET = {
    "/exports/made/{name}",
    "/reports/made/{name}",
    "/enrol/done/{code}",
    "/patients/chosen/{number}",
    "/patients/{code}/answers/done/{number}",
    BACK,
}
"""Nothing leads there while nobody has made one, enrolled anybody, stored answers, or comes back."""


def test_a_sample_of_whatever_can_be_asked_breaks_no_page_and_links_lead_to_each(field: Range) -> None:
    led = {path for person in field.people.values() for path in person.offered.links}
    assert {route.path for route in EVERY_ROUTE if route.method == "GET"} - led <= NOT_YET
    assert broken(field, EVERY_ROUTE, SAMPLE) == []


@pytest.mark.nightly
def test_whatever_is_asked_breaks_no_page(field: Range) -> None:
    assert broken(field, EVERY_ROUTE, WHOLE, is_seeded=False) == []


@pytest.mark.nightly
def test_no_field_of_any_form_breaks_a_page(field: Range) -> None:
    assert [fault for route in EVERY_ROUTE for fault in broken_by_one(field, route)] == []


def broken_by_one(field: Range, route: Route) -> Iterator[str]:
    """What broke this page with a single field wrong."""
    for who in field.who(route):
        for asked in one_wrong(route, field.people[who].offered):
            fault = wrong_with(field.send(who, asked))
            if fault:
                yield f"{fault}: {who}: {str(asked)[:400]}"


def broken(field: Range, routes: Sequence[Route], most: int, *, is_seeded: bool = True) -> list[str]:
    """What broke pages of these routes, the smallest request for each."""
    found = (
        fault_of(field, each, 1 if is_seeded and each.path.startswith(SLOW) else most, is_seeded=is_seeded)
        for each in routes
    )
    return [fault for fault in found if fault]


def fault_of(field: Range, route: Route, most: int, *, is_seeded: bool) -> str | None:
    phases = (Phase.generate,) if is_seeded else (Phase.generate, Phase.shrink)

    @settings(
        max_examples=most, derandomize=is_seeded, database=None, deadline=None, phases=phases,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(field.strategy(route))
    def nothing_breaks(asked: tuple[str, Asking]) -> None:
        who, request = asked
        assert wrong_with(field.send(who, request)) is None, f"{who}: {str(request)[:400]}"

    try:
        nothing_breaks()
    except AssertionError as error:
        return str(error)
    return None


def wrong_with(answer: httpx.Response) -> str | None:
    """No page breaks; what was typed comes back as text; nobody is led away."""
    leads = answer.headers.get("location", "/")
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    if not leads.startswith("/") or leads.startswith("//"):
        return "leads elsewhere"
    if "a=b" in answer.headers.get("set-cookie", ""):
        return "a header was written from outside"
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    return "a script of others" if is_page and "<script>" in answer.text else None


def test_a_field_whose_digits_are_not_looked_at_is_found(ward: Console, tmp_path: Path) -> None:
    """A planted fault, in a field that is read only once the hidden one is right."""

    async def planted(_desk: Desk, visit: Visit) -> Answer:
        to = visit.form.get("to", "")
        return Go(f"/cases/{int(to)}" if visit.form.get("step") == "0" and to.isdigit() else "/today")

    (plain,) = (each for each in EVERY_ROUTE if each.path.endswith("/hand-over"))
    route = replace(plain, handler=planted)
    routes = [route if each is plain else each for each in EVERY_ROUTE]
    with shooting_range(ward, tmp_path, routes, ["OWNER"]) as field:
        found = [*broken_by_one(field, route)]
    assert {re.findall(r"&to=(.{6})", each)[0] for each in found} == {"999999", "%C2%B2"}
