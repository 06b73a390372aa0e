"""Exports in the console: for whoever asked and nobody else, and each download is in the trail."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from zipfile import ZipFile

from audit.formats import FORMATS
from console.pages import exports
from console.pages.export_words import FORMATS as WORDS
from console.web.bench import Bench
from storage import trail
from storage.access_words import Post
from tests.audit.lives import CANARIES
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen


async def made(browser: Browser, *formats: str, **fields: str) -> str:
    """Ask for an export and look again until it is there."""
    begun = await browser.post("/exports/make", **{f"formats-{each}": each for each in formats}, **fields)
    assert begun.headers["location"] == "/exports?said=export-begun", begun.text
    said = await seen(browser, "/exports")
    while "Look again" in said:
        await asyncio.sleep(0.05)
        said = await seen(browser, "/exports")
    return said


async def test_an_export_is_made_and_downloaded_and_the_trail_tells_of_both(ward: Console) -> None:
    analyst = await as_one(ward, Post.ANALYST)
    said = await made(analyst, "csv", "xlsx", period="2025")
    assert "Your export: xlsx, csv; 2025" in said
    assert "Download audit-csv.zip" in said
    got = await analyst.get("/exports/made/audit-csv.zip")
    assert got.headers["content-disposition"] == 'attachment; filename="audit-csv.zip"'
    assert (await analyst.get("/exports/made/audit.xlsx")).content[:2] == b"PK"
    with ZipFile(io.BytesIO(got.content)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert {"operations.csv", "dictionary.csv"} <= set(texts)
    assert not [each for each in CANARIES if each in "".join(texts.values())]
    with ward.desk.database.read() as tx:
        rows = [row for row in trail.read(tx) if row.by == "account:ANALYST"]
    told = [(row.verb, row.subject) for row in rows if row.verb != "session.begin"]
    assert [each for each in told if "export" in each[1]] == [
        ("export.write", "export:xlsx"),
        ("export.write", "export:csv"),
        ("console.download", "export:audit-csv.zip"),
        ("console.download", "export:audit.xlsx"),
    ]
    assert {row.detail["filter"]["site"] for row in rows if row.verb == "export.write"} == {"NORTH"}


async def test_an_export_is_there_for_whoever_asked_alone_beside_their_report(ward: Console) -> None:
    analyst, clinician = await as_one(ward, Post.ANALYST), await as_one(ward, Post.CLINICIAN)
    await made(analyst, "wide")
    assert (await clinician.get("/exports/made/audit-wide.zip")).status_code == 404
    for name in ("audit.xlsx", "..%2Faudit-wide.zip"):
        assert (await analyst.get(f"/exports/made/{name}")).status_code == 404
    assert "Your report" not in await seen(analyst, "/reports")
    assert (await analyst.get("/reports/made/audit-wide.zip")).status_code == 404


async def test_what_people_wrote_leaves_only_for_those_who_look_after_them(ward: Console) -> None:
    analyst, clinician = await as_one(ward, Post.ANALYST), await as_one(ward, Post.CLINICIAN)
    asked = {"formats-fhir": "fhir", "own-words-yes": "yes"}
    assert "What patients wrote in their own words" not in (await analyst.get("/exports")).text
    refused = await analyst.post("/exports/make", **asked)
    assert (refused.status_code, "for those who look after them" in refused.text) == (422, True)
    await made(clinician, "fhir", **{"own-words-yes": "yes"})
    assert (await clinician.get("/exports/made/audit-fhir.zip")).status_code == 200
    with ward.desk.database.read() as tx:
        assert [row.detail.get("free_text") for row in trail.read(tx, "export:fhir")] == [True]


async def test_a_map_of_the_own_fills_the_file_for_an_audit_tool(ward: Console) -> None:
    analyst = await as_one(ward, Post.ANALYST)
    own = "file: nice_ours.csv\ncolumns:\n  - {name: Registration, from: operations.audit_number}\n"
    await made(analyst, "nice", map=own)
    got = await analyst.get("/exports/made/audit-nice.zip")
    with ZipFile(io.BytesIO(got.content)) as archive:
        assert archive.read("nice_ours.csv").decode().splitlines()[0] == "Registration"


async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(ward: Console) -> None:
    clinician = await as_one(ward, Post.CLINICIAN)
    refused = await clinician.post(
        "/exports/make", period="soon", map="columns: <b>", **{"formats-csv": "csv", "own-words-yes": "yes"}
    )
    assert refused.status_code == 422
    for at in ("period", "map", "own-words"):
        assert f'href="#{at}"' in refused.text
    assert "&#39;soon&#39; is no period" in refused.text
    assert "columns: &lt;b&gt;" in refused.text
    assert refused.text.count(" checked") == 2
    assert "Choose at least one format." in (await clinician.post("/exports/make")).text


async def test_a_second_export_waits_until_the_first_is_made(ward: Console) -> None:
    analyst, clinician = await as_one(ward, Post.ANALYST), await as_one(ward, Post.CLINICIAN)
    go_on = Event()

    def slow(_: Path) -> None:
        assert go_on.wait(5)

    ward.desk.bench.begin("somebody else", "a long one", ward.clock.now(), slow)
    await analyst.post("/exports/make", **{"formats-wide": "wide"})
    assert "It waits until what others asked for is made." in await seen(analyst, "/exports")
    again = await analyst.post("/exports/make", **{"formats-wide": "wide"})
    assert "The last export is still being made: wait for it first." in again.text
    assert "Look again" not in await seen(clinician, "/exports")
    go_on.set()


async def test_a_hospital_without_operations_is_told_that_there_is_nothing_to_export(
    browser: Browser,
) -> None:
    await browser.sign_in("OWNER")
    assert "Enrol a patient first." in await seen(browser, "/exports")


def test_how_far_an_export_is_and_how_large_its_files_are_is_told() -> None:
    bench, at, begun, go_on = Bench(), datetime(2025, 6, 2, tzinfo=UTC), Event(), Event()

    def slow(folder: Path) -> None:
        folder.mkdir()
        (folder / "audit.xlsx").touch()
        (folder / ".audit-csv.part").touch()
        begun.set()
        assert go_on.wait(5)

    bench.begin(1, "xlsx, csv; 2025", at, slow)
    piece = bench.of(1, at)
    assert piece is not None
    assert begun.wait(5)
    assert exports.state_of(piece) == "It is being made: 1 of 2 formats are ready."
    go_on.set()
    bench.close()
    assert [exports.size(each) for each in (640, 99_900, 12_340_000)] == ["1 kB", "100 kB", "12.3 MB"]


def test_every_format_that_export_knows_is_described() -> None:
    assert {each.value for each in WORDS} == set(FORMATS)
