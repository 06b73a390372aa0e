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


BACKUPS = "Backups made before still hold the data: let them expire (docs/privacy.md)."


def erasure_warnings(tx: Tx, as_of: datetime) -> tuple[str, ...]:
    """A sentence for each erasure that is under way."""
    told = ((who, erasing.waits_for(tx, who, as_of)) for who in erasing.under_way(tx))
    return tuple(
        f"The erasure of {who.code}, asked for on {who.erasing_at:%Y-%m-%d}, waits {wait or 'for the tick'}."
        for who, wait in told
    )
