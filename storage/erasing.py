"""Erasing a patient: identifiers and free text go for good, what the audit counts stays (`fates.py`).

It has two steps, for old messages in the chat are overwritten before the chat is forgotten: `ask` marks the
patient and queues that, `finish` does the rest. Between the two, and only then, the triggers of append-only
tables let the free text of this patient be replaced.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, null, select, update

from domain import LEFT, STANDING, WAITING, Act, Lane, Message, Patient, PatientStatus, ResponseState
from storage import outbox as posting
from storage import patients, rows
from storage.belonging import alerts_of, assessments_of, episodes_of, responses_of
from storage.database import Tx
from storage.schema import (
    alert,
    alert_action,
    answer_draft,
    asked_reason,
    assessment,
    contact,
    entry,
    episode,
    inbox,
    outbox,
    patient,
    response,
    safety_event,
)
from storage.sealed import chat_of, row_of
from storage.trail import record
from storage.words import ChannelState, ErasureReason, OutboxState, Owner

OVERWRITE = "overwrite"
"""The kind of a row that has one message to the patient overwritten or deleted."""
ERASED = "[erased]"
"""What stands where somebody had typed."""
PATIENCE = timedelta(hours=24)
"""How long erasure waits for the chat: who has blocked the bot is not waited for any longer."""

_ON_ITS_WAY = (OutboxState.QUEUED, OutboxState.SENDING)


def cases_of(tx: Tx, patient_id: int) -> tuple[int, ...]:
    """The cases of a patient that are not closed, by number."""
    found = select(alert.c.id).where(
        alert.c.episode_id.in_(episodes_of(patient_id)), alert.c.state.in_(STANDING)
    )
    return tuple(tx.conn.execute(found.order_by(alert.c.id)).scalars())


def ask(tx: Tx, act: Act, who: Patient, reason: ErasureReason) -> None:
    """Begin: nobody is asked any more, nothing waits for the patient but the overwriting of old messages."""
    if who.status not in LEFT:
        patients.set_status(tx, act, who.id, PatientStatus.WITHDRAWN)
    posting.drop_all(tx, act, who.id, "erasure")
    rows.change(tx.conn, patient, patient.c.id == who.id, erasing_at=act.at)
    record(tx, act, "patient.ask-erasure", f"patient:{who.id}", {"reason": reason})
    for message_id in _shown(tx, who.id):
        told = Message(
            key=f"{OVERWRITE}:{who.id}:{message_id}",
            kind=OVERWRITE,
            lane=Lane.REPLY,
            language=who.language,
            not_before_at=act.at,
            patient_id=who.id,
            detail={"message": message_id},
        )
        posting.queue(tx, act, told)


def under_way(tx: Tx) -> tuple[Patient, ...]:
    """Whose erasure was asked for and is not done, in the order they were enrolled."""
    return rows.many(
        tx.conn, Patient, patient, patient.c.erasing_at.is_not(None), patient.c.erased_at.is_(None)
    )


def waits_for(tx: Tx, who: Patient, as_of: datetime) -> str | None:
    """What keeps it from being finished, in words; None if nothing does."""
    cases = cases_of(tx, who.id)
    if cases:
        return f"for cases {', '.join(map(str, cases))} to be closed"
    active = assessment.c.episode_id.in_(_active(who.id))
    if _any(tx, assessment, assessment.c.state.in_(WAITING), active):
        return "for the tick to cancel what was planned"
    if _is_unread(tx, who.id):
        return "for the alert rules to read the last answers"
    if who.erasing_at is not None and as_of - who.erasing_at >= PATIENCE:
        return None
    on_its_way = (outbox.c.patient_id == who.id, outbox.c.state.in_(_ON_ITS_WAY), outbox.c.staff_id.is_(None))
    return "for old messages to be overwritten" if _any(tx, outbox, *on_its_way) else None


def finish(tx: Tx, act: Act, who: Patient) -> None:
    """Remove all that `fates.REMOVED` names. The trail has how much of each, and one line of it."""
    posting.drop_all(tx, act, who.id, "erasure")
    theirs = episodes_of(who.id)
    removed = {
        "updates": _forget_updates(tx, who.id),
        "answers": _replace(
            tx, entry, entry.c.answers, entry.c.response_id.in_(responses_of(theirs)), _no_text
        ),
        "reasons": _replace(
            tx,
            alert_action,
            alert_action.c.detail,
            alert_action.c.alert_id.in_(alerts_of(theirs)),
            _no_reason,
        ),
        "notes": _blank(tx, safety_event, safety_event.c.episode_id.in_(theirs), "note")
        + _blank(tx, episode, episode.c.patient_id == who.id, "selection_reason"),
    }
    tx.conn.execute(delete(answer_draft).where(answer_draft.c.episode_id.in_(theirs)))
    tx.conn.execute(delete(asked_reason).where(asked_reason.c.alert_id.in_(alerts_of(theirs))))
    _forget_messages(tx, who.id)
    _forget_contact(tx, act, who.id)
    rows.change(tx.conn, patient, patient.c.id == who.id, erased_at=act.at)
    record(tx, act, "patient.erase", f"patient:{who.id}", removed)


def _is_unread(tx: Tx, patient_id: int) -> bool:
    """Whether the rules have not judged a response that has ended: it may open a case."""
    unread = (response.c.ended_at.is_not(None), response.c.judged_at.is_(None))
    not_struck = response.c.state != ResponseState.ENTERED_IN_ERROR
    theirs = response.c.assessment_id.in_(assessments_of(_active(patient_id)))
    return _any(tx, response, *unread, not_struck, theirs)


def _shown(tx: Tx, patient_id: int) -> tuple[int, ...]:
    """The messages of ours that stand in the patient's chat, oldest first."""
    sent = select(outbox.c.message_id).where(
        outbox.c.patient_id == patient_id, outbox.c.staff_id.is_(None), outbox.c.kind != "remove"
    )
    cards = select(assessment.c.card_message_id).where(assessment.c.episode_id.in_(episodes_of(patient_id)))
    found = {*tx.conn.execute(sent).scalars(), *tx.conn.execute(cards).scalars()}
    return tuple(sorted(number for number in found if number is not None))


