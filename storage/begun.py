"""What somebody began in the console and has not finished: what was typed so far, sealed.

Each row counts its steps, so that whoever changes what somebody else has changed since is told. It goes when
it is finished or dropped, or by itself when it was left alone for long.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, delete, select

from domain import Act
from storage import rows
from storage.database import Tx
from storage.schema import answer_draft, enrolment
from storage.trail import record

KEPT_FOR = timedelta(days=30)
"""How long what nobody goes on with is kept."""

TABLES = (enrolment, answer_draft)


def begin(tx: Tx, act: Act, table: Table, account_id: int, typed: object, **told: Any) -> int:
    """Begin one, and tell its number."""
    told |= {"account_id": account_id, "begun_at": act.at, "changed_at": act.at}
    number = rows.add(tx.conn, table, **told, step=0, typed=b"")
    _seal(tx, table, number, typed)
    record(tx, act, f"{_name(table)}.begin", f"{table.name}:{number}")
    return number


def keep(tx: Tx, act: Act, table: Table, number: int, step: int, account_id: int, typed: object) -> bool:
    """Keep this in place of what was typed; false, and nothing, if it was changed since that step."""
    which = (table.c.id == number, table.c.step == step)
    told = {"account_id": account_id, "changed_at": act.at, "step": step + 1}
    if not rows.change(tx.conn, table, *which, **told):
        return False
    _seal(tx, table, number, typed)
    return True


def opened(tx: Tx, table: Table, *where: Any) -> Iterator[tuple[Any, Any]]:
    """Each row with what was typed, the oldest first."""
    for found in tx.conn.execute(select(table).where(*where).order_by(table.c.id)).all():
        yield found, json.loads(tx.keys.open(found.typed, _place(table, found.id)))


def end(tx: Tx, act: Act, table: Table, number: int, how: str) -> None:
    """It goes: finished, dropped or expired."""
    tx.conn.execute(delete(table).where(table.c.id == number))
    record(tx, act, f"{_name(table)}.{how}", f"{table.name}:{number}")


def forget_old(tx: Tx, act: Act) -> None:
    """Let go of those that nobody went on with."""
    for table in TABLES:
        old = select(table.c.id).where(table.c.changed_at < act.at - KEPT_FOR)
        for number in tx.conn.execute(old).scalars().all():
            end(tx, act, table, number, "expired")


def reseal(tx: Tx) -> None:
    """Seal each anew under the master key in use."""
    for table in TABLES:
        for found, typed in tuple(opened(tx, table)):
            _seal(tx, table, found.id, typed)


def _seal(tx: Tx, table: Table, number: int, typed: object) -> None:
    sealed = tx.keys.seal(json.dumps(typed).encode(), _place(table, number))
    rows.change(tx.conn, table, table.c.id == number, typed=sealed)


def _place(table: Table, number: int) -> str:
    return f"{table.name}|{number}|typed"


def _name(table: Table) -> str:
    """As the trail's verbs begin."""
    return table.name.replace("_", "-")
