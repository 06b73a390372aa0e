"""What the console does about one patient: the functions behind the commands, as it is given them."""

from dataclasses import replace
from datetime import date

from app.care import come_back, leave, pause
from app.importing.cells import read_date
from app.importing.words import USUAL, DateOrder, Wrong
from app.moving import transfer
from console.reach import Care

WRITTEN = replace(USUAL, dates=DateOrder.DAY_FIRST)
"""On the pages a date is written as in Britain, the day first."""


def day(text: str) -> date | str:
    """A date as people write it, or what is wrong with it."""
    found = read_date(text, WRITTEN)
    return found.sentence if isinstance(found, Wrong) else found


CARE = Care(day=day, pause=pause, leave=leave, come_back=come_back, transfer=transfer)
