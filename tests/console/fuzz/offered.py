"""What the pages offer: their links and their forms, found by following every link as each person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from tests.console.browsing import EVERY_ROUTE, Browser

T = TypeVar("T")

MOST_EACH = 2
"""Addresses of one route that are looked at."""

Fields = Mapping[str, tuple[str, ...]]
"""What each field of a form may be sent with, as it stands on the page; a text is empty or as shown."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form on a page: where it goes, how, and with what."""

    method: str
    action: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Offered:
    """Of one person: addresses (with a query), and forms, by the path in the table that they lead to."""

    links: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, tuple[Form, ...]]


class _Reader(HTMLParser):
    """Reads the links and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str, dict[str, list[str]]]] = []
        self._text: list[str] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "a":
            self.links.append(told.get("href", ""))
        elif tag == "form":
            fields = dict[str, list[str]]()
            if "hx-post" in told:  # where it goes as it is typed
                self.forms.append(("POST", told["hx-post"], fields))
            self.forms.append((told.get("method", "get").upper(), told.get("action", ""), fields))
        elif tag in ("input", "button") and name:
            self._field(name).append(value)
        elif tag == "textarea":
            self._text = self._field(name)
        elif tag == "select":
            self._select = name
        elif tag == "option":
            self._field(self._select).append(value)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data.removeprefix("\n"))
            self._text = None

    def _field(self, name: str) -> list[str]:
        """Of the form that was opened last."""
        return self.forms[-1][2].setdefault(name, []) if self.forms else []


def read(page: str, path: str) -> tuple[tuple[str, ...], tuple[Form, ...]]:
    """Links to our own pages, and forms; one without an action goes to the page it is on."""
    reader = _Reader()
    reader.feed(page)
    forms = tuple(
        Form(method, action or path, {name: tuple(dict.fromkeys(values)) for name, values in fields.items()})
        for method, action, fields in reader.forms
    )
    return tuple(link for link in reader.links if link.startswith("/") and "/static/" not in link), forms


def route_of(method: str, address: str) -> str | None:
    """The path in the table that answers; where two do, the first, as in the application."""
    path = urlsplit(address).path
    return next(
        (r.path for r in EVERY_ROUTE if r.method == method and _pattern(r.path).fullmatch(path)), None
    )


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))


async def offered(browser: Browser, start: str = "/") -> Offered:
    """Follow every link from the start, some addresses of each route."""
    waiting, seen = [start], dict[str, None]()
    links: dict[str, list[str]] = {}
    forms: dict[str, list[Form]] = {}
    while waiting:
        address = waiting.pop(0)
        route = route_of("GET", address)
        if address in seen or route is None or len(links.setdefault(route, [])) >= MOST_EACH:
            continue
        seen[address] = None
        links[route].append(address)
        got = await browser.get(address)
        waiting.append(got.headers.get("location", address))
        found, shown = read(got.text, urlsplit(address).path) if got.text else ((), ())
        waiting += found
        for form in shown:
            leads = route_of(form.method, form.action)
            if leads is not None and form not in forms.setdefault(leads, []):
                forms[leads].append(form)
    return Offered(_frozen(links), _frozen(forms))


def _frozen(found: Mapping[str, list[T]]) -> dict[str, tuple[T, ...]]:
    return {path: tuple(each) for path, each in found.items()}


def query_of(address: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(urlsplit(address).query))
