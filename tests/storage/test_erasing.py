"""Erasure: nothing planted for a patient is found afterwards in any byte of any table; what counts stays."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Delete, Enum, LargeBinary, String, Update, select, update

from domain import (
    Act,
    AlertState,
    Answer,
    AssessmentState,
    Entry,
    EntryKind,
    PatientStatus,
    ResponseState,
    Severity,
)
from storage import (
    alerts,
    asked_reasons,
    assessments,
    contacts,
    erasing,
    inbox,
    outbox,
    patients,
    responses,
    safety_events,
    surgery,
    trail,
)
from storage.contacts import Details
from storage.crypto import KeyRing, WrongKey
from storage.database import Database, Tx
from storage.fates import KEPT, OF_NO_PATIENT, REMOVED
from storage.faults import RuleBroken
from storage.register_words import Surgery
from storage.schema import alert_action, contact, entry, metadata
from storage.triggers import ERASABLE
from storage.words import (
    ActionKind,
    ChannelState,
    CloseCode,
    EndReason,
    ErasureReason,
    OutboxState,
    Owner,
    SafetyCategory,
    SafetyState,
)
from tests import cast
from tests.storage.conftest import Scene, prompt

CANARIES = (
    "Canary-Surname",
    "07700 900123",
    "ann@canary.example",
    "9999999999",
    str(cast.CHATS["Ann"]),
    "canary-typed",
    "canary-note",
    "canary-selection",
    "canary-closing",
    "canary-snooze",
    "canary-update",
)
CARD = 4242
UNLINKED = {"chat": None, "chat_index": None, "channel": ChannelState.UNLINKED}


def _plant(tx: Tx, act: Act, scene: Scene) -> None:
    """Something of everything that may tell who Ann is."""
    who, episode = scene.ann.patient, scene.ann.episode
    sealed = contacts.new_row(tx, Owner.PATIENT, who.id, _details())
    names = ("data_key", "name", "phone", "email", "nhs_number")
    chat = contacts.channel(tx, Owner.PATIENT, who.id).chat_id
    tx.conn.execute(
        update(contact)
        .where(contact.c.owner == Owner.PATIENT, contact.c.owner_id == who.id)
        .values(
            {name: sealed[name] for name in names} | {"chat": None, "chat_index": None, "channel": "unlinked"}
        )
    )
    assert chat is not None
    cast.link(tx, act.at, Owner.PATIENT, who.id, chat, "1")
    values: tuple[Answer, ...] = (7, "canary-typed", date(2025, 1, 3))
    for seq, value in enumerate(values):
        told = Entry(seq, EntryKind.ANSWERED, f"q{seq}", (value,), act.at, f"update:{seq}")
        responses.append(tx, act, scene.response.id, told)
    safety_events.record(
        tx,
        act,
        episode_id=episode.id,
        category=SafetyCategory.INFECTION,
        occurred_on=cast.TMR_ON,
        state=SafetyState.CONFIRMED,
        note="canary-note",
    )
    surgery.put(tx, act, episode.id, Surgery(selection_reason="canary-selection"), ())
    _case(tx, act, scene)
    inbox.put(tx, bot_id=1, update_id=5, chat_id=chat, body=b"canary-update", at=act.at)
    sent = outbox.queue(tx, act, prompt(scene, "p", act.at))
    assert sent
    (row,) = outbox.due(tx, act.at, 5)
    outbox.claim(tx, row.id)
    outbox.settle(tx, act, row.id, OutboxState.SENT, message_id=CARD)
    assessments.set_card(tx, scene.assessment.id, CARD)


def _details() -> Details:
    return Details("Ann Canary-Surname", "07700 900123", "ann@canary.example", "9999999999")


def _case(tx: Tx, act: Act, scene: Scene) -> None:
    told: dict[str, Any] = {"rule_version": "1", "inputs": {"value": 7}, "response_id": None}
    raised = alerts.raise_alert(
        tx, act, key="k", episode_id=scene.ann.episode.id, rule="AMB-1", severity=Severity.AMBER, **told
    )
    assert raised is not None
    owner = scene.team.owner.id
    alerts.acknowledge(tx, act, raised.id, owner)
    alerts.snooze(tx, act, raised.id, owner, act.at + timedelta(days=1), "canary-snooze")
    asked_reasons.ask(tx, asked_reasons.AskedReason(owner, raised.id, 1, None, act.at, None))
    alerts.close(tx, act, raised.id, owner, CloseCode.NO_ACTION, "canary-closing")


def _everything(tx: Tx) -> bytes:
    """Every value of every table, and all of it that any key at hand opens."""
    found: list[bytes] = []
    for table in metadata.sorted_tables:
        for row in tx.conn.execute(select(table)):
            found += [v if isinstance(v, bytes) else repr(v).encode() for v in row]
    for row in tx.conn.execute(select(contact)).all():
        who = (row.owner, row.owner_id)
        found += [repr(vars_of(contacts.details(tx, *who))).encode()]
        found += [repr(contacts.channel(tx, *who).chat_id).encode()]
    found += [each.body for each in inbox.waiting(tx, 1)]
    return b"\n".join(found)


def vars_of(details: Details) -> tuple[str | None, ...]:
    return (details.name, details.phone, details.email, details.nhs_number)


def _erased(database: Database, act: Act, scene: Scene) -> None:
    with database.write() as tx:
        _plant(tx, act, scene)
    with database.write() as tx:
        erasing.ask(tx, act, scene.ann.patient, ErasureReason.REQUEST)
        erasing.finish(tx, act, patients.get(tx, scene.ann.patient.id))


def test_every_column_that_can_hold_text_has_a_fate() -> None:
    for table in metadata.sorted_tables:
        can = {
            column.name
            for column in table.columns
            if isinstance(column.type, String | JSON | LargeBinary | BigInteger)
            or type(column.type).__name__ == "Texts"
            if not isinstance(column.type, Enum)
        }
        fates = [REMOVED.get(table.name, {}), KEPT.get(table.name, {})]
        if table.name in OF_NO_PATIENT:
            assert fates == [{}, {}], table.name
            continue
        assert can == {name for fate in fates for name in fate}, table.name
        assert not set(fates[0]) & set(fates[1]), table.name


def test_nothing_planted_is_left_and_what_counts_is(
    database: Database, scene: Scene, act: Act, tmp_path: Path
) -> None:
    with database.write() as tx:
        _plant(tx, act, scene)
        before = _everything(tx)
        assert [canary for canary in CANARIES if canary.encode() not in before] == []
    with database.write() as tx:
        erasing.ask(tx, act, scene.ann.patient, ErasureReason.REQUEST)
        erasing.finish(tx, act, patients.get(tx, scene.ann.patient.id))
        after = _everything(tx)
        assert [canary for canary in CANARIES if canary.encode() in after] == []
        who = patients.get(tx, scene.ann.patient.id)
        assert (who.status, who.erased_at) == (PatientStatus.WITHDRAWN, act.at)
        log = responses.log(tx, scene.response.id)
        assert [each.values for each in log] == [(7,), (erasing.ERASED,), (date(2025, 1, 3),)]
        (case,) = alerts.of_episode(tx, scene.ann.episode.id)
        assert (case.state, case.inputs) == (AlertState.RESOLVED, {"value": 7})
        closed = alerts.actions(tx, case.id)[-1]
        assert (closed.kind, closed.detail["code"]) == (ActionKind.CLOSED, CloseCode.NO_ACTION)
        (event,) = safety_events.of_episode(tx, scene.ann.episode.id)
        assert (event.category, event.note) == (SafetyCategory.INFECTION, None)
        assert trail.verify(tx).fault is None
        lines = [line for line in trail.read(tx, f"patient:{who.id}") if line.verb == "patient.erase"]
        assert [line.detail for line in lines] == [{"updates": 1, "answers": 1, "reasons": 2, "notes": 2}]
        assert contacts.rotate(tx, act) == 0
        assert contacts.channel(tx, Owner.PATIENT, who.id).state is ChannelState.UNLINKED
        kept = tx.conn.execute(select(contact.c.consent_version).where(contact.c.owner_id == who.id)).first()
        assert kept is not None
    database.close()
    for file in tmp_path.glob("tmr.sqlite3*"):
        assert [canary for canary in CANARIES if canary.encode() in file.read_bytes()] == []


def test_a_copy_of_the_sealed_fields_opens_no_more_once_the_key_is_gone(
    database: Database, scene: Scene, act: Act, keys: KeyRing
) -> None:
    """The copy without the wrapped key; with it, as in a backup of the whole, it opens (docs/privacy.md)."""
    theirs = (contact.c.owner == Owner.PATIENT, contact.c.owner_id == scene.ann.patient.id)
    with database.read() as tx:
        copied = tx.conn.execute(select(contact).where(*theirs)).one()
    _erased(database, act, scene)
    fields = {name: getattr(copied, name) for name in ("name", "phone", "nhs_number", "chat")}
    with database.write() as tx:
        tx.conn.execute(update(contact).where(*theirs).values(fields | {"chat_index": b"x"}))
        assert contacts.details(tx, Owner.PATIENT, scene.ann.patient.id) == Details()
        for name, sealed in fields.items():
            with pytest.raises(WrongKey):
                keys.open(sealed, f"contact|patient:{scene.ann.patient.id}|{name}")


def test_the_free_text_of_others_stays_and_cannot_be_touched(
    database: Database, scene: Scene, act: Act
) -> None:
    rewriting = update(entry).values(answers=[])
    with database.write() as tx:
        _plant(tx, act, scene)
    for change in (rewriting, update(alert_action).values(detail={}), update(entry).values(link_id="x")):
        with pytest.raises(RuleBroken, match="append-only"), database.write() as tx:
            tx.conn.execute(change)
    with database.write() as tx:
        erasing.ask(tx, act, scene.ann.patient, ErasureReason.REQUEST)
    others: tuple[Update | Delete, ...] = (
        update(entry).values(link_id="x"),
        update(entry).values(answers=[], by="x"),
        update(alert_action).values(key="x"),
        entry.delete(),
    )
    for other in others:
        with pytest.raises(RuleBroken, match="append-only"), database.write() as tx:
            tx.conn.execute(other)
    with database.write() as tx:
        erasing.finish(tx, act, patients.get(tx, scene.ann.patient.id))
    with pytest.raises(RuleBroken, match="append-only"), database.write() as tx:
        tx.conn.execute(rewriting)


def test_the_triggers_name_every_other_column() -> None:
    for table in (entry, alert_action):
        guarded = ERASABLE[table.name]
        assert {*guarded.kept, guarded.column} == {column.name for column in table.columns}


def test_erasure_waits_for_the_chat_a_day_at_most(database: Database, scene: Scene, act: Act) -> None:
    with database.write() as tx:
        _plant(tx, act, scene)
        erasing.ask(tx, act, scene.ann.patient, ErasureReason.REQUEST)
        (who,) = erasing.under_way(tx)
        assert erasing.waits_for(tx, who, act.at) == "for the tick to cancel what was planned"
        assessments.end(tx, act, scene.assessment.id, AssessmentState.CANCELLED, EndReason.WITHDRAWN)
        responses.end(tx, act, scene.response.id, ResponseState.STOPPED)
        day_after = act.at + erasing.PATIENCE
        assert erasing.waits_for(tx, who, day_after) == "for the alert rules to read the last answers"
        responses.judged(tx, act, scene.response.id)
        assert erasing.waits_for(tx, who, act.at) == "for old messages to be overwritten"
        (row,) = outbox.due(tx, act.at, 5)
        assert (row.kind, row.detail, row.patient_id) == (erasing.OVERWRITE, {"message": CARD}, who.id)
        assert erasing.waits_for(tx, who, act.at + erasing.PATIENCE) is None
        outbox.claim(tx, row.id)
        assert erasing.waits_for(tx, who, act.at) == "for old messages to be overwritten"
        outbox.settle(tx, act, row.id, OutboxState.SENT, message_id=CARD)
        assert erasing.waits_for(tx, who, act.at) is None
