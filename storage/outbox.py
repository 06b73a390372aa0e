"""The outbox: what is to be said, as rows with a key that counts once for ever.

queued -> sending (committed before the call) -> sent, unsure, failed or dropped. A claim is a conditional
update, so of two couriers only one sends.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select, update

from domain import Act, Channel, Lane, Message
from storage import rows
from storage.database import Tx
from storage.schema import outbox
from storage.trail import record
from storage.words import PAUSED, OutboxState, Outgoing

_REASON_LENGTH = 200
_LANES = case({Lane.NOTICE: 0, Lane.REPLY: 1, Lane.PROMPT: 2}, value=outbox.c.lane)
_DUE = (
    rows.chosen(Outgoing, outbox, (_LANES, outbox.c.id))
    .where(
        outbox.c.state == OutboxState.QUEUED,
        outbox.c.not_before_at <= bindparam("as_of"),
        outbox.c.channel == bindparam("channel"),
    )
    .limit(bindparam("most"))
)
_PROMPTS_AFTER = rows.chosen(Outgoing, outbox).where(
    outbox.c.episode_id == bindparam("episode"),
    outbox.c.id > bindparam("row"),
    outbox.c.lane == Lane.PROMPT,
    outbox.c.state == OutboxState.QUEUED,
    outbox.c.not_before_at <= bindparam("as_of"),
)
_REASON = select(outbox.c.reason).where(outbox.c.id == bindparam("row"))
_SENDING = outbox.c.state == OutboxState.SENDING
_UNSETTLED = outbox.c.settled_at.is_(None)
_CLAIM = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("row"),
        outbox.c.state == OutboxState.QUEUED,
        outbox.c.channel == bindparam("by"),
    )
    .values(state=OutboxState.SENDING, attempts=outbox.c.attempts + 1)
)


def queue(tx: Tx, act: Act, message: Message) -> bool:
    """Have something said; false if its key was ever queued."""
    added = rows.add_if_new(
        tx.conn,
        outbox,
        key=message.key,
        kind=message.kind,
        lane=message.lane,
        language=message.language,
        patient_id=message.patient_id,
        staff_id=message.staff_id,
        episode_id=message.episode_id,
        assessment_id=message.assessment_id,
        alert_id=message.alert_id,
        detail=dict(message.detail),
        repeat=message.repeat,
        channel=message.channel,
        state=OutboxState.QUEUED,
        queued_at=act.at,
        not_before_at=message.not_before_at,
        attempts=0,
    )
    if added is None:
        return False
    record(tx, act, "outbox.queue", f"outbox:{added}", {"key": message.key, "kind": message.kind})
    return True


def due(tx: Tx, as_of: datetime, limit: int, channel: Channel = Channel.TELEGRAM) -> tuple[Outgoing, ...]:
    """What may go by a channel now: notices, then replies, then prompts; the oldest first in each lane."""
    return rows.read(tx.conn, Outgoing, _DUE, as_of=as_of, most=limit, channel=channel)


def claim(tx: Tx, outgoing_id: int, channel: Channel = Channel.TELEGRAM) -> bool:
    """Take a row to send it by this channel; false if somebody else has it or it no longer waits for that."""
    return tx.conn.execute(_CLAIM, {"row": outgoing_id, "by": channel}).rowcount == 1


def settle(
    tx: Tx,
    act: Act,
    outgoing_id: int,
    state: OutboxState,
    *,
    message_id: int | None = None,
    reason: str | None = None,
) -> bool:
    """Note what became of a row; false if that was noted before."""
    values = {"state": state, "settled_at": act.at, "message_id": message_id, "reason": _cut(reason)}
    if not rows.change_row(tx.conn, outbox, outgoing_id, _UNSETTLED, **values):
        return False
    record(tx, act, "outbox.settle", f"outbox:{outgoing_id}", {"state": state})
    return True


def put_back(tx: Tx, act: Act, outgoing_id: int, not_before_at: datetime, reason: str) -> bool:
    """It certainly did not go out: let it wait and be tried again. The trail tells why, once a reason."""
    last = tx.conn.execute(_REASON, {"row": outgoing_id}).scalar_one_or_none()
    values = {"state": OutboxState.QUEUED, "not_before_at": not_before_at, "reason": _cut(reason)}
    if not rows.change_row(tx.conn, outbox, outgoing_id, _SENDING, **values):
        return False
    if last != _cut(reason):
        record(tx, act, "outbox.wait", f"outbox:{outgoing_id}", {"reason": _cut(reason)})
    return True


def reroute(tx: Tx, act: Act, outgoing_id: int, reason: str) -> bool:
    """It certainly did not go out by its channel: let it go by the other, once; false if it did before."""
    row = get(tx, outgoing_id)
    other = Channel.EMAIL if row.channel is Channel.TELEGRAM else Channel.TELEGRAM
    where = (
        outbox.c.id == outgoing_id,
        outbox.c.state.in_((OutboxState.QUEUED, OutboxState.SENDING)),
        outbox.c.instead_of.is_(None),
    )
    values = {
        "state": OutboxState.QUEUED,
        "channel": other,
        "instead_of": row.channel,
        "not_before_at": act.at,
        "reason": _cut(reason),
    }
    if not rows.change(tx.conn, outbox, *where, **values):
        return False
    record(tx, act, "outbox.reroute", f"outbox:{outgoing_id}", {"to": other, "reason": _cut(reason)})
    return True


def kept_waiting(tx: Tx, queued_by: datetime, channel: Channel) -> tuple[Outgoing, ...]:
    """Notices to staff, queued by then, that still wait for this channel and never tried another."""
    where = (
        outbox.c.state == OutboxState.QUEUED,
        outbox.c.channel == channel,
        outbox.c.lane == Lane.NOTICE,
        outbox.c.staff_id.is_not(None),
        outbox.c.instead_of.is_(None),
        outbox.c.queued_at <= queued_by,
    )
    return rows.many(tx.conn, Outgoing, outbox, *where)


def waiting_for(tx: Tx, channel: Channel) -> tuple[Outgoing, ...]:
    """All that waits for a channel, in the order it was queued."""
    return rows.alike(tx.conn, Outgoing, outbox, state=OutboxState.QUEUED, channel=channel)


def recover(tx: Tx, act: Act) -> int:
    """At start: whatever was being sent when the process died may or may not have gone out."""
    return _settle_all(
        tx, act, OutboxState.UNSURE, "stopped while sending", outbox.c.state == OutboxState.SENDING
    )


def sending(tx: Tx, channel: Channel = Channel.TELEGRAM) -> tuple[Outgoing, ...]:
    """What was claimed for a channel and never settled, in the order it was queued: at start, each of these
    is in doubt."""
    return rows.alike(tx.conn, Outgoing, outbox, state=OutboxState.SENDING, channel=channel)


def drop_prompts(tx: Tx, act: Act, patient_id: int, reason: str) -> int:
    """Take back every prompt to a patient that still waits; tells how many."""
    theirs = (outbox.c.patient_id == patient_id, outbox.c.staff_id.is_(None), outbox.c.lane == Lane.PROMPT)
    return _settle_all(tx, act, OutboxState.DROPPED, reason, outbox.c.state == OutboxState.QUEUED, *theirs)


def drop_all(tx: Tx, act: Act, patient_id: int, reason: str) -> int:
    """Take back everything to a patient that still waits; tells how many."""
    theirs = (outbox.c.patient_id == patient_id, outbox.c.staff_id.is_(None))
    return _settle_all(tx, act, OutboxState.DROPPED, reason, outbox.c.state == OutboxState.QUEUED, *theirs)


def drop_digests(tx: Tx, act: Act, staff_id: int, reason: str) -> int:
    """Take back every digest to a member of staff that still waits; tells how many."""
    theirs = (outbox.c.staff_id == staff_id, outbox.c.kind == "digest")
    return _settle_all(tx, act, OutboxState.DROPPED, reason, outbox.c.state == OutboxState.QUEUED, *theirs)


def look_again(tx: Tx, act: Act, patient_id: int) -> None:
    """A pause has changed: what waits for its end is looked at now."""
    theirs = (outbox.c.patient_id == patient_id, outbox.c.state == OutboxState.QUEUED)
    rows.change(tx.conn, outbox, *theirs, outbox.c.reason == PAUSED, not_before_at=act.at)


def of_episode(tx: Tx, episode_id: int) -> tuple[Outgoing, ...]:
    """All that was to be said about an episode, in the order it was queued."""
    return rows.alike(tx.conn, Outgoing, outbox, episode_id=episode_id)


def prompts_after(tx: Tx, outgoing_id: int, episode_id: int, as_of: datetime) -> tuple[Outgoing, ...]:
    """What asks the patient about this episode, was queued after that row, and may go now; in that order."""
    return rows.read(tx.conn, Outgoing, _PROMPTS_AFTER, row=outgoing_id, episode=episode_id, as_of=as_of)


def asked_elsewhere(tx: Tx, patient_id: int, episode_id: int, since: datetime) -> tuple[datetime, ...]:
    """When a patient was asked about other operations than this, from `since` on; the earliest first."""
    where = (
        outbox.c.patient_id == patient_id,
        outbox.c.episode_id != episode_id,
        outbox.c.lane == Lane.PROMPT,
        outbox.c.queued_at >= since,
    )
    return tuple(tx.conn.execute(select(outbox.c.queued_at).where(*where).order_by(outbox.c.id)).scalars())


def of_alert(tx: Tx, alert_id: int) -> tuple[Outgoing, ...]:
    """All that was to be said about a case, in the order it was queued."""
    return rows.alike(tx.conn, Outgoing, outbox, alert_id=alert_id)


def get(tx: Tx, outgoing_id: int) -> Outgoing:
    return rows.known(tx.conn, Outgoing, outbox, outgoing_id)


def oldest_waiting(tx: Tx) -> datetime | None:
    """Since when the longest waiting row could have been sent."""
    waiting = select(outbox.c.not_before_at).where(outbox.c.state == OutboxState.QUEUED)
    return tx.conn.execute(waiting.order_by(outbox.c.not_before_at).limit(1)).scalar_one_or_none()


def tally(tx: Tx, since: datetime) -> dict[OutboxState, int]:
    """How many rows wait or are being sent, and how many were settled since then, by state."""
    counted = select(outbox.c.state, func.count()).where(
        or_(outbox.c.settled_at.is_(None), outbox.c.settled_at >= since)
    )
    return {OutboxState(state): count for state, count in tx.conn.execute(counted.group_by(outbox.c.state))}


def _settle_all(tx: Tx, act: Act, state: OutboxState, reason: str, *where: ColumnElement[bool]) -> int:
    values = {"state": state, "settled_at": act.at, "reason": _cut(reason)}
    ids = (
        tx.conn.execute(update(outbox).where(*where).values(**values).returning(outbox.c.id)).scalars().all()
    )
    for outgoing_id in sorted(ids):
        record(tx, act, "outbox.settle", f"outbox:{outgoing_id}", {"state": state})
    return len(ids)


def _cut(reason: str | None) -> str | None:
    return None if reason is None else reason[:_REASON_LENGTH]
