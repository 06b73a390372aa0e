"""Staff and one case on Telegram: hand over, snooze, close, each once, by whom it may be; the rota."""

from datetime import date, timedelta

import pytest

from domain import AlertState
from storage import alerts, contacts, episodes, rota, staff
from storage.words import ChannelState, Owner, Role
from tests import cast
from tests.bot.house import House
from tests.bot.ward import DEPUTY, LEAD, OWNER, Ward


async def test_a_case_is_opened_by_number_or_by_the_patients_code(ward: Ward) -> None:
    await ward.house.say(OWNER, "/case p0001")
    assert ward.house.last(OWNER).text == "P0001 has 2 cases. Tap the one you want to see."
    assert ward.house.labels(OWNER) == [f"{ward.red}: RED-1", f"{ward.amber}: AMB-2"]
    await ward.tap(OWNER, f"{ward.red}: RED-1")
    assert "RED: RED-1, bleeding" in ward.house.last(OWNER).text
    for asked, said in (("", "Send /case with"), ("P9", "There is no case of P9"), ("99", "no case of 99")):
        await ward.house.say(OWNER, f"/case {asked}")
        assert said in ward.house.last(OWNER).text


async def test_a_new_message_about_a_case_does_not_say_what_it_is_about(ward: Ward) -> None:
    await ward.open(OWNER, ward.red)
    assert ward.house.last(OWNER).text == f"P0001, case {ward.red}\n\nNobody has taken it yet."
    assert ward.house.labels(OWNER) == ["Acknowledge", "Its story", "Hand over", "Close"]


async def test_a_case_that_is_handed_over_waits_for_its_new_holder(ward: Ward) -> None:
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Hand over")
    assert ward.house.labels(OWNER) == ["DEPUTY", "LEAD", "SAFETY", "COORD", "Back"]
    wakes = ward.house.wakes
    assert await ward.tap(OWNER, "LEAD") == "Handed over to LEAD. They are told now."
    assert ward.house.wakes == wakes + 1
    assert "handed over to LEAD, who has not taken it yet" in ward.house.last(OWNER).text
    assert ward.alert(ward.red).state is AlertState.OPEN
    assert ward.kinds(ward.red) == ["raised", "acknowledged", "handed-over"]
    await ward.open(LEAD, ward.red)
    assert "yours now" in await ward.tap(LEAD, "Acknowledge")
    alert = ward.alert(ward.red)
    assert (alert.state, alert.acknowledged_by_id) == (AlertState.ACKNOWLEDGED, ward.team.owner.id)
    assert ward.stands(ward.red).holder_id == ward.team.lead.id
    assert "Acknowledged by LEAD" in ward.house.last(LEAD).text
    with ward.house.database.read() as tx:
        assert episodes.get(tx, alert.episode_id).next_look_at == ward.house.clock.now()


async def test_a_button_drawn_before_the_case_changed_hands_does_nothing_and_says_so(ward: Ward) -> None:
    await ward.open(OWNER, ward.red)
    card = ward.house.last(OWNER)
    old = [key.data for row in card.buttons for key in row if key.text in ("Hand over", "Close")]
    await ward.tap(OWNER, "Hand over")
    give = ward.house.last(OWNER).data_of("LEAD")
    await ward.house.press(OWNER, card.message_id, give)
    before = ward.kinds(ward.red)
    for data in (give, *old, f"code:{ward.red}:0:0"):
        assert "changed since" in await ward.house.press(OWNER, card.message_id, data)
    assert ward.kinds(ward.red) == before
    assert "handed over to LEAD" in ward.house.last(OWNER).text


async def test_nobody_is_handed_a_case_whom_no_message_reaches_or_who_has_it(ward: Ward) -> None:
    with ward.house.database.write() as tx:
        at = cast.by(ward.house.clock.now())
        contacts.set_channel(tx, at, Owner.STAFF, ward.team.lead.id, ChannelState.BLOCKED)
        staff.leave(tx, at, ward.team.coordinator.id)
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Hand over")
    assert ward.house.labels(OWNER) == ["DEPUTY", "SAFETY", "Back"]
    card = ward.house.last(OWNER).message_id
    for to_id in (ward.team.lead.id, ward.team.coordinator.id, ward.team.owner.id, 99):
        toast = await ward.house.press(OWNER, card, f"give:{ward.red}:0:{to_id}")
        assert "can be reached by a message now" in toast
    await ward.open(DEPUTY, ward.red)
    await ward.tap(DEPUTY, "Acknowledge", "Open the case", "Hand over")
    assert ward.house.labels(DEPUTY) == ["OWNER", "SAFETY", "Back"]
    toast = await ward.house.press(DEPUTY, card, f"give:{ward.red}:1:{ward.team.deputy.id}")
    assert "with that person already" in toast


