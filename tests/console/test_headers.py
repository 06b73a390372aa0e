"""What every answer carries, errors and files too; and nothing typed comes back as more than text."""

import re
from dataclasses import replace

import pytest

from console.access.provider import Provider
from console.access.sessions import form_token
from console.web.application import application
from console.web.desk import Desk
from console.web.table import Route
from console.web.visit import Answer, Visit
from storage.faults import StorageFault
from tests.console.browsing import Browser, Console
from tests.console.provider import GONE

ANSWERS = (
    "/sign-in",
    "/set-up",
    "/",
    "/nothing-here",
    "/static/start.js",
    "/static/../routes.py",
    "/patients/P9999",
    "/sign-in/hospital",
    "/sign-in/hospital/back?state=x&code=y",
)


@pytest.fixture
def elsewhere() -> Provider:
    return GONE


@pytest.mark.parametrize("path", ANSWERS)
async def test_every_answer_carries_the_headers(browser: Browser, path: str) -> None:
    headers = (await browser.get(path)).headers
    rules = headers["content-security-policy"]
    assert "default-src 'none'" in rules
    assert "frame-ancestors 'none'" in rules
    assert "unsafe" not in rules
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert ("no-store" in headers["cache-control"]) == (path != "/static/start.js")
    assert "server" not in headers


async def test_the_nonce_is_new_on_each_page_and_on_the_one_script(browser: Browser) -> None:
    first, second = (await browser.get("/sign-in")), (await browser.get("/sign-in"))
    nonces = [re.findall(r'nonce="([^"]+)"', page.text) for page in (first, second)]
    assert nonces[0] != nonces[1]
    assert f"'nonce-{nonces[0][0]}'" in first.headers["content-security-policy"]
    assert first.text.count("<script") == 1


async def test_another_name_of_the_host_is_not_served(browser: Browser) -> None:
    refused = await browser.web.get("/sign-in", headers={"host": "evil.test"})
    assert refused.status_code == 400
    assert "content-security-policy" in refused.headers


async def test_what_is_asked_wrongly_gets_a_page_that_leads_on(browser: Browser) -> None:
    for path, status in (("/nothing-here", 404), ("/sign-out", 405)):
        page = await browser.get(path)
        assert page.status_code == status
        assert 'href="/"' in page.text


async def test_what_is_typed_comes_back_as_text(browser: Browser) -> None:
    canary = '"><script>alert(1)</script>'
    for path in ("/sign-in", "/set-up"):
        page = await browser.post(path, name=canary)
        assert page.text.count("<script") == 1
        assert "&lt;script&gt;" in page.text


async def test_the_forms_of_a_page_carry_the_token_of_its_browser(browser: Browser) -> None:
    page = await browser.get("/sign-in")
    assert f'name="token" value="{form_token(browser.cookie)}"' in page.text


async def test_a_refused_form_of_a_foreign_site_does_not_replace_the_cookie_there_is(
    browser: Browser,
) -> None:
    """It comes without ours, because that is SameSite; a fresh one would sign somebody out."""
    for path in ("/sign-in", "/nothing-here", "/today"):
        refused = await browser.web.post(path, data={}, headers={"origin": "https://elsewhere.test"})
        assert refused.status_code in (403, 404, 405)
        assert "set-cookie" not in refused.headers


async def test_a_sentence_is_shown_only_if_it_is_known(browser: Browser) -> None:
    assert "You are signed out." in (await browser.get("/sign-in?said=signed-out")).text
    assert "free-text" not in (await browser.get("/sign-in?said=free-text")).text


async def test_files_are_served_by_ourselves_compressed_and_kept(browser: Browser) -> None:
    page = (await browser.get("/sign-in")).text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(files) == 4
    for path in files:
        got = await browser.get(path)
        assert got.status_code == 200
        assert got.headers["content-encoding"] == "gzip"
        assert "https://" not in got.text.replace("https://www.w3.org", "")
    assert "http" not in re.sub(r"http://www\.w3\.org\S*", "", page)


async def test_a_bug_is_told_by_kind_and_place_and_never_by_what_it_was_about(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    async def breaks(_desk: Desk, _visit: Visit) -> Answer:
        raise ValueError("Canary answer")

    routes = (Route("GET", "/breaks", breaks, stage=None),)
    browser = replace(console, app=application(console.desk, routes)).browser()
    page = await browser.get("/breaks")
    assert page.status_code == 500
    assert "Something went wrong" in page.text
    logged = capsys.readouterr().out
    assert "kind=ValueError" in logged
    assert "route=/breaks" in logged
    assert "Canary" not in page.text + logged


async def test_a_database_that_does_not_answer_is_a_page_that_says_so(console: Console) -> None:
    async def away(_desk: Desk, _visit: Visit) -> Answer:
        raise StorageFault("The database does not answer.")

    routes = (Route("GET", "/away", away, stage=None),)
    page = await replace(console, app=application(console.desk, routes)).browser().get("/away")
    assert page.status_code == 503
