"""The trail: who did what, when, to which row. Each row is sealed and holds the seal of the one before it.

It holds pseudonyms only: never an identifier, an answer or free text. The seal is an HMAC under a key derived
from the master key, so a changed, removed or inserted row shows; a cut tail shows only against a head that
was kept elsewhere, which is why `verify` tells count and head.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, func, select

from domain import Act
from storage.crypto import Key, KeyRing
from storage.database import Tx
from storage.rows import many
from storage.schema import trail

Line = tuple[str, str, Mapping[str, Any]]
"""Verb, subject, detail."""

BEFORE_THE_FIRST = "0" * 64

# Every change runs it, so it is built once.
_LAST = select(trail.c.seq, trail.c.seal).order_by(trail.c.seq.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One line of the trail. `seq` counts from 1 without gaps; `subject` reads `patient:12`."""

    seq: int
    at: datetime
    by: str
    verb: str
    subject: str
    detail: Mapping[str, Any]
    key_id: str
    previous: str
    seal: str


@dataclass(frozen=True, slots=True)
class TrailVerdict:
    """`count` rows verified up to `head`; `fault` names the first row that does not fit, if any."""

    count: int
    head: str
    fault: str | None


def record(tx: Tx, act: Act, verb: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
    """Append one line, in the transaction of the change it tells of: it is written before that commits."""
    record_all(tx, act, ((verb, subject, detail or {}),))


def record_all(tx: Tx, act: Act, lines: Sequence[Line]) -> None:
    """Append many lines of one act, in their order; each holds the seal of the one before it, as ever."""
    seq, previous = end(tx)
    for verb, subject, detail in lines:
        seq += 1
        row: dict[str, Any] = {
            "seq": seq,
            "at": act.at,
            "by": act.by,
            "verb": verb,
            "subject": subject,
            "detail": dict(detail),
            "key_id": tx.keys.current.id.hex(),
            "previous": previous,
        }
        previous = _seal(tx.keys.current, row)
        tx.unwritten.append(row | {"seal": previous})
    tx.trail_end = seq, previous


def head(tx: Tx) -> int:
    """How many lines there are: whoever knows it sees later whether anything has changed."""
    return end(tx)[0]


def end(tx: Tx) -> tuple[int, str]:
    """Number and seal of the last line; 0 and zeros before the first."""
    return tx.trail_end or _end(tx)


def seal_of(tx: Tx, seq: int) -> str | None:
    """The seal of one line, if there is such a line."""
    if seq == 0:
        return BEFORE_THE_FIRST
    found: str | None = tx.conn.execute(select(trail.c.seal).where(trail.c.seq == seq)).scalar()
    return found


def _end(tx: Tx) -> tuple[int, str]:
    last = tx.conn.execute(_LAST).first()
    return (last.seq, last.seal) if last else (0, BEFORE_THE_FIRST)


def read(tx: Tx, subject: str | None = None) -> tuple[TrailRow, ...]:
    """The trail in its order, whole or of one subject."""
    tx.write_trail()
    where = () if subject is None else (trail.c.subject == subject,)
    return many(tx.conn, TrailRow, trail, *where, order=trail.c.seq)


def about(tx: Tx, subjects: Sequence[str]) -> tuple[TrailRow, ...]:
    """The lines of any of these subjects, in the trail's order."""
    tx.write_trail()
    return many(tx.conn, TrailRow, trail, trail.c.subject.in_(subjects), order=trail.c.seq)


def last_at(tx: Tx, verb: str, subjects: Sequence[str]) -> Mapping[str, datetime]:
    """When this was last done to each of these, where it was."""
    tx.write_trail()
    where = (trail.c.subject.in_(subjects), trail.c.verb == verb)
    found = select(trail.c.subject, func.max(trail.c.at).label("at")).where(*where).group_by(trail.c.subject)
    return {row.subject: row.at for row in tx.conn.execute(found)}


def verify(tx: Tx) -> TrailVerdict:
    """Recompute every seal in order; stops at the first row that does not fit."""
    tx.write_trail()
    count, head = 0, BEFORE_THE_FIRST
    in_order = select(trail).order_by(trail.c.seq).execution_options(yield_per=1000)
    rows = tx.conn.execute(in_order).mappings()
    for row in rows:
        fault = _fault(tx.keys, row, count + 1, head)
        if fault is not None:
            rows.close()
            return TrailVerdict(count, head, f"Row {row['seq']} of the trail {fault}.")
        count, head = count + 1, row["seal"]
    return TrailVerdict(count, head, None)


def _fault(keys: KeyRing, row: RowMapping, seq: int, previous: str) -> str | None:
    if row["seq"] != seq:
        return f"should be row {seq}: rows are missing"
    if row["previous"] != previous:
        return "does not follow from the row before it"
    key = keys.find(bytes.fromhex(row["key_id"]))
    if key is None:
        return "was sealed with a key that is not given"
    if not hmac.compare_digest(_seal(key, row), row["seal"]):
        return "was altered"
    return None


def _seal(key: Key, row: Mapping[str, Any] | RowMapping) -> str:
    """HMAC-SHA256 over the canonical JSON of everything but the seal."""
    told = {
        "seq": row["seq"],
        "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        **{name: row[name] for name in ("by", "verb", "subject", "detail", "key_id", "previous")},
    }
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hmac.digest(key.trail_key, canonical.encode(), "sha256").hex()
