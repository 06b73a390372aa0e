"""Enrols a person: register always, activate only when every gate of HTG750 is open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.enrolment_form import EnrolmentForm, day_fault
from app.sites import named_site
from audit.arrangements import missing
from audit.gates import Finding, check_arrangements, check_operation
from domain import Act, Episode, Fault, Patient
from scheduler.instants import local_date
from storage import episodes, patients, protocols, surgery, transfers
from storage.contacts import Details
from storage.database import Tx
from storage.words import Governance, Operation


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What enrolling came to. `missing` are the sentences of the shut gates; none means activated."""

    patient: Patient
    episode: Episode
    missing: tuple[str, ...]
    warnings: tuple[str, ...]


def enrol(tx: Tx, act: Act, form: EnrolmentForm, *, enrolled_on: date) -> Enrolled:
    """Register the operation (and the person, unless known), and activate it if nothing is missing."""
    operation = form.operation.value()
    governance = form.governance.value()
    warnings = _checked((*check_operation(operation), *check_arrangements(operation, governance)))
    earlier = named_episode(tx, form.reoperation_of) if form.reoperation_of else None
    patient = _patient(tx, act, form, enrolled_on) if earlier is None else _same(tx, earlier, form)
    warnings += _unflagged(tx, patient, form)
    protocol_id = protocols.current(tx)
    if protocol_id is None:
        raise Fault("No protocol is published yet. Set the site up first with `tmr-followup site set`.")
    episode = episodes.register(
        tx,
        act,
        patient_id=patient.id,
        operation=operation,
        governance=governance,
        protocol_id=protocol_id,
    )
    if form.surgery is not None:
        surgery.put(tx, act, episode.id, form.surgery.value(), form.surgery.pairs())
    if earlier is not None:
        transfers.reoperated(tx, act, episode.id, earlier.id)
    missing = activate_if_open(tx, act, episode)
    return Enrolled(patient, episodes.get(tx, episode.id), missing, warnings)


def arrange(tx: Tx, act: Act, episode: Episode, governance: Governance) -> tuple[str, ...]:
    """Store the arrangements made since, and activate the episode if nothing is missing any more."""
    episodes.set_governance(tx, act, episode.id, governance)
    return activate_if_open(tx, act, episodes.get(tx, episode.id))


def activate_if_open(tx: Tx, act: Act, episode: Episode) -> tuple[str, ...]:
    """Activate the episode unless a gate is shut; the sentences of the shut gates."""
    today = local_date(act.at, patients.get(tx, episode.patient_id).zone)
    shut = missing(tx, episode.id, today)
    if not shut and episode.activated_at is None:
        episodes.activate(tx, act, episode.id)
    return shut


def correct_date(tx: Tx, act: Act, episode: Episode, tmr_on: date) -> tuple[str, ...]:
    """Correct the operation date; what is still planned moves at the next tick. Warnings, if any."""
    operation, warnings = corrected_operation(tx, episode, tmr_on)
    episodes.set_operation(tx, act, episode.id, operation)
    return warnings


def corrected_operation(tx: Tx, episode: Episode, tmr_on: date) -> tuple[Operation, tuple[str, ...]]:
    """The operation on another date, and warnings; a Fault where it cannot have been then."""
    fault = day_fault(tmr_on)
    if fault:
        raise Fault(fault)
    operation = replace(episodes.operation(tx, episode.id), tmr_on=tmr_on)
    return operation, _checked(check_operation(operation))


def _checked(findings: Sequence[Finding]) -> tuple[str, ...]:
    errors = [finding.sentence for finding in findings if finding.is_error]
    if errors:
        raise Fault(" ".join(errors))
    return tuple(finding.sentence for finding in findings)


def _patient(tx: Tx, act: Act, form: EnrolmentForm, enrolled_on: date) -> Patient:
    if form.patient_code is not None:
        return named_patient(tx, form.patient_code)
    site = named_site(tx, form.site)
    return patients.add(
        tx,
        act,
        site_id=site.id,
        zone=form.zone or site.zone,
        language=form.language,
        send_time=form.send_time,
        enrolled_on=form.enrolled_on or enrolled_on,
        large_buttons=form.large_buttons,
        details=Details(form.name, form.phone, form.email, form.nhs_number),
    )


def _same(tx: Tx, earlier: Episode, form: EnrolmentForm) -> Patient:
    """The patient of the earlier operation, if this one may follow it: the same limb, and later."""
    limb = (earlier.limb, earlier.side)
    if (form.operation.limb, form.operation.side) != limb:
        raise Fault(
            f"{earlier.code} was on the {earlier.side} {earlier.limb} limb; this is no reoperation of it."
        )
    if form.operation.tmr_on <= earlier.tmr_on:
        raise Fault(f"A reoperation of {earlier.code} must be after its date, {earlier.tmr_on}.")
    patient = patients.get(tx, earlier.patient_id)
    if form.patient_code not in (None, patient.code):
        raise Fault(f"{earlier.code} is an operation of {patient.code}, not of {form.patient_code}.")
    return patient


def _unflagged(tx: Tx, patient: Patient, form: EnrolmentForm) -> tuple[str, ...]:
    """A word where this looks like a reoperation and is not said to be one."""
    limb = (form.operation.limb, form.operation.side)
    alike = [each for each in episodes.of_patient(tx, patient.id) if (each.limb, each.side) == limb]
    if form.reoperation_of is not None or not alike:
        return ()
    codes = ", ".join(each.code for each in alike)
    return (f"There is an operation on this limb already: {codes}. Use --reoperation-of if this follows it.",)


def named_patient(tx: Tx, code: str) -> Patient:
    """The patient of that code, of whom something is to be changed: nobody's whose data were erased."""
    patient = known_patient(tx, code)
    _must_not_be_erased(patient)
    return patient


def known_patient(tx: Tx, code: str) -> Patient:
    """The patient of that code, of whom something is to be read."""
    patient = patients.by_code(tx, code)
    if patient is None:
        raise Fault(f"There is no patient {code!r}.")
    return patient


def _must_not_be_erased(patient: Patient) -> None:
    if patient.erasing_at is not None:
        asked = f"{patient.erasing_at:%Y-%m-%d}"
        raise Fault(f"Erasure of {patient.code} was asked for on {asked}. Nothing was changed.")


def named_episode(tx: Tx, code: str) -> Episode:
    """The episode of that code, or the only one of the patient of that code; of nobody who was erased."""
    episode = _episode(tx, code)
    _must_not_be_erased(patients.get(tx, episode.patient_id))
    return episode


def _episode(tx: Tx, code: str) -> Episode:
    episode = episodes.by_code(tx, code)
    if episode is not None:
        return episode
    patient = patients.by_code(tx, code)
    known = episodes.of_patient(tx, patient.id) if patient else ()
    if not known:
        raise Fault(f"There is no episode or patient {code!r}.")
    if len(known) > 1:
        raise Fault(f"{code} has several operations; name one of {', '.join(each.code for each in known)}.")
    return known[0]
