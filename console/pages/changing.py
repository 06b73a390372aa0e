"""Changing what several people may change: the whole change or none of it, and nobody's work overwritten."""

import hashlib
from collections.abc import Callable, Mapping

from console.web.desk import Desk
from console.web.visit import Answer, Page, Visit
from domain import Fault
from storage.database import Tx

MEANWHILE = (
    "Somebody has changed this since the page was opened. What stands now is shown here; look at it, then "
    "try again. Nothing was changed."
)
Shown = Callable[[Tx, Desk, Visit, Mapping[str, str]], Page]


def stamp(*values: object) -> str:
    """What a page showed, so that a form can say on what it was filled in."""
    return hashlib.sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:16]


async def trying(
    desk: Desk,
    visit: Visit,
    work: Callable[[Tx], Answer],
    wrong: Mapping[str, str],
    place: Callable[[Fault], str],
    shown: Shown,
) -> Answer:
    """Do it in one transaction that is taken back when a Fault says why not; the page then tells at which
    field. `wrong`: what is known to be wrong before."""
    faults = wrong
    if not faults:
        try:
            return await desk.database.within(work)
        except Fault as fault:
            faults = {place(fault): str(fault).replace("`", "")}
    return await desk.database.seeing(lambda tx: shown(tx, desk, visit, faults))
