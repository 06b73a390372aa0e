"""Episodes: one operation each, with its record, its arrangements, and when the tick must look again."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from domain import Act, Episode
from storage import rows
from storage.database import Tx
from storage.schema import episode, patient
from storage.trail import record
from storage.words import Governance, Operation

# Every tick or look runs these, so they are built once.
_LOOK_AT = update(episode).where(episode.c.id == bindparam("episode")).values(next_look_at=bindparam("at"))
_DUE = (
    select(episode.c.id)
    .where(episode.c.next_look_at <= bindparam("as_of"), episode.c.activated_at.is_not(None))
    .order_by(episode.c.next_look_at, episode.c.id)
    .limit(bindparam("most"))
)


def register(
    tx: Tx,
    act: Act,
    *,
    patient_id: int,
    operation: Operation,
    governance: Governance,
    protocol_id: int,
    code: str | None = None,
) -> Episode:
    """Put an operation into the register; never refused for missing arrangements. It is not active yet."""
    given = rows.free_code(tx.conn, episode, code) if code else rows.fresh_code(tx.conn, episode, "E")
    site_id = tx.conn.execute(select(patient.c.site_id).where(patient.c.id == patient_id)).scalar_one()
    episode_id = rows.add(
        tx.conn,
        episode,
        patient_id=patient_id,
        site_id=site_id,
        protocol_id=protocol_id,
        code=given,
        registered_at=act.at,
        **asdict(operation),
        **asdict(governance),
    )
    told = {"code": given, "patient": patient_id, "tmr_on": str(operation.tmr_on), "protocol": protocol_id}
    record(tx, act, "episode.register", f"episode:{episode_id}", told)
    return get(tx, episode_id)


def activate(tx: Tx, act: Act, episode_id: int) -> bool:
    """Begin the follow-up; false if it has begun."""
    where = (episode.c.id == episode_id, episode.c.activated_at.is_(None))
    if not rows.change(tx.conn, episode, *where, activated_at=act.at, next_look_at=act.at):
        return False
    record(tx, act, "episode.activate", f"episode:{episode_id}")
    return True


def get(tx: Tx, episode_id: int) -> Episode:
    return rows.known(tx.conn, Episode, episode, episode_id)


def by_code(tx: Tx, code: str) -> Episode | None:
    return rows.one(tx.conn, Episode, episode, code=code)


def of_patient(tx: Tx, patient_id: int) -> tuple[Episode, ...]:
    """A patient's episodes, in the order of registration."""
    return rows.alike(tx.conn, Episode, episode, patient_id=patient_id)


def every(tx: Tx) -> tuple[Episode, ...]:
    """All episodes, in the order of registration."""
    return rows.many(tx.conn, Episode, episode)


def active_operations(tx: Tx) -> tuple[tuple[int, date], ...]:
    """Site that operated and date of the operations that are followed up, each pair once, in their order."""
    did = func.coalesce(episode.c.operated_site_id, episode.c.site_id)
    found = select(did, episode.c.tmr_on).where(episode.c.activated_at.is_not(None)).distinct()
    return tuple(sorted((site_id, tmr_on) for site_id, tmr_on in tx.conn.execute(found)))


def operation(tx: Tx, episode_id: int) -> Operation:
    return rows.known(tx.conn, Operation, episode, episode_id)


def governance(tx: Tx, episode_id: int) -> Governance:
    return rows.known(tx.conn, Governance, episode, episode_id)


def set_operation(tx: Tx, act: Act, episode_id: int, told: Operation) -> None:
    """Correct the operation record; the trail keeps what each field was before."""
    before, after = asdict(operation(tx, episode_id)), asdict(told)
    changed = {name: [str(before[name]), str(after[name])] for name in after if before[name] != after[name]}
    _change(tx, act, episode_id, "set-operation", {"changed": changed}, after)


def set_governance(tx: Tx, act: Act, episode_id: int, told: Governance) -> None:
    """Record the arrangements; the trail names the fields only, for one of them is a person's name."""
    before, after = asdict(governance(tx, episode_id)), asdict(told)
    changed = sorted(name for name in after if before[name] != after[name])
    _change(tx, act, episode_id, "set-governance", {"changed": changed}, after)


def use_protocol(tx: Tx, act: Act, episode_id: int, protocol_id: int) -> None:
    """Follow another protocol from here on."""
    told = {"protocol_id": protocol_id}
    _change(tx, act, episode_id, "use-protocol", told, told)


def look_at(tx: Tx, episode_id: int, at: datetime | None) -> None:
    """Say when the tick must look again; none: not before something changes."""
    tx.conn.execute(_LOOK_AT, {"episode": episode_id, "at": at})


def due(tx: Tx, as_of: datetime, limit: int) -> tuple[int, ...]:
    """Active episodes whose look is due, oldest look first."""
    return tuple(tx.conn.execute(_DUE, {"as_of": as_of, "most": limit}).scalars())


def _change(
    tx: Tx, act: Act, episode_id: int, verb: str, detail: dict[str, Any], values: dict[str, Any]
) -> None:
    rows.change(tx.conn, episode, episode.c.id == episode_id, **values)
    active = (episode.c.id == episode_id, episode.c.activated_at.is_not(None))
    rows.change(tx.conn, episode, *active, next_look_at=act.at)
    record(tx, act, f"episode.{verb}", f"episode:{episode_id}", detail)
