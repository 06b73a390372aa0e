"""A draft of the schedule changed in forms: what is wrong at its field, nobody's work overwritten."""

import html
import re
from typing import Any

import pytest

from console.pages.protocol_forms import WEEK, point_typed, rules_typed
from questionnaires.library import Library
from scheduler.protocol import default_text, read
from storage import drafts
from storage.access_words import DraftKind, Post
from tests.console.browsing import Browser, Console
from tests.console.test_pages import as_one, seen

HOME = "/schedules/drafts/1"
EDIT, SAVED = f"{HOME}/edit", f"{HOME}/edit?said=draft-saved"
DEFAULT = read(default_text(), frozenset(Library.bundled().ids))
POINTS = {point.code: point_typed(DEFAULT, point) for point in DEFAULT.time_points}
RULES = {**rules_typed(DEFAULT), "version": "1.0.1"}


@pytest.fixture
async def author(ward: Console) -> Browser:
    """Whoever has begun a draft of the schedule in use."""
    browser = await as_one(ward, Post.COORDINATOR)
    assert (await browser.post("/schedules/draft/begin")).headers["location"] == EDIT
    return browser


async def save(browser: Browser, part: str, typed: dict[str, str], **changes: str) -> Any:
    """Send a form as it was opened just now, but for what was changed; an empty box is not sent."""
    found = re.search(r'name="seen" value="(\w+)"', (await browser.get(f"{HOME}/{part}")).text)
    fields = {"seen": found.group(1) if found else "", **typed, **changes}
    return await browser.post(
        f"{HOME}/{part}", **{name: value for name, value in fields.items() if value != "-"}
    )


def body(ward: Console) -> str:
    with ward.desk.database.read() as tx:
        found = drafts.find(tx, DraftKind.PROTOCOL, 1)
    assert found is not None
    return found.body


async def test_a_time_point_is_moved_added_and_removed_and_all_is_published_by_another(
    ward: Console, author: Browser
) -> None:
    assert "version: 1.0.1" in body(ward)
    moved = await save(author, "points/M12", POINTS["M12"], closes="540 days")
    assert moved.headers["location"] == SAVED
    fresh = {**POINTS["M24"], "code": "m36", "target": "3 years", "opens": "35 months", "closes": "37 months"}
    assert (await save(author, "points/new", fresh)).headers["location"] == SAVED
    gone = await save(author, "points/WC30", {}, seen="")
    assert gone.status_code == 422
    seen_now = re.search(r'name="seen" value="(\w+)"', (await author.get(f"{HOME}/points/WC30")).text)
    assert seen_now is not None
    removed = await author.post(f"{HOME}/points/WC30/remove", seen=seen_now.group(1))
    assert "The time point is taken out of the draft." in await seen(author, removed.headers["location"])
    text = body(ward)
    assert "# Wound checks: one reminder after six hours" in text
    codes = re.findall(r"code: (\w+)", text)
    assert "WC30" not in codes
    assert codes[-3:] == ["M24", "M36", "M48"]
    second = await as_one(ward, Post.CLINICIAN)
    said = await seen(second, HOME)
    assert "M12.closes: P547D -> P540D" in said
    assert "changed it" in await seen(author, HOME)


async def test_reminders_quiet_hours_days_and_limits_are_changed(ward: Console, author: Browser) -> None:
    changes = {
        "follow_up.reminders": "3 days, 6 days", "follow_up.call": "8 days", "quiet_hours.from": "20:00",
        "never_on-Sunday": "Sunday", "caps.a_day": "3", "re_check.until": "4 days",
    }  # fmt: skip
    assert (await save(author, "rules", RULES, **changes)).headers["location"] == SAVED
    new = read(body(ward), frozenset(Library.bundled().ids))
    assert rules_typed(new) == {**RULES, **changes, "re_check.until": "96 hours"}


