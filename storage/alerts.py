"""Alerts and what was done about them. Every action is a row that stays; a finding's key counts once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, distinct, exists, func, literal, select

from domain import STANDING, Act, Alert, AlertState, Severity
from storage import rows
from storage.columns import Instant
from storage.database import Tx
from storage.schema import alert, alert_action, episode, outbox
from storage.trail import record
from storage.waking import wake
from storage.words import ActionKind, AlertAction, CloseCode, OutboxState

# Every finding asks this, so it is built once.
_OF_PATIENT = rows.chosen(Alert, alert).where(
    alert.c.episode_id.in_(
        select(episode.c.id).where(
            episode.c.patient_id == bindparam("patient"), episode.c.site_id == bindparam("site")
        )
    )
)


def raise_alert(
    tx: Tx,
    act: Act,
    *,
    key: str,
    episode_id: int,
    response_id: int | None,
    rule: str,
    rule_version: str,
    severity: Severity,
    inputs: Mapping[str, object],
    numbers: tuple[str, str] | None = None,
) -> Alert | None:
    """Open a case for a finding; none if the finding is known, as a case of its own or as part of one.

    `numbers`: version and checksum of the numbers that the rule judged by.
    """
    if tx.conn.execute(select(alert_action.c.id).where(alert_action.c.key == key)).first() is not None:
        return None
    alert_id = rows.add(
        tx.conn,
        alert,
        key=key,
        episode_id=episode_id,
        response_id=response_id,
        rule=rule,
        rule_version=rule_version,
        severity=severity,
        state=AlertState.OPEN,
        fired_at=act.at,
        inputs=dict(inputs),
        numbers_version=numbers and numbers[0],
        numbers_checksum=numbers and numbers[1],
    )
    _act_on(tx, act, alert_id, ActionKind.RAISED, inputs, key)
    record(tx, act, "alert.raise", f"alert:{alert_id}", {"key": key, "rule": rule, "severity": severity})
    return get(tx, alert_id)


def join(tx: Tx, act: Act, alert_id: int, key: str, inputs: Mapping[str, object]) -> bool:
    """Add a later finding of the kind to a case; false if the finding is known."""
    return note(tx, act, alert_id, ActionKind.JOINED, inputs, key)


def note(
    tx: Tx, act: Act, alert_id: int, kind: ActionKind, detail: Mapping[str, object], key: str | None = None
) -> bool:
    """Write down what happened to a case; false if the key says it was written before."""
    if not _act_on(tx, act, alert_id, kind, detail, key):
        return False
    record(tx, act, f"alert.{kind}", f"alert:{alert_id}", {"key": key})
    return True


def acknowledge(tx: Tx, act: Act, alert_id: int, staff_id: int) -> bool:
    """A named person takes an open case; only the first to do so does.

    A case that comes back is taken anew; `acknowledged_at` and `_by_id` stay those of the first time.
    """
    where = (alert.c.id == alert_id, alert.c.state == AlertState.OPEN)
    first = {
        "acknowledged_at": func.coalesce(alert.c.acknowledged_at, literal(act.at, Instant)),
        "acknowledged_by_id": func.coalesce(alert.c.acknowledged_by_id, staff_id),
    }
    if not rows.change(tx.conn, alert, *where, state=AlertState.ACKNOWLEDGED, **first):
        return False
    _act_on(tx, act, alert_id, ActionKind.ACKNOWLEDGED, {"staff": staff_id})
    record(tx, act, "alert.acknowledge", f"alert:{alert_id}", {"staff": staff_id})
    return True


def hand_over(tx: Tx, act: Act, alert_id: int, staff_id: int, to_id: int) -> bool:
    """Give a case to somebody else, who is to take it; false if it is closed.

    Handing an untaken case over takes it first: whoever does has seen it.
    """
    acknowledge(tx, act, alert_id, staff_id)
    if not _comes_back(tx, act, alert_id):
        return False
    detail = {"staff": staff_id, "to": to_id}
    _act_on(tx, act, alert_id, ActionKind.HANDED_OVER, detail)
    record(tx, act, "alert.hand-over", f"alert:{alert_id}", detail)
    return True


def snooze(tx: Tx, act: Act, alert_id: int, staff_id: int, until: datetime, reason: str) -> bool:
    """Let an AMBER case that somebody has taken rest until then; false for any other. RED never rests."""
    case = get(tx, alert_id)
    if case.state is not AlertState.ACKNOWLEDGED or case.severity is not Severity.AMBER:
        return False
    told = {"staff": staff_id, "until": until.isoformat()}
    _act_on(tx, act, alert_id, ActionKind.SNOOZED, {**told, "reason": reason})
    record(tx, act, "alert.snooze", f"alert:{alert_id}", told)
    _wake(tx, act, alert_id)
    return True


def end_snooze(tx: Tx, act: Act, alert_id: int, staff_id: int) -> bool:
    """A snoozed case comes back to whoever snoozed it, to be taken anew."""
    if not _comes_back(tx, act, alert_id):
        return False
    _act_on(tx, act, alert_id, ActionKind.SNOOZE_ENDED, {"to": staff_id})
    record(tx, act, "alert.snooze-end", f"alert:{alert_id}", {"to": staff_id})
    return True


def _comes_back(tx: Tx, act: Act, alert_id: int) -> bool:
    """A case that somebody has taken is open again, and looked at now."""
    where = (alert.c.id == alert_id, alert.c.state == AlertState.ACKNOWLEDGED)
    if not rows.change(tx.conn, alert, *where, state=AlertState.OPEN):
        return False
    _wake(tx, act, alert_id)
    return True


def _wake(tx: Tx, act: Act, alert_id: int) -> None:
    wake(tx, act, episode.c.id == get(tx, alert_id).episode_id)


def close(tx: Tx, act: Act, alert_id: int, staff_id: int, code: CloseCode, reason: str | None) -> bool:
    """End a case with what was done; false if it has ended. Closing an untaken case takes it first."""
    acknowledge(tx, act, alert_id, staff_id)
    where = (alert.c.id == alert_id, alert.c.state.in_(STANDING))
    if not rows.change(tx.conn, alert, *where, state=AlertState.RESOLVED, closed_at=act.at):
        return False
    _act_on(tx, act, alert_id, ActionKind.CLOSED, {"staff": staff_id, "code": code, "reason": reason})
    record(tx, act, "alert.close", f"alert:{alert_id}", {"staff": staff_id, "code": code})
    return True


def supersede(tx: Tx, act: Act, alert_id: int) -> bool:
    """End a case that nobody took: an amended answer took its findings away. False if it has ended."""
    where = (alert.c.id == alert_id, alert.c.state == AlertState.OPEN)
    if not rows.change(tx.conn, alert, *where, state=AlertState.SUPERSEDED, closed_at=act.at):
        return False
    _act_on(tx, act, alert_id, ActionKind.SUPERSEDED, {})
    record(tx, act, "alert.supersede", f"alert:{alert_id}")
    return True


def get(tx: Tx, alert_id: int) -> Alert:
    return rows.known(tx.conn, Alert, alert, alert_id)


def of_episode(tx: Tx, episode_id: int) -> tuple[Alert, ...]:
    """An episode's alerts, in the order they were raised."""
    return rows.alike(tx.conn, Alert, alert, episode_id=episode_id)


