"""Published protocols: each version is kept as it was, because assessments point at it for ever."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from domain import Act
from storage import rows
from storage.database import Tx
from storage.schema import protocol
from storage.trail import record


@dataclass(frozen=True, slots=True)
class Published:
    """A version, and who published it when."""

    id: int
    name: str
    version: str
    published_at: datetime
    published_by: str


def publish(
    tx: Tx, act: Act, *, name: str, version: str, checksum: str, body: str, accepted: str | None = None
) -> int:
    """Keep a protocol file and tell its number. A published version cannot be published again.

    `accepted`: the hash of the plan that somebody saw and accepted, for the trail.
    """
    protocol_id = rows.add(
        tx.conn,
        protocol,
        name=name,
        version=version,
        checksum=checksum,
        body=body,
        published_at=act.at,
        published_by=act.by,
    )
    detail = {"name": name, "version": version, "checksum": checksum}
    if accepted is not None:
        detail["accepted"] = accepted
    record(tx, act, "protocol.publish", f"protocol:{protocol_id}", detail)
    return protocol_id


def body(tx: Tx, protocol_id: int) -> str:
    """The text of the file, as it was published."""
    return str(tx.conn.execute(select(protocol.c.body).where(protocol.c.id == protocol_id)).scalar_one())


def current(tx: Tx) -> int | None:
    """The protocol published last, which new episodes follow."""
    found = tx.conn.execute(select(func.max(protocol.c.id))).scalar_one()
    return None if found is None else int(found)


def every(tx: Tx) -> tuple[Published, ...]:
    """Every version, in the order of publication: the last one is in use."""
    return rows.many(tx.conn, Published, protocol)


def find(tx: Tx, name: str, version: str) -> tuple[int, str] | None:
    """Number and checksum of a version, if it was published."""
    where = (protocol.c.name == name, protocol.c.version == version)
    found = tx.conn.execute(select(protocol.c.id, protocol.c.checksum).where(*where)).first()
    return None if found is None else (found.id, found.checksum)
