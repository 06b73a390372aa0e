"""The command `erase`: who may be erased, what it waits for, what it tells, and that nothing comes back."""

from datetime import datetime
from typing import Any

import pytest

from app.care import come_back, leave
from app.demo.standin import TOKEN, StandIn
from app.demo.standin_faults import Rejected
from app.enrolment import named_episode, named_patient
from app.erasure import erase, erasure_warnings
from app.safety import Told, decide
from app.service import Address, open_service
from clock import MovingClock
from domain import Act, Fault, Lane, Message, PatientStatus, Severity
from scheduler.protocol import default_text
from storage import alerts, contacts, outbox, patients, safety_events
from storage.database import Database
from storage.keeping import USUAL_KEEPING
from storage.words import (
    ChannelState,
    CloseCode,
    ErasureReason,
    OutboxState,
    Owner,
    SafetyCategory,
    SafetyState,
)
from tests import cast

REQUEST = ErasureReason.REQUEST


def _dan(database: Database, at: datetime, *, linked: bool = False) -> tuple[cast.Team, cast.Person]:
    with database.write() as tx:
        team = cast.team(tx, at)
        cast.protocol(tx, at, default_text())
        return team, cast.person(tx, at, team, "Dan", linked=linked)


def _erase(database: Database, at: datetime, dan: cast.Person) -> str:
    with database.write() as tx:
        return erase(tx, at, dan.patient.code, "COORD", REQUEST)


def test_somebody_who_was_never_linked_is_erased_at_once(database: Database, as_of: datetime) -> None:
    _, dan = _dan(database, as_of)
    assert _erase(database, as_of, dan).startswith(f"{dan.patient.code} is erased. Backups")
    code = dan.patient.code
    with database.write() as tx:
        who = patients.get(tx, dan.patient.id)
        assert (who.erased_at, who.status) == (as_of, PatientStatus.WITHDRAWN)
        assert contacts.details(tx, Owner.PATIENT, who.id) == contacts.Details()
        assert erasure_warnings(tx, as_of, USUAL_KEEPING) == ()
        for attempt in (
            lambda: erase(tx, as_of, code, "COORD", REQUEST),
            lambda: come_back(tx, cast.by(as_of), code, "error"),
            lambda: leave(tx, cast.by(as_of), code, PatientStatus.DECEASED),
            lambda: named_patient(tx, code),
            lambda: named_episode(tx, dan.episode.code),
        ):
            with pytest.raises(Fault, match="Erasure of P0001 was asked for on 2025-01-15"):
                attempt()


def test_nobody_with_an_open_case_is_erased(database: Database, as_of: datetime) -> None:
    team, dan = _dan(database, as_of)
    act = Act("system:tick", as_of)
    told: dict[str, Any] = {"rule_version": "1", "inputs": {}, "response_id": None, "severity": Severity.RED}
    with database.write() as tx:
        case = alerts.raise_alert(tx, act, key="k", episode_id=dan.episode.id, rule="RED-1", **told)
    assert case is not None
    with pytest.raises(Fault, match=f"not closed: {case.id}. Close them first"):
        _erase(database, as_of, dan)
    with database.write() as tx:
        alerts.close(tx, act, case.id, team.owner.id, CloseCode.CALLED, None)
    assert "is erased" in _erase(database, as_of, dan)


def test_only_staff_of_the_site_may(database: Database, as_of: datetime) -> None:
    _, dan = _dan(database, as_of)
    with (
        pytest.raises(Fault, match="'X' is not active staff of the site that follows P0001"),
        database.write() as tx,
    ):
        erase(tx, as_of, dan.patient.code, "X", REQUEST)


def test_a_safety_event_is_still_decided_but_nothing_is_noted(database: Database, as_of: datetime) -> None:
    _, dan = _dan(database, as_of)
    with database.write() as tx:
        event = safety_events.record(
            tx,
            cast.by(as_of),
            episode_id=dan.episode.id,
            category=SafetyCategory.INFECTION,
            occurred_on=cast.TMR_ON,
            state=SafetyState.SUSPECTED,
        )
    _erase(database, as_of, dan)
    with database.write() as tx:
        with pytest.raises(Fault, match="without --note"):
            decide(tx, cast.by(as_of), event, "OWNER", SafetyState.CONFIRMED, Told(grade="I", note="she"))
        assert "confirmed" in decide(
            tx, cast.by(as_of), event, "OWNER", SafetyState.CONFIRMED, Told(grade="I")
        )


async def test_old_messages_are_deleted_or_overwritten_before_the_chat_is_forgotten(
    database: Database, as_of: datetime
) -> None:
    _, dan = _dan(database, as_of, linked=True)
    clock = MovingClock(as_of)
    people = StandIn(clock)
    url = await people.start()
    chat = cast.CHATS["Dan"]
    try:
        async with open_service(database, clock, Address(TOKEN, url), at_once=1) as service:
            for text in ("/help", "/info"):
                people.say(chat, text)
                await service.take_updates()
                await service.beat(clock.now())
            shown = [each for each in people.messages(chat) if each.by_bot]
            _pretend_sent(database, as_of, dan, [each.message_id for each in shown])
            assert "waits for" in _erase(database, as_of, dan)
            with database.read() as tx:
                assert erasure_warnings(tx, as_of, USUAL_KEEPING) != ()
            people.faults.next_answers(
                "deleteMessage", Rejected(400, "Bad Request: message can't be deleted for everyone")
            )
            await service.beat(clock.now())
            await service.beat(clock.now())
    finally:
        await people.stop()
    left = [each.text for each in people.messages(chat) if each.by_bot]
    assert left == ["This message was deleted."]
    with database.read() as tx:
        assert patients.get(tx, dan.patient.id).erased_at is not None
        assert contacts.channel(tx, Owner.PATIENT, dan.patient.id) == contacts.Channel(
            None, ChannelState.UNLINKED
        )


def _pretend_sent(database: Database, at: datetime, dan: cast.Person, messages: list[int]) -> None:
    act = cast.by(at)
    with database.write() as tx:
        for number in messages:
            told = Message(
                key=f"sent:{number}",
                kind="say",
                lane=Lane.REPLY,
                language="en",
                not_before_at=at,
                patient_id=dan.patient.id,
                detail={"what": "help"},
            )
            outbox.queue(tx, act, told)
            (row,) = [each for each in outbox.due(tx, at, 9) if each.key == told.key]
            outbox.claim(tx, row.id)
            outbox.settle(tx, act, row.id, OutboxState.SENT, message_id=number)
