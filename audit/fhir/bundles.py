"""One Bundle a person: the Patient by pseudonym alone, their responses, and what is derived from each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from audit.fhir.folded import Folded, folded
from audit.fhir.naming import Node, Who, address
from audit.fhir.observations import observations
from audit.fhir.responses import response_resource
from audit.fhir.values import instant
from audit.records import InstrumentOf, visits
from storage.audit_words import Register, ScoreRow


@dataclass(frozen=True, slots=True)
class PersonBundle:
    """The Bundle of the person with this pseudonym."""

    patient: str
    resource: Node


def person_bundles(
    register: Register, instrument_of: InstrumentOf, at: datetime, *, with_free_text: bool
) -> Iterator[PersonBundle]:
    """One for everybody in the register, by their first operation; also for who has not answered yet."""
    given = _by_person(register, instrument_of)
    for who in _people(register).values():
        resources = [*_resources(who, given[who.patient], with_free_text)]
        yield PersonBundle(who.patient, _bundle(who, at, resources))


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
