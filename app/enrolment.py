"""Enrols a person: register always, activate only when every gate of HTG750 is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.enrolment_form import EnrolmentForm, day_fault
from app.sites import named_site
from audit.gates import Finding, check_arrangements, check_operation, shut_on
from domain import Act, Episode, Fault, Patient
from scheduler.instants import local_date
from storage import episodes, patients, protocols
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
    patient = _patient(tx, act, form, enrolled_on)
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
    missing = activate_if_open(tx, act, episode)
    return Enrolled(patient, episodes.get(tx, episode.id), missing, warnings)


def arrange(tx: Tx, act: Act, episode: Episode, governance: Governance) -> tuple[str, ...]:
    """Store the arrangements made since, and activate the episode if nothing is missing any more."""
    episodes.set_governance(tx, act, episode.id, governance)
    return activate_if_open(tx, act, episodes.get(tx, episode.id))


def activate_if_open(tx: Tx, act: Act, episode: Episode) -> tuple[str, ...]:
    """Activate the episode unless a gate is shut; the sentences of the shut gates."""
    today = local_date(act.at, patients.get(tx, episode.patient_id).zone)
    gates = shut_on(episodes.operation(tx, episode.id), episodes.governance(tx, episode.id), today)
    if not gates and episode.activated_at is None:
        episodes.activate(tx, act, episode.id)
    return tuple(gate.sentence for gate in gates)


def correct_date(tx: Tx, act: Act, episode: Episode, tmr_on: date) -> tuple[str, ...]:
    """Correct the operation date; what is still planned moves at the next tick. Warnings, if any."""
    fault = day_fault(tmr_on)
    if fault:
        raise Fault(fault)
    known = episodes.operation(tx, episode.id)
    corrected = Operation(
        amputation_on=known.amputation_on,
        tmr_on=tmr_on,
        indication=known.indication,
        technique=known.technique,
        limb=known.limb,
        side=known.side,
        level=known.level,
        cause=known.cause,
    )
    warnings = _checked(check_operation(corrected))
    episodes.set_operation(tx, act, episode.id, corrected)
    return warnings


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


def named_patient(tx: Tx, code: str) -> Patient:
    patient = patients.by_code(tx, code)
    if patient is None:
        raise Fault(f"There is no patient {code!r}.")
    return patient


def named_episode(tx: Tx, code: str) -> Episode:
    """The episode of that code, or the only episode of the patient of that code."""
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
