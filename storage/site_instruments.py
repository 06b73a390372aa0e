"""A site's own instruments: each version is kept to the byte, with every licence it was ever held under.

Nothing here is changed or removed. Of the licences of a version the last one holds; of the versions of an
instrument the last one added is asked.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import RowMapping, func, select

from domain import Act, Licence
from storage import rows
from storage.database import Tx
from storage.schema import instrument_licence, site_instrument
from storage.trail import record
from storage.waking import wake


@dataclass(frozen=True, slots=True)
class Held:
    """One version, and the licence that holds for it now: `licence_id` tells a renewed one apart."""

    id: int
    instrument: str
    version: str
    checksum: str
    licence_id: int
    licence: Licence


_LAST_LICENCE = (
    select(func.max(instrument_licence.c.id)).group_by(instrument_licence.c.site_instrument_id)
).scalar_subquery()
_HELD = (
    select(
        site_instrument.c.id.label("held_id"),
        site_instrument.c.instrument,
        site_instrument.c.version,
        site_instrument.c.checksum,
        instrument_licence,
    )
    .join(instrument_licence, instrument_licence.c.site_instrument_id == site_instrument.c.id)
    .where(instrument_licence.c.id.in_(_LAST_LICENCE))
    .order_by(site_instrument.c.id)
)
_STAMP = select(func.coalesce(func.max(instrument_licence.c.id), 0))


def add(
    tx: Tx, act: Act, *, instrument: str, version: str, checksum: str, body: bytes, licence: Licence
) -> int:
    """Keep a version for ever, and tell its number. Whether it may be added is decided before."""
    told = {"instrument": instrument, "version": version, "checksum": checksum}
    held_id = rows.add(tx.conn, site_instrument, **told, body=body, at=act.at, by=act.by)
    record(tx, act, "instrument.add", f"instrument:{held_id}", told)
    license_it(tx, act, held_id, licence)
    return held_id


def license_it(tx: Tx, act: Act, held_id: int, licence: Licence) -> int:
    """A licence holds for this version from now on, in place of any before. Every episode is looked at."""
    values = {"site_instrument_id": held_id, **asdict(licence)}
    licence_id = rows.add(tx.conn, instrument_licence, **values, at=act.at, by=act.by)
    detail = {"licence": licence_id, "holder": licence.holder, "valid_until_on": str(licence.valid_until_on)}
    record(tx, act, "instrument.license", f"instrument:{held_id}", detail)
    wake(tx, act)
    return licence_id


def every(tx: Tx) -> tuple[Held, ...]:
    """All versions, in the order they were added."""
    return tuple(_held(row) for row in tx.conn.execute(_HELD).mappings())


def current(tx: Tx) -> tuple[Held, ...]:
    """The version of each instrument that is asked, by instrument."""
    last = {held.instrument: held for held in every(tx)}
    return tuple(last[instrument] for instrument in sorted(last))


def find(tx: Tx, instrument: str, version: str) -> Held | None:
    """This very version, if it was added."""
    which = (site_instrument.c.instrument == instrument, site_instrument.c.version == version)
    row = tx.conn.execute(_HELD.where(*which)).mappings().one_or_none()
    return None if row is None else _held(row)


def body(tx: Tx, held_id: int) -> bytes:
    """The file, as it was brought."""
    chosen = select(site_instrument.c.body).where(site_instrument.c.id == held_id)
    return bytes(tx.conn.execute(chosen).scalar_one())


def stamp(tx: Tx) -> int:
    """A number that grows with every version and licence: the same number, the same instruments."""
    return int(tx.conn.execute(_STAMP).scalar_one())


def _held(row: RowMapping) -> Held:
    which = (row["held_id"], row["instrument"], row["version"], row["checksum"])
    return Held(*which, licence_id=row["id"], licence=rows.shaped(Licence, row))
