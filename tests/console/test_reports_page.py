"""Reports in the console: made meanwhile, for whoever asked and nobody else, signed by a clinician."""

import asyncio
import json
import re

from httpx import Response

from storage import reviews, surgery, trail
from storage.access_words import Post
from storage.register_words import Surgery
from tests.audit.lives import CANARIES, act
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen


async def made(browser: Browser, **fields: str) -> str:
    """Ask for a report and look again until it is there."""
    begun = await browser.post("/reports/make", **fields)
    assert begun.headers["location"] == "/reports?said=report-begun"
    said = await seen(browser, "/reports")
    while "It is being made." in said:
        await asyncio.sleep(0.05)
        said = await seen(browser, "/reports")
    return said


async def sign(browser: Browser, actions: str, **fields: str) -> Response:
    """Sign what the page shows."""
    shown = re.search(r'name="report" value="(.*?)"', (await browser.get("/reports")).text)
    told = {"report": shown.group(1) if shown else "", "actions": actions, **fields}
    return await browser.post("/reports/sign", **told)


async def test_a_report_is_made_read_and_signed(ward: Console) -> None:
    clinician = await as_one(ward, Post.CLINICIAN)
    assert "No report is signed yet." in await seen(clinician, "/reports")
    assert "It is ready" in await made(clinician, period="2025", readers="own")
    page, pdf, figures = [
        await clinician.get(f"/reports/made/report.{ending}") for ending in ("html", "pdf", "json")
    ]
    assert page.headers["content-disposition"] == 'attachment; filename="report.html"'
    assert (pdf.content[:5], json.loads(figures.text)["site"]) == (b"%PDF-", "NORTH")
    assert not [each for each in CANARIES if each in page.text + figures.text]
    assert "another report since" in (await sign(clinician, "none", report="")).text
    assert "Say what was decided" in (await sign(clinician, " ")).text
    assert "500 characters" in (await sign(clinician, "x" * 501)).text
    signed = await sign(clinician, "<b>Call earlier</b>")
    assert signed.headers["location"] == "/reports?said=signed"
    assert "You have signed this report." in (await sign(clinician, "twice")).text
    shown = await clinician.get("/reports")
    assert "Sign this report" not in shown.text
    assert "&lt;b&gt;Call earlier" in shown.text
    assert "<b>Call" not in shown.text
    with ward.desk.database.read() as tx:
        assert [each.period for each in reviews.every(tx)] == ["2025"]
        assert [row.by for row in trail.read(tx, "report:2025")] == ["staff:OWNER"]


async def test_the_version_for_outside_is_of_whole_years_and_is_not_signed(ward: Console) -> None:
    clinician = await as_one(ward, Post.CLINICIAN)
    refused = await clinician.post("/reports/make", period="2025-Q1", readers="outside")
    assert (refused.status_code, "whole years" in refused.text) == (422, True)
    assert "is no period" in (await clinician.post("/reports/make", period="soon", readers="own")).text
    await made(clinician, period="2025", readers="outside")
    assert "neither the version for outside" in (await sign(clinician, "none")).text


async def test_a_surgeon_s_own_pack_is_of_their_operations_and_stays_inside(ward: Console) -> None:
    with ward.desk.database.write() as tx:
        surgery.put(tx, act(ward.clock.now()), 1, Surgery(operating_surgeon="SURG1"), ())
        surgery.put(tx, act(ward.clock.now()), 2, Surgery(supervising_surgeon="SURG2"), ())
    analyst = await as_one(ward, Post.ANALYST)
    assert "Your report of 2025, surgeon SURG1" in await made(
        analyst, period="2025", readers="own", surgeon="SURG1"
    )
    figures = json.loads((await analyst.get("/reports/made/report.json")).text)
    assert (figures["site"], figures["surgeon"]) == ("NORTH", "SURG1")
    for wrong, said in (("SURG9", "Choose one of these."), ("SURG2", "do not leave the organisation")):
        refused = await analyst.post("/reports/make", period="2025", readers="outside", surgeon=wrong)
        assert (refused.status_code, 'href="#surgeon"' in refused.text) == (422, True)
        assert said in refused.text
    clinician = await as_one(ward, Post.CLINICIAN)
    await made(clinician, period="2025", readers="own", surgeon="SURG2")
    assert "surgeon&#39;s pack" in (await sign(clinician, "none")).text


async def test_a_report_is_there_for_whoever_asked_alone_and_for_an_hour(ward: Console) -> None:
    analyst, clinician = await as_one(ward, Post.ANALYST), await as_one(ward, Post.CLINICIAN)
    assert "A clinician signs a report" in await made(analyst, period="2025", readers="own")
    assert (await analyst.get("/reports/made/report.pdf")).status_code == 200
    for name in ("report.doc", "..%2Freport.pdf"):
        assert (await analyst.get(f"/reports/made/{name}")).status_code == 404
    assert (await clinician.get("/reports/made/report.pdf")).status_code == 404
    assert "Make the report first" in (await sign(clinician, "none")).text
