"""The rota: who is on call at a site, from when until when. What is over stays as it was."""

from datetime import datetime

from sqlalchemy import select

from domain import Act, AlertState, Shift
from storage import rows
from storage.database import Tx
from storage.schema import alert, episode, shift
from storage.trail import record
from storage.waking import wake


def add(tx: Tx, act: Act, *, site_id: int, staff_id: int, starts_at: datetime, ends_at: datetime) -> Shift:
    """Put somebody on the rota. Whoever calls has made sure that nobody else is on it then."""
    told = {"site_id": site_id, "staff_id": staff_id, "starts_at": starts_at, "ends_at": ends_at}
    shift_id = rows.add(tx.conn, shift, **told)
    detail = {"staff": staff_id, "from": starts_at.isoformat(), "until": ends_at.isoformat()}
    record(tx, act, "rota.add", f"shift:{shift_id}", detail)
    _wake(tx, act, site_id)
    return get(tx, shift_id)


def remove(tx: Tx, act: Act, turn: Shift) -> None:
    """Take a turn off the rota: one that has begun ends now, one to come never was."""
    if turn.starts_at < act.at:
        rows.change(tx.conn, shift, shift.c.id == turn.id, ends_at=act.at)
        record(tx, act, "rota.end", f"shift:{turn.id}")
    else:
        tx.conn.execute(shift.delete().where(shift.c.id == turn.id))
        record(tx, act, "rota.remove", f"shift:{turn.id}", {"staff": turn.staff_id})
    _wake(tx, act, turn.site_id)


def get(tx: Tx, shift_id: int) -> Shift:
    return rows.known(tx.conn, Shift, shift, shift_id)


def since(tx: Tx, site_id: int, instant: datetime) -> tuple[Shift, ...]:
    """The turns of a site that end after this instant, in the order of time."""
    where = (shift.c.site_id == site_id, shift.c.ends_at > instant)
    return rows.many(tx.conn, Shift, shift, *where, order=shift.c.starts_at)


def every(tx: Tx) -> tuple[Shift, ...]:
    """All turns of all sites, in the order of time."""
    return rows.many(tx.conn, Shift, shift, order=shift.c.starts_at)


def to_come(tx: Tx, staff_id: int, instant: datetime) -> tuple[Shift, ...]:
    """The turns of one person that end after this instant, in the order of time."""
    where = (shift.c.staff_id == staff_id, shift.c.ends_at > instant)
    return rows.many(tx.conn, Shift, shift, *where, order=shift.c.starts_at)


def _wake(tx: Tx, act: Act, site_id: int) -> None:
    """Somebody else may have to be told of the open cases now."""
    with_open_cases = select(alert.c.episode_id).where(alert.c.state == AlertState.OPEN)
    wake(tx, act, episode.c.site_id == site_id, episode.c.id.in_(with_open_cases))
