"""What staff may do with a case, and why not: the same for the bot and the command line.

Whoever asks has made sure that the person is active staff of the case's site.
"""

from datetime import datetime
from enum import StrEnum

from domain import STANDING, Alert, AlertState, Severity
from storage import staff
from storage.database import Tx
from storage.handling import Handling
from storage.words import Staff


class Objection(StrEnum):
    """Each is the key of a sentence."""

    CLOSED = "case-objection-closed"
    HAS_IT = "case-objection-has-it"
    UNREACHED = "case-objection-unreached"
    RED = "case-objection-red"
    UNTAKEN = "case-objection-untaken"
    NOT_HOLDER = "case-objection-not-holder"
    TOO_LONG = "case-objection-too-long"


def may_close(alert: Alert) -> Objection | None:
    return None if alert.state in STANDING else Objection.CLOSED


def receivers(tx: Tx, alert: Alert, now: Handling, person: Staff) -> tuple[Staff, ...]:
    """To whom this person may hand a case over: active staff of the site in reach, as they were added.

    Not to whoever has it, and to oneself only when somebody else has taken it.
    """
    lost = staff.out_of_reach(tx, person.site_id)
    return tuple(
        each
        for each in staff.of_site(tx, person.site_id)
        if each.active
        and each.id not in lost
        and each.id != now.holder_id
        and (each.id != person.id or alert.state is AlertState.ACKNOWLEDGED)
    )


def may_hand_over(tx: Tx, alert: Alert, now: Handling, person: Staff, to_id: int) -> Objection | None:
    if alert.state not in STANDING:
        return Objection.CLOSED
    if to_id == now.holder_id:
        return Objection.HAS_IT
    found = any(each.id == to_id for each in receivers(tx, alert, now, person))
    return None if found else Objection.UNREACHED


def may_snooze(
    alert: Alert, now: Handling, person: Staff, until: datetime | None, ends: tuple[datetime, ...]
) -> Objection | None:
    """`until` is none while it is yet to be chosen; `ends` are the instants that may be."""
    if alert.state not in STANDING:
        return Objection.CLOSED
    if alert.severity is Severity.RED:
        return Objection.RED
    if alert.state is AlertState.OPEN:
        return Objection.UNTAKEN
    if now.holder_id != person.id:
        return Objection.NOT_HOLDER
    return Objection.TOO_LONG if until is not None and until not in ends else None
