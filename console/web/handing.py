"""Hands out a file that was made on the bench: to whoever asked for it, and the trail tells of it first."""

import asyncio
import hashlib

from console.web.bench import Piece
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, File, Visit
from storage import trail


async def handed(desk: Desk, visit: Visit, piece: Piece | None, media: str, kind: str) -> Answer:
    """The file of this address out of what they have there, if it is there (yet, or still)."""
    name, folder = visit.path["name"], piece.folder if piece else None
    if folder is None or name not in {each.name for each in folder.iterdir()}:
        return NOT_THERE
    body = await asyncio.to_thread((folder / name).read_bytes)
    told = {"file": name, "sha256": hashlib.sha256(body).hexdigest()}
    await desk.database.within(
        lambda tx: trail.record(tx, visit.act, "console.download", f"{kind}:{name}", told)
    )
    return File(name, media, body)
