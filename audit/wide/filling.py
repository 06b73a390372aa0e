"""One record for each operation: all that its wide row says, by the name of the column. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from audit.columns import Value, local_day
from audit.missingness import Missingness, missingness
from audit.records import GivenAnswer, InstrumentOf, Visit, given_answers, given_scores, visits
from audit.standing import AnswerState
from audit.wide.asking import plain_name
from domain import AlertState, AssessmentKind, Coding, Quantity, Severity
from storage.audit_words import OperationRow, Register
from storage.words import SafetyState

ANSWERED = frozenset({Missingness.COMPLETED, Missingness.PARTIAL, Missingness.ANSWERED_BY_PHONE})
_NO_WORDS = frozenset({AnswerState.DECLINED, AnswerState.SKIPPED})

Key = tuple[str, str, str]
"""Instrument, link id (or the name of a score), time point."""


@dataclass(frozen=True, slots=True)
class Wide:
    """`said`: what is known, by name of the column; `absent`: what was declined or skipped, by the same."""

    operation: OperationRow
    said: dict[str, Value] = field(default_factory=dict)
    absent: dict[str, AnswerState] = field(default_factory=dict)


def wide_records(
    register: Register, instrument_of: InstrumentOf, names: Mapping[Key, str]
) -> tuple[Wide, ...]:
    """One for each operation, in the register's order. `names` are those of the columns."""
    found = {row.episode_id: Wide(row) for row in register.operations}
    for visit in visits(register):
        if _counts(visit):
            _put_visit(found[visit.operation.episode_id], visit)
    for given in given_answers(register, instrument_of):
        if _counts(given.visit):
            _put_answer(found[given.visit.operation.episode_id], given, names)
    for scored in given_scores(register):
        name = names.get((scored.response.instrument, scored.score.name, scored.visit.assessment.time_point))
        if name is not None and _counts(scored.visit):
            found[scored.visit.operation.episode_id].said[name] = scored.score.value
    _count_harms(register, found)
    return tuple(found.values())


def _counts(visit: Visit) -> bool:
    """Re-checks, reports begun unasked, and what was asked anew later belong to no time point."""
    return visit.assessment.kind is AssessmentKind.SCHEDULED and visit.assessment.in_force


def _put_visit(wide: Wide, visit: Visit) -> None:
    asked, came = visit.assessment, missingness(visit)
    point = plain_name(asked.time_point)
    wide.said[f"came_{point}"] = came
    wide.said[f"given_on_{point}"] = _given_on(visit)
    if came is not Missingness.NOT_DUE:
        _add(wide, "windows_due")
        _add(wide, "windows_answered", 1 if came in ANSWERED else 0)


def _given_on(visit: Visit) -> date | None:
    """The day of the answers: the one staff say they were given on, else when they came in."""
    told = [each.given_on for each in visit.responses if each.given_on is not None]
    at = visit.assessment.answered_at
    return min(told) if told else None if at is None else local_day(at, visit.assessment.zone)


def _add(wide: Wide, name: str, many: int = 1) -> None:
    before = wide.said.get(name, 0)
    wide.said[name] = many + (before if isinstance(before, int) else 0)


def _put_answer(wide: Wide, given: GivenAnswer, names: Mapping[Key, str]) -> None:
    name = names.get((given.response.instrument, given.link_id, given.visit.assessment.time_point))
    if name is None:
        return
    if given.state in _NO_WORDS:
        wide.absent[name] = given.state
    else:
        value, before = _value(given), wide.said.get(name)
        wide.said[name] = value if given.position == 1 else f"{before} {value}"


def _value(given: GivenAnswer) -> Value:
    """What stands in the column: of a choice its code, of a quantity its number."""
    match given.value:
        case Coding(code=code):
            return code
        case Quantity(value=number):
            return number
        case time() as moment:
            return moment.isoformat()
        case str():
            return None  # own words beside the choices: they may name people
        case value:
            return value


def _count_harms(register: Register, found: Mapping[int, Wide]) -> None:
    for wide in found.values():
        for name in ("alerts_red", "alerts_amber", "windows_due", "windows_answered"):
            wide.said.setdefault(name, 0)
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for event in register.safety_events:
        if event.state is not SafetyState.REFUTED:
            counts[event.episode_id][f"{event.category.value}_{event.state.value}"] += 1
    for row in register.alerts:
        if row.alert.state is not AlertState.SUPERSEDED and row.alert.severity is not Severity.DIGEST:
            counts[row.alert.episode_id][f"alerts_{row.alert.severity.value}"] += 1
    for episode_id, counted in counts.items():
        found[episode_id].said.update(counted)
