"""Several patients at once: seen before it is done, undone within a day, nobody's change overwritten."""

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import httpx
import pytest

from console.pages.chosen_words import WAYS, Way, hindrance
from console.routes import ROUTES
from console.web.application import application
from domain import Act, Patient, PatientStatus
from storage import linking, patients, trail, transfers
from storage.access_words import Post
from storage.schema import contact
from storage.words import ChannelState, Owner, TransferReason
from tests import cast
from tests.console.browsing import Browser, Console
from tests.console.test_inviting import named
from tests.console.test_pages import as_one, seen

AT = datetime(2025, 6, 1, tzinfo=UTC)
WHY = {"until": "1 August 2025", "reason": "closed"}
KEPT = {"code": "P00", "show": "all", "from": "0"}


@pytest.fixture
async def coordinator(ward: Console) -> Browser:
    """At a console beside a bot whose name is known."""
    desk = replace(ward.desk, reach=replace(ward.desk.reach, bot_name=named))
    return await as_one(replace(ward, desk=desk, app=application(desk, ROUTES)), Post.COORDINATOR)


async def checked(browser: Browser, act: str, codes: Sequence[str]) -> httpx.Response:
    """The page that says what would happen."""
    boxes = {f"who-{code}": "yes" for code in codes}
    return await browser.post("/patients/chosen", act=act, **boxes, **KEPT)


def hidden(page: httpx.Response) -> dict[str, str]:
    """What its form holds, to be sent as it is."""
    form = page.text.partition('action="/patients/chosen"')[2]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found if name != "token"}