async def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    ward: Console, author: Browser
) -> None:
    before = body(ward)
    refused = await save(
        author, "points/W06", POINTS["W06"], target="six <weeks>", **{"instruments-core": "-"}
    )
    assert refused.status_code == 422
    assert 'href="#target"' in refused.text
    assert 'value="six &lt;weeks&gt;"' in refused.text
    assert "Choose one or more." in refused.text
    late = await save(author, "points/W06", POINTS["W06"], target="70 days")
    assert "The target lies outside the window" in late.text
    assert (
        "There is a time point of this code already."
        in (await save(author, "points/W06", POINTS["W06"], code="m03")).text
    )
    early = await save(
        author, "rules", RULES, **{"quiet_hours.to": "07:00", "caps.a_day": "many", "version": "1.0.0"}
    )
    assert 'href="#quiet_hours.to"' in early.text
    assert 'href="#caps.a_day"' in early.text
    assert "raise the version" in early.text
    unused = await save(author, "points/W06", POINTS["W06"], **{"follow_up.call": "9 days"})
    assert "they would not be used" in unused.text
    lengths = {"follow_up": "own", "follow_up.reminders": "2 days; 5", "follow_up.call": "late"}
    own = await save(author, "points/W06", POINTS["W06"], **lengths)
    assert 'href="#follow_up.reminders"' in own.text
    assert 'href="#follow_up.call"' in own.text
    assert body(ward) == before


async def test_windows_that_overlap_are_told_until_they_are_mended(ward: Console, author: Browser) -> None:
    assert (await save(author, "points/W06", POINTS["W06"], closes="70 days")).headers["location"] == SAVED
    page = html.unescape((await author.get(EDIT)).text)
    assert f'href="{HOME}/points/M03#opens"' in page
    assert "The windows of W06 and M03 in series core overlap" in page
    second = await as_one(ward, Post.CLINICIAN)
    assert (await second.get(HOME)).headers["location"] == EDIT
    assert (await second.post(f"{HOME}/publish", plan="0" * 16)).headers["location"] == EDIT
    assert "overlap" in (await author.get(f"{HOME}/points/M03")).text
    assert (await save(author, "points/M03", POINTS["M03"], opens="71 days")).headers["location"] == SAVED
    assert "There is a problem" not in (await author.get(EDIT)).text


async def test_the_second_of_two_who_change_a_draft_is_told_and_overwrites_nothing(
    ward: Console, author: Browser
) -> None:
    with ward.desk.database.read() as tx:
        opened = drafts.find(tx, DraftKind.PROTOCOL, 1)
    assert opened is not None
    await save(author, "points/M12", POINTS["M12"], closes="540 days")
    second = await as_one(ward, Post.CLINICIAN)
    for part, typed in (
        ("points/M12", {**POINTS["M12"], "closes": "530 days"}),
        ("rules", {**RULES, "version": "7"}),
    ):
        told = await second.post(f"{HOME}/{part}", **typed, seen=opened.checksum)
        assert told.status_code == 422
        assert "Somebody has changed this draft" in told.text
    assert 'value="7"' in told.text
    text = await second.post(f"{HOME}/text", text=opened.body, seen=opened.checksum)
    assert "Somebody has changed this draft" in text.text
    removed = await second.post(f"{HOME}/points/M12/remove", seen=opened.checksum)
    assert "Somebody has changed this draft" in removed.text
    assert "closes: P540D" in body(ward)


async def test_text_and_forms_are_one_draft_and_whoever_changed_it_does_not_publish_it(
    ward: Console, author: Browser
) -> None:
    second = await as_one(ward, Post.CLINICIAN)
    text = body(ward).replace("closes: P547D", "closes: P541D")
    assert (await save(second, "text", {}, text=text)).headers["location"] == SAVED
    assert 'value="541 days after"' in (await author.get(f"{HOME}/points/M12")).text
    refused = await save(second, "text", {}, text=text.replace("P541D", "soon"))
    assert (refused.status_code, "closes: soon" in refused.text) == (422, True)
    assert "changed it" in (await second.post(f"{HOME}/publish", plan="0" * 16)).text
    # Saved as it was opened: nobody becomes an author by that.
    third = await as_one(ward, Post.ADMINISTRATOR)
    assert (await save(third, "points/M12", POINTS["M12"], closes="541 days")).headers["location"] == SAVED
    assert "changed it" not in (await third.get(HOME)).text


