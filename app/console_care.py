"""What the console does about one patient: the functions behind the commands, as it is given them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.care import come_back, leave, pause
from app.date_changes import correct_as_foreseen, foresee_date
from app.enrolling import arrange_typed
from app.importing.cells import read_date
from app.importing.words import USUAL, DateOrder, Wrong
from app.linking import invite
from app.moving import transfer
from app.safety import GRADES, Told, add
from console.reach import Care
from domain import Act
from storage.database import Tx

WRITTEN = replace(USUAL, dates=DateOrder.DAY_FIRST)
"""On the pages a date is written as in Britain, the day first."""


def day(text: str) -> date | str:
    """A date as people write it, or what is wrong with it."""
    found = read_date(text, WRITTEN)
    return found.sentence if isinstance(found, Wrong) else found


def add_event(tx: Tx, act: Act, episode: str, by: str, told: Mapping[str, Any], confirmed: bool) -> str:
    """Write down a safety event; `told` is by the names of what the command is told."""
    return add(tx, act, episode, by, Told(**told), confirmed=confirmed)


CARE = Care(
    day=day,
    pause=pause,
    leave=leave,
    come_back=come_back,
    transfer=transfer,
    foresee_date=foresee_date,
    correct_date=correct_as_foreseen,
    add_event=add_event,
    grades=GRADES,
    invite=invite,
    arrange=arrange_typed,
)