def _forget_updates(tx: Tx, patient_id: int) -> int:
    """What they sent and nobody handled."""
    chat_id = chat_of(tx, row_of(tx, Owner.PATIENT, patient_id))
    if chat_id is None:
        return 0
    theirs = inbox.c.chat_index.in_(tx.keys.indexes(str(chat_id), "inbox.chat"))
    return tx.conn.execute(delete(inbox).where(theirs)).rowcount


def _replace(tx: Tx, table: Any, column: Any, theirs: ColumnElement[bool], mended: Any) -> int:
    """Write a column anew where that changes it; in how many rows it did."""
    changed = 0
    for row_id, was in tx.conn.execute(select(table.c.id, column).where(theirs)).all():
        now = mended(was)
        if now != was:
            tx.conn.execute(update(table).where(table.c.id == row_id).values({column.name: now}))
            changed += 1
    return changed


def _no_text(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers of an entry, whatever was typed replaced."""
    return [{tag: ERASED if tag == "string" else value for tag, value in each.items()} for each in answers]


def _no_reason(detail: dict[str, Any]) -> dict[str, Any]:
    """What was done about a case, the typed reason replaced."""
    return {**detail, "reason": ERASED} if detail.get("reason") else detail


def _blank(tx: Tx, table: Any, theirs: ColumnElement[bool], column: str) -> int:
    return rows.change(tx.conn, table, theirs, table.c[column].is_not(None), **{column: None})


def _forget_messages(tx: Tx, patient_id: int) -> None:
    """Which messages of the chat they were. Of the rows, when and what kind each was stays."""
    theirs = outbox.c.patient_id == patient_id
    for row_id, detail in tx.conn.execute(select(outbox.c.id, outbox.c.detail).where(theirs)).all():
        kept = {name: value for name, value in detail.items() if name != "message"}
        rows.change(tx.conn, outbox, outbox.c.id == row_id, message_id=None, detail=kept)
    _blank(tx, assessment, assessment.c.episode_id.in_(episodes_of(patient_id)), "card_message_id")


def _forget_contact(tx: Tx, act: Act, patient_id: int) -> None:
    """Every identifier, and the key that opens them. That consent was given stays."""
    sealed = ("name", "phone", "email", "nhs_number", "chat", "chat_index")
    links = ("link_index", "link_pin", "link_token", "link_chat_index", "link_expires_at")
    theirs = (contact.c.owner == Owner.PATIENT, contact.c.owner_id == patient_id)
    empty = {name: null() for name in (*sealed, *links)}
    told = {"data_key": b"", "channel": ChannelState.UNLINKED, "channel_at": act.at}
    rows.change(tx.conn, contact, *theirs, **empty, **told)


def _active(patient_id: int) -> Select[Any]:
    """The episodes that the tick looks at."""
    return episodes_of(patient_id).where(episode.c.activated_at.is_not(None))


def _any(tx: Tx, table: Any, *where: ColumnElement[bool]) -> bool:
    return tx.conn.execute(select(table.c.id).where(*where).limit(1)).first() is not None
