"""A form of the site's own: uploaded, checked, played, published with its licence."""

import json

import httpx
import pytest

from app.definitions import as_fhir
from console.access.sessions import form_token
from storage import site_instruments, trail
from storage.access_words import Post
from tests.console.browsing import ORIGIN, Browser, Console
from tests.console.test_pages import as_one, seen

FIRST = "/questionnaires/drafts/1"
OWN = json.loads(as_fhir("re-check")) | {"id": "own", "title": "Our <own>", "version": "2.0.0"}
LICENCE = {"holder": "A holder", "text": "It may\nbe asked.", "valid_until_on": "31 March 2099"}


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    return await as_one(ward, Post.COORDINATOR)


async def upload(browser: Browser, content: bytes) -> httpx.Response:
    return await browser.web.post(
        "/questionnaires/upload",
        data={"token": form_token(browser.cookie)},
        files={"form": ("own.json", content)},
        headers={"origin": ORIGIN},
    )


async def test_a_form_is_uploaded_played_and_published_to_the_byte(
    ward: Console, coordinator: Browser
) -> None:
    content = json.dumps(OWN, indent=3).replace("\n", "\r\n").encode()
    done = await upload(coordinator, content)
    assert done.headers["location"] == f"{FIRST}?said=form-drafted"
    said = await seen(coordinator, done.headers["location"])
    assert "own 2.0.0" in said
    assert "Our <own>" in said
    assert "Draft 1 , brought by COORD" in await seen(coordinator, "/questionnaires")
    for language, word in (("en", "Question 1 of"), ("cy", "Cwestiwn 1 o")):
        assert word in await seen(coordinator, f"{FIRST}/play?language={language}")
    done = await coordinator.post(f"{FIRST}/publish", **LICENCE)
    said = await seen(coordinator, done.headers["location"])
    assert "The questionnaire is there." in said
    assert "A holder, until 31 Mar 2099" in said
    with ward.desk.database.read() as tx:
        (held,) = site_instruments.every(tx)
        assert site_instruments.body(tx, held.id) == content
        assert [row.by for row in trail.read(tx, "draft:1")] == ["staff:COORD", "staff:COORD"]
    assert (await coordinator.get(FIRST)).status_code == 404
    again = await upload(coordinator, content)
    assert "is there already: raise the version" in again.text


async def test_every_fault_of_a_licence_is_told_at_its_field(coordinator: Browser) -> None:
    await upload(coordinator, json.dumps(OWN).encode())
    refused = await coordinator.post(f"{FIRST}/publish", text="<b>", valid_until_on="soon")
    assert refused.status_code == 422
    assert 'href="#holder"' in refused.text
    assert 'href="#valid_until_on"' in refused.text
    assert "&lt;b&gt;" in refused.text
    over = await coordinator.post(f"{FIRST}/publish", **{**LICENCE, "valid_until_on": "1/2/2020"})
    assert "It is over already" in over.text or "is over already" in over.text
    done = await coordinator.post(f"{FIRST}/drop")
    assert done.headers["location"] == "/questionnaires?said=dropped"
    for path in ("publish", "drop", "play"):
        assert (await coordinator.post(f"{FIRST}/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file"),
        (b"\xff\xfe{}", "Choose a file"),
        (b"{" + b" " * 500_000, "Use 500000 characters"),
        (b"x" * 100_001, "Use 500000 characters"),
        (b"{", "The file is malformed"),
        (b"a: [1", "The file is malformed"),
        (json.dumps(OWN | {"id": "core"}).encode(), "core is the id of a bundled instrument"),
        (json.dumps(OWN | {"version": ""}).encode(), "Text is wanted here."),
        (json.dumps(OWN | {"item": [{"type": "attachment", "linkId": "<x>"}]}).encode(), "&lt;x&gt;"),
    ],
    ids=str.split("empty binary long long-yaml json yaml bundled nameless attachment"),
)
async def test_what_cannot_be_asked_is_refused_with_why(
    coordinator: Browser, content: bytes, said: str
) -> None:
    refused = await upload(coordinator, content)
    assert (refused.status_code, said in refused.text) == (422, True), refused.text


async def test_a_file_that_is_far_too_long_is_not_read(coordinator: Browser) -> None:
    assert (await upload(coordinator, b"x" * 1_100_000)).status_code == 403
    foreign = {"origin": ORIGIN, "content-type": "multipart/form-data; boundary=x"}
    broken = await coordinator.web.post("/questionnaires/upload", content=b"--x--y", headers=foreign)
    assert broken.status_code == 403
