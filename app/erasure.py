"""What `tmr-followup erase` does: asks for the erasure of a patient, finishes it at once if nothing is waited
for, and says what is left; and the sentences of `status` about erasures under way."""

from datetime import datetime

import typer

from app.enrolment import named_patient
from app.opening import act_now, opened
from app.safety import must_be_of
from domain import Act, Fault
from scheduler.erasures import finish_erasures
from storage import erasing, patients
from storage.database import Tx
from storage.keeping import Keeping, past
from storage.words import ErasureReason


def erase_patient(code: str, by: str, reason: ErasureReason, *, sure: bool) -> str:
    """Erase a patient who was named twice, or on purpose."""
    if not sure and typer.prompt(f"This cannot be undone. Type {code} to erase this patient") != code:
        raise Fault("The code differs. Nothing was changed.")
    with opened() as database, database.write() as tx:
        return erase(tx, act_now().at, code, by, reason)


def erase(tx: Tx, at: datetime, code: str, by: str, reason: ErasureReason) -> str:
    """Ask for it, and finish what need not wait; nobody with an open case is erased."""
    who = named_patient(tx, code)
    act = Act(f"staff:{must_be_of(tx, who.site_id, by, code).code}", at)
    cases = erasing.cases_of(tx, who.id)
    if cases:
        named = ", ".join(map(str, cases))
        raise Fault(f"{code} has cases that are not closed: {named}. Close them first. Nothing was changed.")
    erasing.ask(tx, act, who, reason)
    if code in finish_erasures(tx, act):
        return f"{code} is erased. {BACKUPS}"
    wait = erasing.waits_for(tx, patients.get(tx, who.id), at)
    return f"Nobody asks {code} any more. The erasure waits {wait}; `run` finishes it. {BACKUPS}"


NAMED = 10
"""How many patients a sentence names."""

BACKUPS = "Backups made before still hold the data: let them expire (docs/privacy.md)."


def erasure_warnings(tx: Tx, as_of: datetime, keeping: Keeping) -> tuple[str, ...]:
    """A sentence for each erasure that is under way, and one of those who are kept longer than was set."""
    told = ((who, erasing.waits_for(tx, who, as_of)) for who in erasing.under_way(tx))
    under_way = (
        f"The erasure of {who.code}, asked for on {who.erasing_at:%Y-%m-%d}, waits {wait or 'for the tick'}."
        for who, wait in told
    )
    return (*_kept_too_long(past(tx, as_of, keeping), keeping.contacts.days), *under_way)


def _kept_too_long(codes: tuple[str, ...], days: int) -> tuple[str, ...]:
    """Nobody is erased by a date alone: somebody looks, and decides."""
    if not codes:
        return ()
    more = f" and {len(codes) - NAMED} more" if len(codes) > NAMED else ""
    return (
        f"Names are still kept more than {days} days after follow-up: {', '.join(codes[:NAMED])}{more} "
        "(`tmr-followup erase PATIENT --reason retention`).",
    )
