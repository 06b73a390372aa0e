"""Looks for lines of the trail: by whom, which verb, about what, between which instants; the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement

from storage.database import Tx
from storage.rows import chosen, read
from storage.schema import trail
from storage.trail import TrailRow

_MEANS = ("staff", "account", "system", "patient")


@dataclass(frozen=True, slots=True)
class Sought:
    """`by`: a code as P0001, or as the trail has it. `verb`: how it begins, in any case.

    Instants are half-open.
    """

    by: str = ""
    verb: str = ""
    subjects: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def lines(tx: Tx, sought: Sought, *, before: int | None, most: int) -> tuple[TrailRow, ...]:
    """The latest lines that fit, those with a number below `before` if one is given."""
    tx.write_trail()
    where = [*_where(sought)]
    if before is not None:
        where.append(trail.c.seq < before)
    return read(tx.conn, TrailRow, chosen(TrailRow, trail, trail.c.seq.desc()).where(*where).limit(most))


def _where(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.by:
        yield trail.c.by.in_((sought.by, *(f"{means}:{sought.by}" for means in _MEANS)))
    if sought.verb:
        yield trail.c.verb.startswith(sought.verb.lower(), autoescape=True)
    if sought.subjects:
        yield trail.c.subject.in_(sought.subjects)
    if sought.since is not None:
        yield trail.c.at >= sought.since
    if sought.until is not None:
        yield trail.c.at < sought.until
