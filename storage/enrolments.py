"""Enrolments that were begun in the console: what was typed so far, sealed, until it is finished or dropped.

Whoever is being enrolled is no patient yet, so nothing of theirs stands anywhere else. Each row goes with the
enrolment, or by itself when it was left alone for long.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from domain import Act
from storage import rows
from storage.database import Tx
from storage.schema import enrolment
from storage.trail import record

KEPT_FOR = timedelta(days=30)
"""How long an enrolment that nobody goes on with is kept."""

Typed = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`account_id`: who changed it last, at `changed_at`. `step`: how often it was changed."""

    id: int
    site_id: int
    account_id: int
    begun_at: datetime
    changed_at: datetime
    step: int
    typed: Typed = field(repr=False)


def begin(tx: Tx, act: Act, site_id: int, account_id: int) -> int:
    """Begin one in which nothing is typed, and tell its number."""
    told = {"site_id": site_id, "account_id": account_id, "begun_at": act.at, "changed_at": act.at}
    number = rows.add(tx.conn, enrolment, **told, step=0, typed=b"")
    _seal(tx, number, {})
    record(tx, act, "enrolment.begin", f"enrolment:{number}")
    return number


def find(tx: Tx, number: int) -> Enrolment | None:
    found = tx.conn.execute(select(enrolment).where(enrolment.c.id == number)).one_or_none()
    return None if found is None else _opened(tx, found)


def of_site(tx: Tx, site_id: int) -> tuple[Enrolment, ...]:
    """Those that a hospital has begun, the oldest first."""
    wanted = select(enrolment).where(enrolment.c.site_id == site_id).order_by(enrolment.c.id)
    return tuple(_opened(tx, found) for found in tx.conn.execute(wanted).all())


def keep(tx: Tx, act: Act, known: Enrolment, account_id: int, typed: Typed) -> bool:
    """Keep these answers beside those that are known; false, and nothing, if it was changed since."""
    which = (enrolment.c.id == known.id, enrolment.c.step == known.step)
    told = {"account_id": account_id, "changed_at": act.at, "step": known.step + 1}
    if not rows.change(tx.conn, enrolment, *which, **told):
        return False
    _seal(tx, known.id, {**known.typed, **typed})
    return True


def finish(tx: Tx, act: Act, number: int) -> None:
    """The person is enrolled: what was typed is a patient's now, and goes here."""
    _end(tx, act, number, "finished")


def drop(tx: Tx, act: Act, number: int) -> None:
    """Nobody is to be enrolled: what was typed goes."""
    _end(tx, act, number, "dropped")


def forget_old(tx: Tx, act: Act) -> None:
    """Let go of those that nobody went on with."""
    old = select(enrolment.c.id).where(enrolment.c.changed_at < act.at - KEPT_FOR)
    for number in tx.conn.execute(old).scalars().all():
        _end(tx, act, number, "expired")


def reseal(tx: Tx) -> None:
    """Seal each anew under the master key in use."""
    for found in tx.conn.execute(select(enrolment)).all():
        _seal(tx, found.id, _opened(tx, found).typed)


def _end(tx: Tx, act: Act, number: int, how: str) -> None:
    tx.conn.execute(delete(enrolment).where(enrolment.c.id == number))
    record(tx, act, f"enrolment.{how}", f"enrolment:{number}")


def _seal(tx: Tx, number: int, typed: Typed) -> None:
    sealed = tx.keys.seal(json.dumps(dict(typed)).encode(), _place(number))
    rows.change(tx.conn, enrolment, enrolment.c.id == number, typed=sealed)


def _opened(tx: Tx, found: Any) -> Enrolment:
    typed = json.loads(tx.keys.open(found.typed, _place(found.id)))
    return rows.shaped(Enrolment, {**found._mapping, "typed": typed})


def _place(number: int) -> str:
    return f"enrolment|{number}|typed"
