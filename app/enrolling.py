"""Enrolling in the console: the form, the gates and the register of `enrol` on the command line."""

from collections.abc import Mapping
from datetime import date

from app.enrolment import enrol
from app.enrolment_form import GovernanceForm, OperationForm, form_faults, form_values, read_form
from audit.gates import check_arrangements, check_operation, shut_on
from console.reach import Enrolling, Foretold
from domain import Act
from scheduler.instants import local_date
from storage import sites
from storage.database import Tx


def days(values: Mapping[str, object]) -> tuple[date, date] | None:
    """When the amputation and the operation were, if both are given."""
    told = [values.get(name) for name in ("amputation_on", "tmr_on")]
    return (date.fromisoformat(str(told[0])), date.fromisoformat(str(told[1]))) if all(told) else None


def foretell(values: Mapping[str, object], on: date) -> Foretold:
    """What enrolling with these values, in which nothing is missing, would come to on a day."""
    parts = form_values({}, values)
    operation = OperationForm.model_validate(parts["operation"]).value()
    governance = GovernanceForm.model_validate(parts["governance"]).value()
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


ENROLLING = Enrolling(form_faults, days, foretell, enrol_typed)
