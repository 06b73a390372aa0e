"""Enrolments that were begun in the console: what was typed so far, sealed, until it is finished or dropped.

Whoever is being enrolled is no patient yet, so nothing of theirs stands anywhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from domain import Act
from storage import begun, rows
from storage.database import Tx
from storage.schema import enrolment

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
    return begun.begin(tx, act, enrolment, account_id, {}, site_id=site_id)


def find(tx: Tx, number: int) -> Enrolment | None:
    return next(iter(_those(tx, enrolment.c.id == number)), None)


def of_site(tx: Tx, site_id: int) -> tuple[Enrolment, ...]:
    """Those that a hospital has begun, the oldest first."""
    return _those(tx, enrolment.c.site_id == site_id)


def count(tx: Tx, site_id: int) -> int:
    """How many a hospital has begun; none is opened."""
    found = select(func.count()).where(enrolment.c.site_id == site_id)
    return int(tx.conn.execute(found).scalar_one())


def keep(tx: Tx, act: Act, known: Enrolment, account_id: int, typed: Typed) -> bool:
    """Have these answers stand in place of those known; false, and nothing, if it was changed since."""
    return begun.keep(tx, act, enrolment, known.id, known.step, account_id, dict(typed))


def finish(tx: Tx, act: Act, number: int) -> None:
    """The person is enrolled: what was typed is a patient's now, and goes here."""
    begun.end(tx, act, enrolment, number, "finished")


def drop(tx: Tx, act: Act, number: int) -> None:
    """Nobody is to be enrolled: what was typed goes."""
    begun.end(tx, act, enrolment, number, "dropped")


def _those(tx: Tx, *where: Any) -> tuple[Enrolment, ...]:
    return tuple(
        rows.shaped(Enrolment, {**found._mapping, "typed": typed})
        for found, typed in begun.opened(tx, enrolment, *where)
    )
