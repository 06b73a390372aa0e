"""A fuzzer over every route of the table: whatever is asked, in whatever form, no page breaks.

Routes, forms, links and names of fields are taken from the table, the pages and the code: a new page is
reached without another line here. A seeded sample runs every time, a long one in `just nightly`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from console.routes import ROUTES
from console.web.desk import Desk
from console.web.table import Route
from console.web.visit import Answer, Go, Visit
from storage.access_words import Post
from tests.console.browsing import Console
from tests.console.fuzz.asking import Asking
from tests.console.fuzz.range import Range, shooting_range

SAMPLE, WHOLE = 8, 500
"""Requests to each route: every time, and at night."""


@pytest.fixture
def field(ward: Console, tmp_path: Path) -> Iterator[Range]:
    with shooting_range(ward, tmp_path) as made:
        yield made


def test_a_sample_of_whatever_can_be_asked_breaks_no_page(field: Range) -> None:
    assert broken(field, ROUTES, SAMPLE) == []


@pytest.mark.nightly
def test_whatever_is_asked_breaks_no_page(field: Range) -> None:
    assert broken(field, ROUTES, WHOLE, is_seeded=False) == []


def broken(field: Range, routes: Sequence[Route], most: int, *, is_seeded: bool = True) -> list[str]:
    """What broke pages of these routes, the smallest request for each."""
    found = [fault_of(field, route, most, is_seeded=is_seeded) for route in routes]
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


def test_every_page_that_the_table_has_is_led_to_by_another(field: Range) -> None:
    """Or the fuzzer would guess at it; so would people."""
    led = {path for person in field.people.values() for path in person.offered.links}
    assert {route.path for route in ROUTES if route.method == "GET" and route.path not in led} <= {
        "/reports/made/{name}",  # while nobody has made one
    }


def test_a_form_read_without_a_look_at_its_digits_is_found(ward: Console, tmp_path: Path) -> None:
    """A planted fault, in a field that is read only once the hidden one is right."""

    async def planted(_desk: Desk, visit: Visit) -> Answer:
        to = visit.form.get("to", "")
        return Go(f"/cases/{int(to)}" if visit.form.get("step") == "0" and to.isdigit() else "/today")

    routes = [replace(each, handler=planted) if each.path.endswith("/hand-over") else each for each in ROUTES]
    with shooting_range(ward, tmp_path, routes) as field:
        found = broken(field, [each for each in routes if each.path.endswith("/hand-over")], WHOLE)
    assert [fault for fault in found if "status 500" in fault] == found != []
