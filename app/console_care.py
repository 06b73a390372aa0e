"""What the console does about one patient: the functions behind the commands, as it is given them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.care import come_back, leave, pause
from app.date_changes import correct_as_foreseen, foresee_date
from app.enrolling import arrange_typed, record_faults, record_typed
from app.importing.cells import read_date
from app.importing.words import USUAL, DateOrder, Wrong
from app.linking import invite
from app.moving import transfer
from app.own_data.command import own_page
from app.safety import GRADES, Told, add, correct, decide, yellow_card
from app.wish_changes import foresee_wishes, wish_as_foreseen
from console.reach import Care
from domain import Act
from storage.database import Tx
from storage.words import SafetyState

WRITTEN = replace(USUAL, dates=DateOrder.DAY_FIRST)
"""On the pages a date is written as in Britain, the day first."""


def day(text: str) -> date | str:
    """A date as people write it, or what is wrong with it."""
    found = read_date(text, WRITTEN)
    return found.sentence if isinstance(found, Wrong) else found


def add_event(tx: Tx, act: Act, episode: str, by: str, told: Mapping[str, Any], confirmed: bool) -> str:
    """Write down a safety event; `told` is by the names of what the command is told."""
    return add(tx, act, episode, by, Told(**told), confirmed=confirmed)


def confirm_event(tx: Tx, act: Act, number: int, by: str, told: Mapping[str, Any]) -> None:
    """Confirm it, and have just this be known of it."""
    decide(tx, act, number, by, SafetyState.CONFIRMED, Told(**told), whole=True)


def correct_event(tx: Tx, act: Act, number: int, by: str, told: Mapping[str, Any]) -> None:
    """Have just this be known of it; whether it is so stays open."""
    correct(tx, act, number, by, Told(**told))


def refute_event(tx: Tx, act: Act, number: int, by: str, why: str) -> None:
    """Refute it, with the reason as its note."""
    decide(tx, act, number, by, SafetyState.REFUTED, Told(note=why))


def report_event(tx: Tx, act: Act, number: int, by: str, on: date | None, reference: str | None) -> None:
    """Note that it was reported to the Yellow Card scheme."""
    yellow_card(tx, act, number, by, on, None, reference)


CARE = Care(
    day=day,
    pause=pause,
    leave=leave,
    come_back=come_back,
    transfer=transfer,
    foresee_date=foresee_date,
    correct_date=correct_as_foreseen,
    foresee_wishes=foresee_wishes,
    wish=wish_as_foreseen,
    add_event=add_event,
    confirm_event=confirm_event,
    correct_event=correct_event,
    refute_event=refute_event,
    report_event=report_event,
    grades=GRADES,
    invite=invite,
    arrange=arrange_typed,
    own_data=own_page,
    record_faults=record_faults,
    record=record_typed,
)