async def test_a_colleague_takes_a_case_over_at_once(ward: Ward) -> None:
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Acknowledge")
    await ward.open(DEPUTY, ward.red)
    assert await ward.tap(DEPUTY, "Hand over", "DEPUTY") == "It is yours now."
    assert ward.alert(ward.red).state is AlertState.ACKNOWLEDGED
    assert ward.stands(ward.red).holder_id == ward.team.deputy.id


async def test_red_is_never_snoozed_and_amber_only_by_whoever_has_it(ward: Ward) -> None:
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Acknowledge", "Open the case")
    card = ward.house.last(OWNER).message_id
    assert "Snooze" not in ward.house.labels(OWNER)
    assert "never snoozed" in await ward.house.press(OWNER, card, f"rest:{ward.red}:1")
    assert "Acknowledge the case first" in await ward.house.press(OWNER, card, f"rest:{ward.amber}:0")
    await ward.open(DEPUTY, ward.amber)
    await ward.tap(DEPUTY, "Acknowledge")
    assert "Only whoever has the case" in await ward.house.press(OWNER, card, f"rest:{ward.amber}:1")
    assert ward.stands(ward.amber).snooze is None


async def test_a_snooze_has_an_end_at_an_opening_and_a_typed_reason(ward: Ward) -> None:
    await ward.open(OWNER, ward.amber)
    await ward.tap(OWNER, "Acknowledge", "Open the case", "Snooze")
    assert ward.house.labels(OWNER) == [
        "Thursday 16 January, 09:00",
        "Friday 17 January, 09:00",
        "Monday 20 January, 09:00",
        "Tuesday 21 January, 09:00",
        "Wednesday 22 January, 09:00",
        "Back",
    ]
    await ward.tap(OWNER, "Monday 20 January, 09:00")
    assert "type the reason" in ward.house.last(OWNER).text
    await ward.house.say(OWNER, "seen in clinic on Monday")
    assert "Done. It rests until Monday 20 January, 09:00." in ward.house.last(OWNER).text
    snooze = ward.stands(ward.amber).snooze
    assert snooze is not None
    assert (snooze.staff_id, snooze.until.isoformat()) == (ward.team.owner.id, "2025-01-20T09:00:00+00:00")
    await ward.house.say(OWNER, "/cases")
    assert "rests until Monday 20 January, 09:00, OWNER" in ward.house.last(OWNER).text
    await ward.house.say(OWNER, "thanks")
    assert "nothing was passed on" in ward.house.last(OWNER).text


async def test_a_snooze_that_lasts_too_long_is_refused(ward: Ward) -> None:
    await ward.open(OWNER, ward.amber)
    await ward.tap(OWNER, "Acknowledge")
    card, first = ward.house.last(OWNER).message_id, date(2025, 1, 15).toordinal()
    for days in (0, 3, 8, 400):
        toast = await ward.house.press(OWNER, card, f"until:{ward.amber}:1:{first + days}")
        assert "within the days that are set" in toast
    await ward.house.press(OWNER, card, f"until:{ward.amber}:1:{first + 1}")
    ward.house.clock.advance(timedelta(minutes=10))
    await ward.house.say(OWNER, "a reason")
    assert ward.stands(ward.amber).snooze is not None


@pytest.mark.parametrize("label", ["Called the patient", "Reoperation planned"])
async def test_a_case_is_closed_with_what_was_done(ward: Ward, label: str) -> None:
    await ward.open(OWNER, ward.red)
    assert await ward.tap(OWNER, "Close", label) == f"Closed: {label}."
    assert "Closed, Wednesday 15 January, 10:00." in ward.house.last(OWNER).text
    assert ward.house.labels(OWNER) == ["Its story"]
    assert ward.kinds(ward.red) == ["raised", "acknowledged", "closed"]
    await ward.house.say(DEPUTY, f"/case {ward.red}")
    card = ward.house.last(DEPUTY).message_id
    for data in (f"close:{ward.red}:2", f"hand:{ward.red}:2:0", f"rest:{ward.red}:2"):
        assert "closed already" in await ward.house.press(DEPUTY, card, data)


