"""Every kind of row of the outbox has its words; nothing private on a locked telephone."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.rendering import render
from bot.screen import Screen
from domain import Act, Assessment, AssessmentState, Lane, Message, Nation, PatientStatus, Severity
from questionnaires.library import Library
from storage import alerts, assessments, outbox, patients, sites
from storage.database import Database, Tx
from tests import cast
from tests.bot.house import House, opened, speech
from tests.bot.test_texts import FORBIDDEN

CHAT = cast.CHATS["Cara"]


@pytest.fixture
def cara(database: Database, as_of: datetime, team: cast.Team) -> cast.Person:
    with database.write() as tx:
        return cast.person(tx, as_of, team, "Cara", tmr_on=as_of.date() - timedelta(days=42))


@pytest.fixture
def core(database: Database, as_of: datetime, cara: cast.Person) -> Assessment:
    with database.write() as tx:
        return opened(tx, as_of, cara, "core", "extended")


def _shown(
    tx: Tx,
    at: datetime,
    kind: str,
    *,
    patient: cast.Person | None = None,
    staff_id: int | None = None,
    assessment_id: int | None = None,
    alert_id: int | None = None,
    detail: Mapping[str, str | int] | None = None,
    key: str = "",
    repeat: bool = False,
) -> Screen | None:
    message = Message(
        key=key or f"{kind}:1",
        kind=kind,
        lane=Lane.PROMPT,
        language="en",
        not_before_at=at,
        patient_id=patient.patient.id if patient else None,
        staff_id=staff_id,
        assessment_id=assessment_id,
        alert_id=alert_id,
        detail=detail or {},
        repeat=repeat,
    )
    outbox.queue(tx, Act("system:tick", at), message)
    return render(tx, speech(), outbox.due(tx, at, 50)[-1], at)


@pytest.mark.parametrize(("kind", "label"), [("prompt", "Start"), ("reminder", "Go on"), ("again", "Go on")])
@pytest.mark.parametrize("nation", list(Nation))
def test_an_invitation_tells_nothing_private_and_names_the_emergency_numbers(
    database: Database,
    as_of: datetime,
    cara: cast.Person,
    core: Assessment,
    kind: str,
    label: str,
    nation: Nation,
) -> None:
    with database.write() as tx:
        site = sites.get(tx, cara.patient.site_id)
        sites.put(
            tx,
            cast.by(as_of),
            code=site.code,
            name=site.name,
            nation=nation,
            zone=site.zone,
            team_phone=site.team_phone,
            staffed_hours=site.staffed_hours,
        )
        shown = _shown(tx, as_of, kind, patient=cara, assessment_id=core.id, detail={"sitting": f"{core.id}"})
        ended = assessments.end(tx, cast.by(as_of), core.id, AssessmentState.MISSED, "not reached")
        assert ended
        later = _shown(tx, as_of, kind, patient=cara, assessment_id=core.id, key="later")
    assert shown is not None
    text = " ".join([shown.text, *(button.label for row in shown.rows for button in row)]).lower()
    for word in (*FORBIDDEN, "canary", "p0001", "999999", "cara"):
        assert word not in text
    assert "999" in text
    assert site.team_phone in text
    assert "nobody reads it live" in text
    assert [(button.label, button.data) for row in shown.rows for button in row] == [(label, f"s:{core.id}")]
    assert later is None


def test_an_invitation_says_how_long_and_a_reminder_until_when(
    database: Database, as_of: datetime, cara: cast.Person, core: Assessment
) -> None:
    with database.write() as tx:
        prompt = _shown(tx, as_of, "prompt", patient=cara, assessment_id=core.id)
        reminder = _shown(tx, as_of, "reminder", patient=cara, assessment_id=core.id)
    library = Library.bundled()
    minutes = library.current("core").minutes + library.current("extended").minutes
    assert prompt is not None
    assert f"about {minutes} minutes" in prompt.text
    assert reminder is not None
    assert "until Tuesday 21 January" in reminder.text


def _licence(state: str) -> Mapping[str, str | int]:
    return {"what": f"licence-{state}", "instrument": "goal", "until": "2026-03-31"}


def test_staff_are_told_by_code_alone(
    database: Database, as_of: datetime, team: cast.Team, cara: cast.Person, core: Assessment
) -> None:
    to = team.coordinator.id
    with database.write() as tx:
        told = [
            _shown(tx, as_of, "call", staff_id=to, assessment_id=core.id),
            _shown(tx, as_of, "blocked", staff_id=to, patient=cara),
            _shown(tx, as_of, "stopped", staff_id=to, patient=cara, key="stopped:1:withdrawn"),
            _shown(tx, as_of, "stopped", staff_id=to, patient=cara, key="stopped:1:channel-stopped"),
            _shown(tx, as_of, "operations", staff_id=to, detail={"what": "message-refused"}),
            _shown(tx, as_of, "operations", staff_id=to, detail=_licence("expiring"), key="one"),
            _shown(tx, as_of, "operations", staff_id=to, detail=_licence("expired"), key="two"),
        ]
    texts = [shown.text for shown in told if shown is not None]
    words = ("Please phone by Tuesday 21 January", "do not reach", "left follow-up", "by phone", "refused")
    licences = ("goal runs until Tuesday 31 March 2026", "goal ran until Tuesday 31 March 2026")
    for text, word in zip(texts, words + licences, strict=True):
        assert word in text
        assert "Canary" not in text
    assert all("P0001" in text for text in texts[:4])


def test_a_notice_that_climbed_or_may_be_a_repeat_says_so(
    database: Database, as_of: datetime, team: cast.Team, cara: cast.Person
) -> None:
    with database.write() as tx:
        alert = alerts.raise_alert(
            tx,
            Act("system:tick", as_of),
            key="AMB-2:1",
            episode_id=cara.episode.id,
            response_id=None,
            rule="AMB-2",
            rule_version="1",
            severity=Severity.AMBER,
            inputs={},
        )
        assert alert is not None
        shown = _shown(
            tx,
            as_of,
            "notice",
            staff_id=team.deputy.id,
            alert_id=alert.id,
            detail={"step": "deputy"},
            repeat=True,
        )
    assert shown is not None
    assert shown.text.startswith("This notice may be a repeat.")
    assert "now comes to you" in shown.text


async def test_a_healed_card_shows_where_the_patient_is_now(
    database: Database, as_of: datetime, cara: cast.Person, core: Assessment
) -> None:
    def card(response_id: int, key: str) -> Screen | None:
        with database.write() as tx:
            return _shown(tx, as_of, "card", patient=cara, detail={"response": response_id}, key=key)

    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        await house.tap(CHAT, "6")
        shown = card(1, "a")
        assert shown is not None
        assert shown.text == house.last(CHAT).text
        for _ in range(2):
            while "Send" not in house.labels(CHAT):
                labels = house.labels(CHAT)
                await house.tap(CHAT, "Skip" if "Skip" in labels else labels[0])
            await house.tap(CHAT, "Send")
        ended = card(1, "b")
        assert ended is not None
        assert "Thank you" in ended.text
    with database.write() as tx:
        patients.set_status(tx, cast.by(as_of), cara.patient.id, PatientStatus.WITHDRAWN)
    assert card(1, "c") is None


async def test_a_card_of_a_window_that_closed_is_not_shown_again(
    database: Database, as_of: datetime, cara: cast.Person, core: Assessment
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
    with database.write() as tx:
        assessments.end(tx, cast.by(as_of), core.id, AssessmentState.MISSED, "not reached")
        assert _shown(tx, as_of, "card", patient=cara, detail={"response": 1}) is None


@pytest.mark.parametrize("what", ["help", "start", "stop", "pause", "language", "unasked"])
def test_a_reply_left_to_the_courier_is_made_anew(
    database: Database, as_of: datetime, team: cast.Team, cara: cast.Person, what: str
) -> None:
    with database.write() as tx:
        to_patient = _shown(tx, as_of, "say", patient=cara, detail={"what": what}, key="say:u1")
        to_staff = _shown(tx, as_of, "say", staff_id=team.owner.id, detail={"what": what}, key="say:u2")
    assert to_patient is not None
    assert to_patient.text
    assert to_staff is not None
    assert "Nobody reads" in to_staff.text


def test_a_row_about_nobody_is_a_bug(database: Database, as_of: datetime, cara: cast.Person) -> None:
    with database.write() as tx, pytest.raises(ValueError, match="does not say"):
        _shown(tx, as_of, "blocked", staff_id=1)
    with database.write() as tx, pytest.raises(KeyError):
        _shown(tx, as_of, "unknown-kind", patient=cara)