def words(page: httpx.Response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def pauses(ward: Console) -> dict[str, date | None]:
    with ward.desk.database.read() as tx:
        return {each.code: each.paused_until_on for each in patients.every(tx)}


async def test_several_are_paused_once_it_was_seen_and_it_is_undone_but_for_whom_somebody_changed(
    ward: Console, coordinator: Browser
) -> None:
    act = Act("cli", ward.clock.now())
    with ward.desk.database.write() as tx:
        patients.set_status(tx, act, 3, PatientStatus.WITHDRAWN)
        patients.pause(tx, act, 2, date(2025, 7, 1))
    before = pauses(ward)
    check = await checked(coordinator, "pause", ("P0001", "P0002", "P0003", "P0004"))
    said = words(check)
    assert "Pause follow-up: 3 patients Nothing is done yet." in said
    assert "followed, paused until 1 Jul 2025" in said
    assert "For these nothing will be done Patient Why Patient P0003 Why has left follow-up" in said
    with ward.desk.database.write() as tx:
        patients.pause(tx, act, 4, date(2025, 9, 9))
    done = await coordinator.post("/patients/chosen", **hidden(check), **WHY)
    assert done.headers["location"].endswith("?code=P00&show=all&from=0")
    told = await seen(coordinator, done.headers["location"])
    assert "Follow-up is paused until 1 Aug 2025" in told
    assert "P0004 Why changed by somebody since" in told
    assert pauses(ward)["P0001"] == pauses(ward)["P0002"] == date(2025, 8, 1)
    number = done.headers["location"].split("/")[3].partition("?")[0]
    with ward.desk.database.write() as tx:
        patients.pause(tx, act, 1, None)
    undone = await coordinator.post(f"/patients/chosen/{number}/undo", **KEPT)
    told = await seen(coordinator, undone.headers["location"])
    assert "It was undone by COORD" in told
    assert "P0001 Why changed by somebody since" in told
    assert pauses(ward) == {**before, "P0004": date(2025, 9, 9)}
    await coordinator.post(f"/patients/chosen/{number}/undo", **KEPT)
    with ward.desk.database.read() as tx:
        assert [row.verb for row in trail.read(tx, f"chosen:{number}")] == ["chosen.pause", "chosen.undo"]
        assert trail.read(tx, f"chosen:{number}")[0].detail["reason"] == "closed"


async def test_what_is_missing_or_has_passed_is_told_at_its_field_and_nothing_is_done(
    ward: Console, coordinator: Browser
) -> None:
    check = await checked(coordinator, "pause", ("P0001",))
    for typed, faults in (
        ({"until": "x", "reason": ""}, ("until", "reason")),
        ({"until": "1/1/2025", "reason": "closed"}, ("until",)),
    ):
        refused = await coordinator.post("/patients/chosen", **hidden(check), **typed)
        assert refused.status_code == 422
        assert all(f'href="#{name}"' in refused.text for name in faults)
        assert f'value="{typed["until"]}"' in refused.text
    assert set(pauses(ward).values()) == {None}
    for nothing in (
        await checked(coordinator, "pause", ()),
        await checked(coordinator, "withdraw", ("P0001",)),
    ):
        assert nothing.status_code == 422
        assert "Choose at least one patient" in nothing.text
        assert 'value="P00"' in nothing.text
    nobody = words(await checked(coordinator, "resume", ("P0001",)))
    assert "P0001 Why is not paused" in nobody
    assert "End their pauses" not in nobody


async def test_pauses_are_ended_and_after_a_day_nothing_is_undone(
    ward: Console, coordinator: Browser
) -> None:
    with ward.desk.database.write() as tx:
        patients.pause(tx, Act("cli", ward.clock.now()), 1, date(2025, 7, 1))
        patients.pause(tx, Act("cli", ward.clock.now()), 2, date(2025, 1, 31))
    assert "1 to 1 of 1" in await seen(coordinator, "/patients?show=paused")
    check = await checked(coordinator, "resume", ("P0001", "P0002"))
    assert "P0002 Why is not paused" in words(check)
    done = await coordinator.post("/patients/chosen", **hidden(check))
    address = done.headers["location"].partition("?")[0]
    assert pauses(ward)["P0001"] is None
    ward.clock.advance(timedelta(hours=24))
    later = await as_one(ward, Post.COORDINATOR)
    assert "can no longer be undone" in await seen(later, address)
    await later.post(f"{address}/undo")
    assert pauses(ward)["P0001"] is None
    with ward.desk.database.write() as tx:
        transfers.to_site(
            tx, Act("cli", ward.clock.now()), 1, cast.elsewhere(tx, ward.clock.now()), TransferReason.MOVED
        )
    for way in ("/patients/chosen/x", "/patients/chosen/999999"):
        assert (await later.get(way)).status_code == 404
        assert (await later.post(f"{way}/undo")).status_code == 404


async def test_links_are_printed_apart_from_their_pins_and_undoing_ends_those_not_used(
    ward: Console, coordinator: Browser
) -> None:
    with ward.desk.database.write() as tx:
        tx.conn.execute(
            contact.update().where(contact.c.owner_id.in_((1, 2))).values(channel=ChannelState.UNLINKED)
        )
    assert "of 2 operations" in await seen(coordinator, "/patients?show=unlinked")
    check = await checked(coordinator, "letters", ("P0001", "P0002", "P0003"))
    assert "P0003 Why is linked to Telegram already" in words(check)
    made = await coordinator.post("/patients/chosen", **hidden(check))
    sheets = made.text.split("<section")[1:]
    assert [re.findall(r"start=([\w-]+)<", each) != [] for each in sheets] == [True, True, False, False]
    assert [re.findall(r"Your PIN: \d{6}", each) != [] for each in sheets] == [False, False, True, True]
    first, second = (re.findall(r"start=([\w-]+)<", each)[0] for each in sheets[:2])
    undo = re.search(r'action="(/patients/chosen/\d+/undo)"', made.text)
    assert undo is not None
    with ward.desk.database.write() as tx:
        act, used = Act("cli", ward.clock.now()), {"token": first, "chat_id": 5, "consent_version": None}
        linking.link(tx, act, Owner.PATIENT, 1, **used)
    undone = await coordinator.post(undo[1])
    assert "Not undone Patient Why Patient P0001" in await seen(coordinator, undone.headers["location"])
    with ward.desk.database.read() as tx:
        assert linking.find_offer(tx, second) is None
        assert not any(secret in repr(trail.read(tx)) for secret in (first, second))


async def test_without_the_bots_name_no_link_is_made_and_analysts_choose_nobody(ward: Console) -> None:
    with ward.desk.database.write() as tx:
        tx.conn.execute(contact.update().where(contact.c.owner_id == 1).values(channel=ChannelState.UNLINKED))
    browser = await as_one(ward, Post.COORDINATOR)
    refused = await browser.post("/patients/chosen", **hidden(await checked(browser, "letters", ("P0001",))))
    assert "name could not be read, so no links can be printed now" in words(refused)
    every = (await browser.get("/patients?all=1")).text
    assert every.count(' checked><span class="nhsuk-u-visually-hidden">Choose P00') == 5
    analyst = await as_one(ward, Post.ANALYST)
    assert "checkbox" not in (await analyst.get("/patients?show=unlinked")).text
    assert (await checked(analyst, "pause", ("P0001",))).status_code == 403


def test_each_way_says_what_it_means_and_for_whom_it_cannot_be_done() -> None:
    assert WAYS.keys() == set(Way)
    ann = Patient(1, 1, "P0001", "UTC", "en", time(9), PatientStatus.FOLLOWED, AT, None, AT.date(), None)
    gone = replace(ann, erasing_at=AT)
    no_messages = replace(ann, status=PatientStatus.CHANNEL_STOPPED)
    for way, who, channel, why in (
        (Way.PAUSE, gone, ChannelState.LINKED, "is being erased"),
        (Way.LETTERS, no_messages, ChannelState.UNLINKED, "wants no messages"),
        (Way.PAUSE, no_messages, ChannelState.UNLINKED, None),
        (Way.LETTERS, ann, ChannelState.BLOCKED, "is linked, but has blocked the bot"),
    ):
        assert hindrance(way, who, channel, is_paused=False) == why
