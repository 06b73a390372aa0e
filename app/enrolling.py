"""Enrolling in the console: the form, the gates and the register of `enrol` on the command line."""

from collections.abc import Mapping
from datetime import date

from app.enrolment import enrol
from app.enrolment_form import form_faults, form_values, read_form
from audit.gates import check_arrangements, check_operation, shut_on
from console.reach import Enrolling, Foretold
from domain import Act
from scheduler.instants import local_date
from storage import sites
from storage.database import Tx


def foretell(values: Mapping[str, object], on: date) -> Foretold:
    """What enrolling with these values, in which nothing is missing, would come to on a day."""
    form = read_form(form_values({}, values))
    operation, governance = form.operation.value(), form.governance.value()
    found = (*check_operation(operation), *check_arrangements(operation, governance))
    return Foretold(
        errors=tuple(each.sentence for each in found if each.is_error),
        missing=tuple(gate.sentence for gate in shut_on(operation, governance, on)),
        warnings=tuple(each.sentence for each in found if not each.is_error),
    )


def enrol_typed(tx: Tx, act: Act, site_id: int, values: Mapping[str, object]) -> str:
    """Enrol a new patient of a hospital; their code."""
    site = sites.get(tx, site_id)
    form = read_form(form_values({}, {**values, "site": site.code}))
    return enrol(tx, act, form, enrolled_on=local_date(act.at, site.zone)).patient.code


ENROLLING = Enrolling(form_faults, foretell, enrol_typed)
