"""Enrolling in the console: the form, the gates and the register of `enrol` on the command line."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from pydantic import ValidationError

from app.enrolment import arrange, enrol, named_patient
from app.enrolment_form import (
    GovernanceForm,
    OperationForm,
    SurgeryForm,
    form_faults,
    form_values,
    read_form,
    sentence_of,
)
from audit.gates import check_arrangements, check_operation, shut_on
from console.reach import Enrolling, Foretold
from domain import Act, Episode, Fault
from scheduler.instants import local_date
from storage import episodes, sites, surgery
from storage.database import Tx
from storage.register_words import NerveTransfer


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
    """Enrol a new patient of a hospital, or register another operation of one of its own; their code."""
    site, known = sites.get(tx, site_id), values.get("patient_code")
    if known is not None and named_patient(tx, str(known)).site_id != site_id:
        raise Fault(f"{known} is followed by another hospital now. Nothing was registered.")
    form = read_form(form_values({}, {**values, "site": site.code}))
    return enrol(tx, act, form, enrolled_on=local_date(act.at, site.zone)).patient.code


def arrange_typed(tx: Tx, act: Act, episode: Episode, values: Mapping[str, object]) -> tuple[str, ...]:
    """Have these arrangements stand in place of those known, an empty one too, and begin follow-up if none is
    missing; the sentences of the shut gates. Once it has begun, none is taken away."""
    form = GovernanceForm.model_validate({name: value for name, value in values.items() if value})
    stands = replace(episodes.governance(tx, episode.id), **{name: getattr(form, name) for name in values})
    shut = arrange(tx, act, episode, stands)
    if shut and episode.activated_at is not None:
        raise Fault(f"Follow-up has begun, so this must stay: {' '.join(shut)} Nothing was changed.")
    return shut


_SAID = {
    "string_pattern_mismatch": "Write a code without spaces, and no name.",
    "int_parsing": "Write a whole number.",
    "greater_than_equal": "Write a number from 0 to 99.",
    "less_than_equal": "Write a number from 0 to 99.",
}


def record_faults(values: Mapping[str, object]) -> Mapping[str, str]:
    """What cannot be taken of what was done at an operation, by field."""
    try:
        SurgeryForm.model_validate(values)
    except ValidationError as faults:
        return {str(each["loc"][0]): _SAID.get(each["type"]) or sentence_of(each) for each in faults.errors()}
    return {}


def record_typed(
    tx: Tx, act: Act, episode: Episode, values: Mapping[str, object], pairs: tuple[NerveTransfer, ...]
) -> None:
    """Have just this be known of what was done at an operation."""
    surgery.put(tx, act, episode.id, SurgeryForm.model_validate(values).value(), pairs)


ENROLLING = Enrolling(form_faults, days, foretell, enrol_typed)
