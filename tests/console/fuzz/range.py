"""Where the fuzzer shoots: one console, a browser for each kind of person, and a state to come back to."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
from hypothesis import strategies as st
from sqlalchemy import make_url

from alerts.numbers_file import bundled
from alerts.numbers_form import typed
from app.accounts import add_account
from app.care import leave
from app.definitions import as_fhir
from console.access.limits import Limits
from console.access.sessions import form_token
from console.pages.hospital import SIGNED_OUT
from console.web.application import application
from console.web.table import Route
from domain import Act, PatientStatus
from scheduler.protocol import default_text
from storage import hospital
from storage.access_words import Stage
from tests.console.browsing import EVERY_ROUTE, ORIGIN, PEOPLE, Browser, Console
from tests.console.fuzz.asking import TOKEN, Asking, asking
from tests.console.fuzz.offered import Offered, offered
from tests.console.test_enrol import PERSON, SECONDARY
from tests.console.test_leaving import mark

STRANGER, SETTING_UP = "a stranger", "somebody who sets up"
STARTS = {STRANGER: SIGNED_OUT, SETTING_UP: "/set-up/finish", "COORD": "/patients/P0002"}
EVERYBODY = (STRANGER, SETTING_UP, *PEOPLE.values())
DRAFT = default_text().replace("version: 1.0.0", "version: 1.0.1")


@dataclass(frozen=True, slots=True)
class Person:
    """A browser that got this far, the cookie it then had, and what the pages offer it."""

    browser: Browser
    cookie: str
    offered: Offered


@dataclass(slots=True)
class Range:
    """Sends what is asked as one of these people; afterwards all is as it was."""

    runner: asyncio.Runner
    people: dict[str, Person]
    file: Path
    kept: Path

    def strategy(self, route: Route) -> st.SearchStrategy[tuple[str, Asking]]:
        """A request to this route, by one of those who may."""
        who = st.sampled_from(self.who(route))
        return who.flatmap(lambda name: st.tuples(st.just(name), asking(route, self.people[name].offered)))

    def who(self, route: Route) -> Sequence[str]:
        """Those who may."""
        if route.stage is Stage.SETTING_UP:
            return (SETTING_UP,)
        may = {PEOPLE[post] for post in route.posts} or {STRANGER}
        return sorted(may & set(self.people))

    def send(self, name: str, asked: Asking) -> httpx.Response:
        return self.runner.run(self._sent(self.people[name], asked))

    async def _sent(self, person: Person, asked: Asking) -> httpx.Response:
        person.browser.bring(person.cookie)
        token = form_token(person.cookie).encode()
        request = person.browser.web.build_request(
            asked.method,
            asked.address,
            content=asked.body.replace(TOKEN.encode(), token),
            headers=[(b"origin", ORIGIN.encode()), *((n.encode(), v.encode()) for n, v in asked.headers)],
        )
        answer = await person.browser.web.send(request)
        if asked.method == "POST" and answer.status_code < 400:
            _copy(self.kept, self.file)
        return answer


def _copy(source: Path, target: Path) -> None:
    """Page by page, so that whoever has the target open sees it change."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        other.execute("PRAGMA synchronous = OFF")
        one.backup(other)


@contextmanager
def shooting_range(
    ward: Console, folder: Path, routes: Sequence[Route] = EVERY_ROUTE, names: Sequence[str] = EVERYBODY
) -> Iterator[Range]:
    """The ward with a draft of the schedule that waits, and no limit on tries."""
    desk = replace(ward.desk, limits=Limits(10**9, timedelta(minutes=5)))
    console = replace(ward, desk=desk, app=application(desk, routes))
    file = Path(make_url(desk.database.url).database or "")
    with asyncio.Runner() as runner:
        people = runner.run(people_of(console, names))
        shutil.copyfile(file, kept := folder / "kept.sqlite3")
        _copy(file, kept)
        yield Range(runner, people, file, kept)


async def enrolments_begun(browser: Browser) -> None:
    """One in which every question is answered, and one in which none is."""
    await browser.post("/enrol")
    for step, (key, fields) in enumerate((PERSON | SECONDARY).items()):
        await browser.post(f"/enrol/1/{key}", step=str(step), **fields)
    await browser.post("/enrol")


async def answers_begun(browser: Browser) -> None:
    """Answers of one patient are being taken down, and one is."""
    page = "/patients/P0003/answers"
    given = {"place": "E0003 M06", "via": "phone", "who": "patient", "on": ""}
    begun = await browser.post(page, mark=await mark(browser, page), **given)
    check = begun.headers["location"].replace("/next", "/check")
    first = re.search(rf'href="({page}/1/1-\d+)"', (await browser.get(check)).text)
    assert first is not None
    await browser.post(first[1], step="0", press="decline")


async def licensed(browser: Browser) -> None:
    """A questionnaire of the site's own is there, under a licence."""
    form = as_fhir("re-check").replace('"re-check"', '"licensed"')
    brought = await browser.post("/questionnaires/upload", form=form)
    draft = brought.headers["location"].partition("?")[0]
    licence = {"holder": "A holder", "text": "It may be asked.", "valid_until_on": "4 July 2025"}
    assert (await browser.post(f"{draft}/publish", **licence)).status_code == 303


async def people_of(console: Console, names: Sequence[str] = EVERYBODY) -> dict[str, Person]:
    """Each signed in or as far as they get; drafts wait, and one patient has left."""
    with console.desk.database.write() as tx:
        act = Act("cli", console.clock.now())
        leave(tx, act, "P0002", PatientStatus.WITHDRAWN)
        linked, _ = add_account(tx, act, "LINKED", "analyst", "NORTH")
        hospital.link(tx, act, linked.id, "https://idp.test", "somebody")
    browsers = {name: console.browser() for name in names}
    for name in set(PEOPLE.values()) & set(names):
        await browsers[name].sign_in(name)
    if "OWNER" in names:
        await browsers["OWNER"].post("/schedules/draft", text=DRAFT)
        numbers = {**typed(bundled()), "version": "north-1", "reason": "Why", "mood.at_least": "2"}
        await browsers["OWNER"].post("/rules/draft", **numbers)
        await enrolments_begun(browsers["OWNER"])
        await answers_begun(browsers["OWNER"])
        form = as_fhir("re-check").replace('"re-check"', '"own"')
        await browsers["OWNER"].post("/questionnaires/upload", form=form)
        await licensed(browsers["OWNER"])
    if SETTING_UP in names:
        with console.desk.database.write() as tx:
            _, code = add_account(tx, Act("cli", console.clock.now()), "NEWCOMER", "analyst", "NORTH")
        await browsers[SETTING_UP].post("/set-up", name="NEWCOMER", setup_code=code)
    found = {name: await offered(each, STARTS.get(name, "/")) for name, each in browsers.items()}
    return {name: Person(each, each.cookie, found[name]) for name, each in browsers.items()}
