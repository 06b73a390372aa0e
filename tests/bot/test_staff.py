"""Staff on Telegram: a notice, its acknowledgement by the right person, once; the list of cases."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.rendering import render
from domain import Act, Alert, AlertState, Lane, Message, Nation, Severity
from storage import alerts, outbox, sites, staff
from storage.database import Database
from storage.words import CloseCode, Outgoing, Owner, Role
from tests import cast
from tests.bot.house import House, speech

OWNER, DEPUTY = cast.STAFF_CHATS["OWNER"], cast.STAFF_CHATS["DEPUTY"]


@dataclass(frozen=True, slots=True)
class Case:
    team: cast.Team
    alert: Alert
    outgoing: Outgoing


@pytest.fixture
def case(database: Database, as_of: datetime) -> Case:
    """A RED case of Ann's, and the notice of it to the owner."""
    with database.write() as tx:
        team = cast.team(tx, as_of)
        ann = cast.person(tx, as_of, team, "Ann")
        act = Act("system:tick", as_of)
        alert = alerts.raise_alert(
            tx,
            act,
            key="RED-1:1:3",
            episode_id=ann.episode.id,
            response_id=None,
            rule="RED-1",
            rule_version="1",
            severity=Severity.RED,
            inputs={"bleeding": "heavy"},
        )
        assert alert is not None
        message = Message(
            key=f"notice:{alert.id}:first:{team.owner.id}:0",
            kind="notice",
            lane=Lane.NOTICE,
            language="en",
            not_before_at=as_of,
            staff_id=team.owner.id,
            episode_id=ann.episode.id,
            alert_id=alert.id,
            detail={"step": "first", "n": 0},
        )
        outbox.queue(tx, act, message)
        return Case(team, alert, outbox.due(tx, as_of, 1)[0])


def _ack(case: Case) -> str:
    return f"ack:{case.alert.id}"


async def test_a_notice_says_code_severity_rule_and_time_but_no_answers(
    database: Database, as_of: datetime, case: Case
) -> None:
    with database.read() as tx:
        screen = render(tx, speech(), case.outgoing, as_of)
    assert screen is not None
    assert screen.text == "RED: RED-1, bleeding\nP0001, Wednesday 15 January, 10:00"
    assert [(button.label, button.data) for row in screen.rows for button in row] == [
        ("Acknowledge", _ack(case))
    ]


async def test_answers_stand_in_a_notice_only_where_the_site_allows(
    database: Database, as_of: datetime, case: Case
) -> None:
    with database.write() as tx:
        team = case.team
        sites.appoint(
            tx,
            cast.by(as_of),
            team.site.id,
            mode=team.site.mode,
            owner_id=team.owner.id,
            deputy_id=team.deputy.id,
            lead_id=team.lead.id,
            safety_officer_id=team.safety_officer.id,
            out_of_hours_id=None,
            answers_in_notices=True,
        )
        screen = render(tx, speech(), case.outgoing, as_of)
    assert screen is not None
    assert "What was answered: bleeding heavy" in screen.text


async def test_the_first_to_acknowledge_has_it_and_the_second_is_told_who_did_and_when(
    database: Database, as_of: datetime, case: Case
) -> None:
    async with House(database, as_of) as house:
        await house.say(OWNER, "/help")
        await house.say(DEPUTY, "/help")
        assert "connected as OWNER" in house.last(OWNER).text
        assert "yours now" in await house.press(OWNER, house.last(OWNER).message_id, _ack(case))
        assert "Acknowledged by OWNER, Wednesday 15 January, 10:00" in house.last(OWNER).text
        assert house.labels(OWNER) == ["Open the case"]
        assert house.wakes == 1
        toast = await house.press(DEPUTY, house.last(DEPUTY).message_id, _ack(case))
        assert "Acknowledged already by OWNER, Wednesday 15 January, 10:00" in toast
        assert "Acknowledged by OWNER" in house.last(DEPUTY).text
    with database.read() as tx:
        alert = alerts.get(tx, case.alert.id)
        assert (alert.state, alert.acknowledged_by_id) == (AlertState.ACKNOWLEDGED, case.team.owner.id)


