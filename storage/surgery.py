"""What was done at an operation, and by whom: set after the registration, and read for the register."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, func, select, union

from domain import Act
from storage import rows
from storage.database import Tx
from storage.register_words import NerveTransfer, Surgery
from storage.schema import episode, nerve_transfer
from storage.trail import record


def of_episode(tx: Tx, episode_id: int) -> Surgery:
    return rows.known(tx.conn, Surgery, episode, episode_id)


def transfers(tx: Tx, episode_id: int) -> tuple[NerveTransfer, ...]:
    """The nerve transfers of one operation, in the order recorded."""
    return rows.alike(tx.conn, NerveTransfer, nerve_transfer, nerve_transfer.c.number, episode_id=episode_id)


def every_transfer(tx: Tx) -> dict[int, tuple[NerveTransfer, ...]]:
    """The nerve transfers of all operations that have some, each in the order recorded."""
    found: defaultdict[int, list[NerveTransfer]] = defaultdict(list)
    by_number = select(nerve_transfer).order_by(nerve_transfer.c.episode_id, nerve_transfer.c.number)
    for row in tx.conn.execute(by_number).mappings():
        found[row["episode_id"]].append(rows.shaped(NerveTransfer, row))
    return {number: tuple(pairs) for number, pairs in found.items()}


def surgeons(tx: Tx, site_id: int) -> tuple[str, ...]:
    """The codes of those who operated or supervised at a hospital, in their order."""
    here = func.coalesce(episode.c.operated_site_id, episode.c.site_id) == site_id
    found = (
        select(column).where(here, column.is_not(None))
        for column in (episode.c.operating_surgeon, episode.c.supervising_surgeon)
    )
    return tuple(sorted(tx.conn.execute(union(*found)).scalars()))


def put(tx: Tx, act: Act, episode_id: int, told: Surgery, pairs: Sequence[NerveTransfer]) -> tuple[str, ...]:
    """Keep the operation record; the fields that changed, by name, as the trail has them.

    The trail names the fields only, for one of them is free text.
    """
    before, after = asdict(of_episode(tx, episode_id)), asdict(told)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        rows.change(tx.conn, episode, episode.c.id == episode_id, **after)
    if tuple(pairs) != transfers(tx, episode_id):
        changed.append("transfers")
        tx.conn.execute(delete(nerve_transfer).where(nerve_transfer.c.episode_id == episode_id))
        for number, pair in enumerate(pairs, 1):
            rows.add(tx.conn, nerve_transfer, episode_id=episode_id, number=number, **asdict(pair))
    if changed:
        record(tx, act, "episode.set-surgery", f"episode:{episode_id}", {"changed": changed})
    return tuple(changed)