def of_patient(tx: Tx, patient_id: int, site_id: int) -> tuple[Alert, ...]:
    """The alerts of all operations of a patient at one site, in the order they were raised."""
    return rows.read(tx.conn, Alert, _OF_PATIENT, patient=patient_id, site=site_id)


def every(tx: Tx) -> tuple[Alert, ...]:
    """All alerts, in the order they were raised."""
    return rows.many(tx.conn, Alert, alert)


def fired_between(tx: Tx, begin: datetime, end: datetime, site_id: int | None = None) -> tuple[Alert, ...]:
    """The alerts, of one site or of all, that fired from `begin` on and before `end`, in the order raised."""
    where = [alert.c.fired_at >= begin, alert.c.fired_at < end]
    if site_id is not None:
        where.append(alert.c.episode_id.in_(select(episode.c.id).where(episode.c.site_id == site_id)))
    return rows.many(tx.conn, Alert, alert, *where)


def standing(tx: Tx) -> tuple[Alert, ...]:
    """Every case that is not closed, RED first, then the oldest."""
    red_first = (alert.c.severity != Severity.RED, alert.c.fired_at, alert.c.id)
    return rows.many(tx.conn, Alert, alert, alert.c.state.in_(STANDING), order=red_first)


def untold(tx: Tx, raised_by: datetime) -> dict[int, tuple[Alert, ...]]:
    """Open cases raised by then of which no notice went out, or may have gone out, by site, in the order
    raised; a site without any is left out."""
    reached = (OutboxState.SENT, OutboxState.UNSURE)
    told = exists().where(outbox.c.alert_id == alert.c.id, outbox.c.state.in_(reached))
    chosen = rows.chosen(Alert, alert).add_columns(episode.c.site_id)
    open_ones = chosen.join(episode, episode.c.id == alert.c.episode_id).where(
        alert.c.state == AlertState.OPEN, alert.c.fired_at <= raised_by, ~told
    )
    found: dict[int, list[Alert]] = {}
    for *fields, site_id in tx.conn.execute(open_ones):
        found.setdefault(site_id, []).append(Alert(*fields))
    return {site_id: tuple(cases) for site_id, cases in found.items()}


def failed_notices(tx: Tx) -> int:
    """How many people a notice of a case still open did not reach, and nothing about it has since."""
    later = outbox.alias()
    told_since = exists().where(
        later.c.alert_id == outbox.c.alert_id,
        later.c.staff_id == outbox.c.staff_id,
        later.c.id > outbox.c.id,
        later.c.state.in_((OutboxState.SENT, OutboxState.UNSURE)),
    )
    lost = (
        select(func.count(distinct(outbox.c.staff_id)))
        .join(alert, alert.c.id == outbox.c.alert_id)
        .where(alert.c.state == AlertState.OPEN, outbox.c.state == OutboxState.FAILED, ~told_since)
    )
    return int(tx.conn.execute(lost).scalar_one())


def actions_of(tx: Tx, alert_ids: Sequence[int]) -> dict[int, tuple[AlertAction, ...]]:
    """What was done with each of these cases, in order; in one query."""
    found: dict[int, list[AlertAction]] = {alert_id: [] for alert_id in alert_ids}
    where = alert_action.c.alert_id.in_(alert_ids)
    for done in rows.many(tx.conn, AlertAction, alert_action, where, order=alert_action.c.id):
        found[done.alert_id].append(done)
    return {alert_id: tuple(done) for alert_id, done in found.items()}


def actions(tx: Tx, alert_id: int) -> tuple[AlertAction, ...]:
    """What was done about a case, in order."""
    return rows.alike(tx.conn, AlertAction, alert_action, alert_id=alert_id)


def _act_on(
    tx: Tx, act: Act, alert_id: int, kind: ActionKind, detail: Mapping[str, Any], key: str | None = None
) -> bool:
    told = {
        "alert_id": alert_id,
        "kind": kind,
        "at": act.at,
        "by": act.by,
        "detail": dict(detail),
        "key": key,
    }
    return rows.add_if_new(tx.conn, alert_action, **told) is not None
