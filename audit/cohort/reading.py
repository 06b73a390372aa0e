"""Reads the register into operations with their outcomes: what was in force when each window was answered.

A response counts once it is completed or closed as partial; one that is still open does not. Of a time point
that was asked anew, the asking in force counts. Pure.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from audit.cohort.measures import CORE, FREQUENCIES, FREQUENCY, SCALES, Measure
from audit.cohort.operated import Operated, Outcomes, Window
from audit.missingness import Missingness, missingness
from audit.records import InstrumentOf, Visit, given_on, visits
from audit.standing import Standings
from domain import Answers, AssessmentKind, AssessmentState, Coding, ResponseState
from questionnaires.scores import number
from storage.audit_words import Register, SafetyEventRow
from storage.words import SafetyCategory, SafetyState

COUNTS = frozenset({ResponseState.COMPLETED, ResponseState.AMENDED, ResponseState.STOPPED})


def operated(register: Register, instrument_of: InstrumentOf) -> tuple[Operated, ...]:
    """Every operation of the register, in its order."""
    outcomes: defaultdict[int, dict[str, Outcomes]] = defaultdict(dict)
    windows: defaultdict[int, dict[str, Window]] = defaultdict(dict)
    events: defaultdict[int, list[SafetyEventRow]] = defaultdict(list)
    standings = Standings()
    for visit in _core_visits(register):
        where, point = visit.operation.episode_id, visit.assessment.time_point
        windows[where][point] = Window(visit.assessment.closes_on, _came(visit))
        for found in _outcomes(visit, instrument_of, standings):
            outcomes[where][point] = found
    for event in register.safety_events:
        events[event.episode_id].append(event)
    again = _operated_again(register)
    return tuple(
        Operated(
            row,
            outcomes[row.episode_id],
            windows[row.episode_id],
            tuple(events[row.episode_id]),
            _reoperated(events[row.episode_id], again.get(row.episode)),
        )
        for row in register.operations
    )


def _core_visits(register: Register) -> Iterator[Visit]:
    for visit in visits(register):
        asked = visit.assessment
        if asked.kind is AssessmentKind.SCHEDULED and asked.in_force and CORE in asked.instruments:
            yield visit


def _came(visit: Visit) -> Missingness:
    """As in the export; but the report asks of windows that are over, and one still planned was not sent."""
    if visit.assessment.state is AssessmentState.PLANNED:
        return Missingness.NOT_SENT
    return missingness(visit)


def _outcomes(visit: Visit, instrument_of: InstrumentOf, standings: Standings) -> Iterator[Outcomes]:
    for response in visit.responses:
        if response.instrument == CORE and response.state in COUNTS:
            answers = standings.in_force(instrument_of(response), response)
            yield Outcomes(
                _values(answers),
                _frequency(answers),
                given_on(response, visit.assessment.zone),
            )


def _values(answers: Answers) -> dict[Measure, Decimal]:
    """The measures that were answered. Declined, skipped and not asked are absent: never a nought."""
    found = ((measure, scale.read(answers)) for measure, scale in SCALES.items())
    return {measure: value for measure, value in found if value is not None}


def _frequency(answers: Answers) -> int | None:
    """The rank of how often; who felt no phantom pain at all is not asked, and has the rank of "none"."""
    match answers.get(FREQUENCY, ()):
        case (Coding(code=code),) if code in FREQUENCIES:
            return FREQUENCIES.index(code)
    unfelt = all(number(answers, link_id) == 0 for link_id in ("plp-average", "plp-worst"))
    return 0 if unfelt else None


def _operated_again(register: Register) -> dict[str, date]:
    """Code of an operation -> the date of the earliest one that follows it on the same limb."""
    found: dict[str, date] = {}
    for row in register.operations:
        if row.reoperation_of is not None:
            on = row.operation.tmr_on
            found[row.reoperation_of] = min(on, found.get(row.reoperation_of, on))
    return found


UNSTATED = "unstated"
"""The reason of a reoperation that nobody has given one for."""


def _reoperated(events: list[SafetyEventRow], again: date | None) -> tuple[date, str] | None:
    """By a confirmed event, or by another operation in the register; the earlier of the two.

    The reason of a later event says nothing about an earlier operation.
    """
    known = [
        (event.occurred_on, event.reoperation_reason.value if event.reoperation_reason else UNSTATED)
        for event in events
        if event.category is SafetyCategory.REOPERATION and event.state is SafetyState.CONFIRMED
    ]
    first = min(known, default=None)
    if again is None or (first is not None and first[0] <= again):
        return first
    return again, UNSTATED
