"""One Bundle a person: the Patient by pseudonym alone, their responses with what is derived from each, then
operations, plans of follow-up, adverse events, open alerts and messages."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from audit.columns import local_day
from audit.fhir.contacts import communications, flags
from audit.fhir.folded import Folded, folded
from audit.fhir.naming import Node, Who, address, reference
from audit.fhir.observations import observations
from audit.fhir.operations import Operated, adverse_events, care_plan, procedure
from audit.fhir.responses import response_resource
from audit.fhir.values import instant
from audit.records import InstrumentOf, Visit, visits
from storage.audit_words import AlertRow, MessageRow, Register, SafetyEventRow, ScoreRow


@dataclass(frozen=True, slots=True)
class PersonBundle:
    """The Bundle of the person with this pseudonym."""

    patient: str
    resource: Node


def person_bundles(
    register: Register, instrument_of: InstrumentOf, at: datetime, *, with_free_text: bool
) -> Iterator[PersonBundle]:
    """One for everybody in the register, by their first operation; also for who has not answered yet."""
    given, courses = _by_person(register, instrument_of), _courses(register)
    for who in _people(register).values():
        told = _resources(who, given[who.patient], with_free_text)
        resources = [*told, *_befallen(who, courses[who.patient], at)]
        yield PersonBundle(who.patient, _bundle(who, at, resources))


@dataclass(slots=True)
class _Course:
    """What befell one person, beside their answers."""

    operations: list[Operated]
    alerts: list[AlertRow]
    messages: list[MessageRow]


def _courses(register: Register) -> dict[str, _Course]:
    """By pseudonym."""
    courses: defaultdict[str, _Course] = defaultdict(lambda: _Course([], [], []))
    found = {row.episode_id: (row.patient, Operated(row, [], [])) for row in register.operations}
    seen, harmed = defaultdict[int, list[Visit]](list), defaultdict[int, list[SafetyEventRow]](list)
    for visit in visits(register):
        seen[visit.operation.episode_id].append(visit)
    for event in register.safety_events:
        harmed[event.episode_id].append(event)
    for episode_id, (patient, operated) in found.items():
        told = replace(operated, visits=seen[episode_id], events=harmed[episode_id])
        courses[patient].operations.append(told)
    for row in register.alerts:
        courses[found[row.alert.episode_id][0]].alerts.append(row)
    for message in register.messages:
        courses[message.patient].messages.append(message)
    return courses


def _befallen(who: Who, course: _Course, at: datetime) -> Iterator[Node]:
    """The operations with their plans and events, then open cases, then messages."""
    patient = reference("Patient", who.id_of("Patient"))
    zone = course.operations[0].row.zone
    for operated in course.operations:
        yield procedure(who, patient, operated.row, local_day(at, zone))
        yield from care_plan(who, patient, operated)
        yield from adverse_events(who, patient, operated)
    yield from flags(who, patient, course.alerts, zone)
    yield from communications(who, patient, course.messages, zone)


def _people(register: Register) -> dict[str, Who]:
    """Everybody by pseudonym. Who moved to another site is named after the site of their first operation."""
    people: dict[str, Who] = {}
    for operation in register.operations:
        people.setdefault(operation.patient, Who(operation.site, operation.patient))
    return people


def _by_person(register: Register, instrument_of: InstrumentOf) -> dict[str, list[Folded]]:
    """The responses of each person, in the register's order."""
    people, scores = _people(register), _scores(register)
    visit_of = {visit.assessment.id: visit for visit in visits(register)}
    found: dict[str, list[Folded]] = defaultdict(list)
    for response in register.responses:
        visit = visit_of[response.assessment_id]
        who = people[visit.operation.patient]
        mine = tuple(scores[response.id])
        found[who.patient].append(folded(who, visit, response, instrument_of(response), mine))
    return found


def _scores(register: Register) -> dict[int, list[ScoreRow]]:
    found: dict[int, list[ScoreRow]] = defaultdict(list)
    for score in register.scores:
        found[score.response_id].append(score)
    return found


def _resources(who: Who, responses: list[Folded], with_free_text: bool) -> Iterator[Node]:
    patient_id = who.id_of("Patient")
    identifier = who.identifier("patient", who.patient)
    yield {"resourceType": "Patient", "id": patient_id, "identifier": [identifier]}
    for given in responses:
        yield response_resource(given, patient_id, with_free_text=with_free_text)
        yield from observations(given, patient_id)


def _bundle(who: Who, at: datetime, resources: list[Node]) -> Node:
    return {
        "resourceType": "Bundle",
        "id": who.id_of("Bundle"),
        "type": "collection",
        "timestamp": instant(at, UTC),
        "entry": [{"fullUrl": address(each["id"]), "resource": each} for each in resources],
    }