async def test_what_is_not_there_is_not_found(author: Browser) -> None:
    for path in (
        "drafts/9/edit",
        "drafts/9/rules",
        "drafts/9/text",
        "drafts/9/points/M12",
        "drafts/1/points/X",
    ):
        assert (await author.get(f"/schedules/{path}")).status_code == 404
    for path in ("drafts/9/rules", "drafts/9/text", "drafts/9/points/M12", "drafts/9/points/M12/remove"):
        assert (await author.post(f"/schedules/{path}")).status_code == 404
    assert (await author.post(f"{HOME}/points/X/remove")).status_code == 404


async def checked(browser: Browser, part: str, typed: dict[str, str], **changes: str) -> dict[str, str]:
    """What is told while a form is typed, by its place."""
    found = await browser.post(f"{HOME}/{part}/check", **{**typed, **changes})
    assert found.status_code == 200
    places = re.findall(
        r'<div[^>]* id="([\w.]+?)(?:-told)?"[^>]*hx-swap-oob[^>]*>(.*?)\n?</div>', found.text, re.S
    )
    return {name: " ".join(html.unescape(re.sub(r"<[^>]*>", " ", told)).split()) for name, told in places}


async def test_a_form_is_checked_as_it_is_typed_and_nothing_is_kept(ward: Console, author: Browser) -> None:
    before, page = body(ward), (await author.get(f"{HOME}/rules")).text
    mark = {"seen": re.findall(r'name="seen" value="(\w+)"', page)[0]}
    week06, month03, rules = POINTS["W06"] | mark, POINTS["M03"] | mark, RULES | mark
    late = await checked(author, "points/W06", week06, closes="70 days")
    assert "The windows of W06 and M03 in series core overlap" in late["closes"]
    assert late["opens"] == ""
    assert late["checked"] == "1 answer needs another look."
    assert "overlap" in (await checked(author, "points/M03", month03, opens="40 days"))["opens"]
    fine = await checked(author, "points/W06", week06, told=late["checked"], summarised="yes")
    assert (fine["closes"], fine["summary"]) == ("", "")
    assert fine["checked"] == "Nothing is wrong with what you typed."
    again = await checked(author, "points/W06", week06, told=fine["checked"])
    assert not {"checked", "summary"} & set(again)
    main = await checked(author, "points/W06", week06, **{"marks-primary": "primary"})
    assert "Only one time point can be primary" in main["marks"]
    empty = await checked(author, "rules", rules, version="")
    assert empty["version"] == "Error: Write something here."
    days = {f"never_on-{day}": day for day in WEEK[:6]}
    assert "can leave no day to ask" in (await checked(author, "rules", rules, **days))["checked"]
    other = await checked(author, "rules", RULES, summarised="yes", **{"caps.a_day": "many"})
    assert "Somebody has changed this draft" in other["checked"]
    assert other["summary"].startswith("There is a problem")
    assert body(ward) == before


async def test_what_nobody_has_typed_yet_is_not_complained_of(ward: Console, author: Browser) -> None:
    begun = await checked(author, "points/new", {"series": "core", "code": "m 3", "target": "soon"})
    assert begun["target"].startswith("Error: Write a length of time")
    assert not {"opens", "closes", "instruments"} & set(begun)
    for part in ("points/W06", "rules"):
        assert (await author.post(f"/schedules/drafts/9/{part}/check")).status_code == 404