async def test_a_closed_case_says_so(database: Database, as_of: datetime, case: Case) -> None:
    with database.write() as tx:
        alerts.close(tx, cast.by(as_of), case.alert.id, case.team.lead.id, CloseCode.CALLED, None)
    async with House(database, as_of) as house:
        await house.say(OWNER, "/help")
        assert "closed already" in await house.press(OWNER, house.last(OWNER).message_id, _ack(case))
        assert "closed already" in house.last(OWNER).text


async def test_the_notice_of_a_case_that_was_taken_and_closed_elsewhere_says_that_it_is_closed(
    database: Database, as_of: datetime, case: Case
) -> None:
    with database.write() as tx:
        alerts.acknowledge(tx, cast.by(as_of), case.alert.id, case.team.owner.id)
        alerts.close(tx, cast.by(as_of), case.alert.id, case.team.owner.id, CloseCode.CALLED, None)
    async with House(database, as_of) as house:
        await house.say(OWNER, "/help")
        await house.press(OWNER, house.last(OWNER).message_id, _ack(case))
        assert house.last(OWNER).text.endswith(
            "Acknowledged by OWNER, Wednesday 15 January, 10:00.\n\nThis case is closed already."
        )


async def test_patients_strangers_and_other_sites_cannot_acknowledge(
    database: Database, as_of: datetime, case: Case
) -> None:
    ann, other, stranger = cast.CHATS["Ann"], 800077, 4711
    with database.write() as tx:
        south = sites.put(
            tx,
            cast.by(as_of),
            code="SOUTH",
            name="South",
            nation=Nation.WALES,
            zone="Europe/London",
            team_phone="029 2018 0000",
            staffed_hours="Mon-Fri 09:00-17:00",
        )
        member = staff.add(tx, cast.by(as_of), site_id=south.id, code="SOUTH1", role=Role.CLINICIAN)
        cast.link(tx, as_of, Owner.STAFF, member.id, other)
    async with House(database, as_of) as house:
        for chat, words in (
            (ann, "does not belong"),
            (other, "Only staff of this site"),
            (stranger, "belong"),
        ):
            await house.say(chat, "hello")
            assert words in await house.press(chat, house.last(chat).message_id, _ack(case))
        assert "belong" in await house.press(other, house.last(other).message_id, "ack:999999")
    with database.read() as tx:
        assert alerts.get(tx, case.alert.id).state is AlertState.OPEN


async def test_cases_lists_the_sites_standing_cases_oldest_first(
    database: Database, as_of: datetime, case: Case
) -> None:
    with database.write() as tx:
        later = as_of + timedelta(hours=1)
        alerts.raise_alert(
            tx,
            Act("system:tick", later),
            key="AMB-1:1",
            episode_id=case.alert.episode_id,
            response_id=None,
            rule="AMB-1",
            rule_version="1",
            severity=Severity.AMBER,
            inputs={},
        )
        alerts.acknowledge(tx, cast.by(later), case.alert.id, case.team.deputy.id)
    async with House(database, as_of) as house:
        await house.say(OWNER, "/cases")
        assert house.last(OWNER).text.splitlines() == [
            "Open cases: 2 (oldest first)",
            "",
            "P0001: RED RED-1, bleeding, Wednesday 15 January, 10:00, acknowledged by DEPUTY",
            "P0001: AMBER AMB-1, wound sign, Wednesday 15 January, 11:00, not acknowledged",
        ]


async def test_no_cases_is_said_too_and_words_of_staff_are_answered(
    database: Database, as_of: datetime, case: Case
) -> None:
    with database.write() as tx:
        alerts.close(tx, cast.by(as_of), case.alert.id, case.team.lead.id, CloseCode.CALLED, None)
    async with House(database, as_of) as house:
        await house.say(OWNER, "/cases")
        assert "No cases are open" in house.last(OWNER).text
        for text in ("thanks!", "/unknown"):
            await house.say(OWNER, text)
            assert "Nobody reads messages here" in house.last(OWNER).text
        await house.say(OWNER, "/start")
        assert "connected as OWNER" in house.last(OWNER).text