async def test_the_story_shows_answers_only_where_the_site_allows_them(ward: Ward) -> None:
    await ward.open(OWNER, ward.amber)
    await ward.tap(OWNER, "Acknowledge", "Open the case", "Its story")
    text = ward.house.last(OWNER).text
    assert text.splitlines()[2:4] == [
        "Wednesday 15 January, 10:00: AMBER AMB-2, rise in pain, confirmed, was found (rule version 1.0.0).",
        "Wednesday 15 January, 10:00: OWNER acknowledged it.",
    ]
    assert "Answers are not shown here" in text
    with ward.house.database.write() as tx:
        cast.allow_answers(tx, ward.house.clock.now(), ward.team)
    await ward.tap(OWNER, "Back", "Its story")
    usual = "Pain of the residual limb: 8. The usual value R was 3, the value before surgery."
    assert f"{usual} The re-check said 7. Answers: day 90." in ward.house.last(OWNER).text


async def test_a_long_story_is_paged(ward: Ward) -> None:
    with ward.house.database.write() as tx:
        for number in range(20):
            alerts.join(tx, cast.by(ward.house.clock.now()), ward.red, f"k{number}", {"rule": "RED-1"})
    await ward.open(OWNER, ward.red)
    await ward.tap(OWNER, "Its story")
    assert ward.house.labels(OWNER) == ["More", "Back"]
    await ward.tap(OWNER, "More")
    assert "(page 2 of 2)" in ward.house.last(OWNER).text
    assert ward.house.labels(OWNER) == ["Earlier ones", "Back"]


async def test_a_tap_costs_two_calls(ward: Ward) -> None:
    await ward.open(OWNER, ward.red)
    for label in ("Its story", "Back", "Hand over", "LEAD"):
        calls = len(_calls(ward.house))
        await ward.tap(OWNER, label)
        assert _calls(ward.house)[calls:] == ["answercallbackquery", "editmessagetext"]


def _calls(house: House) -> list[str]:
    return [method for method, _ in house.people.calls if method != "getupdates"]


@pytest.mark.parametrize("head", ["case", "story", "hand", "give", "rest", "until", "close", "code"])
async def test_patients_strangers_and_other_sites_get_nothing(ward: Ward, head: str) -> None:
    with ward.house.database.write() as tx:
        south = cast.elsewhere(tx, ward.house.clock.now())
        member = staff.add(
            tx, cast.by(ward.house.clock.now()), site_id=south, code="SOUTH1", role=Role.CLINICIAN
        )
        cast.link(tx, ward.house.clock.now(), Owner.STAFF, member.id, 800077)
    numbers = {"case": 1, "rest": 2, "close": 2, "story": 2}.get(head, 3)
    data = ":".join([head, str(ward.red), *["0"] * (numbers - 1)])
    for chat in (cast.CHATS["Ann"], 4711, 800077):
        await ward.house.say(chat, "/case 1")
        assert "P0001" not in ward.house.last(chat).text
        assert "belong" in await ward.house.press(chat, ward.house.last(chat).message_id, data)
    await ward.house.say(800077, "/case P0001")
    assert "There is no case of P0001 at your site" in ward.house.last(800077).text
    assert ward.kinds(ward.red) == ["raised"]


async def test_who_is_on_call_now_and_next(ward: Ward) -> None:
    now = ward.house.clock.now()
    with ward.house.database.write() as tx:
        times = {"starts_at": now + timedelta(hours=8), "ends_at": now + timedelta(hours=20)}
        rota.add(tx, cast.by(now), site_id=ward.team.site.id, staff_id=ward.team.lead.id, **times)
    await ward.house.say(DEPUTY, "/oncall")
    assert ward.house.last(DEPUTY).text.splitlines() == [
        "Now, until Wednesday 15 January, 17:00: OWNER (owner)",
        "From Wednesday 15 January, 17:00 until Wednesday 15 January, 18:00: nobody is told",
        "From Wednesday 15 January, 18:00 until Thursday 16 January, 06:00: LEAD (rota)",
        "From Thursday 16 January, 06:00 until Thursday 16 January, 09:00: nobody is told",
        "",
        "Staffed hours: Mon-Fri 09:00-17:00.",
    ]
