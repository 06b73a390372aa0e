"""What happened, in numbers: a summary of the tables at the end of the story, as rows for JSON and print."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from statistics import fmean

from app.demo.checks import Checks, is_first, prompts
from app.demo.journal import Journal
from audit.deadlines import deadlines
from domain import AssessmentKind, AssessmentState, ResponseState
from questionnaires.conversation import answers
from questionnaires.library import Library
from storage.audit_words import AlertRow, OperationRow, Register, ResponseRow
from storage.words import ActionKind, Indication, Technique

Row = dict[str, object]
_ENDED = frozenset({ResponseState.COMPLETED, ResponseState.STOPPED, ResponseState.AMENDED})
_CLIMBS = frozenset({"deputy", "lead"})
_PAINS = {"rlp": ("rlp-average", "rlp-now"), "plp": ("plp-average", "plp-now")}


def summary(register: Register, journal: Journal, checks: Checks) -> Row:
    """Every number of the demo; the same lives give the same object."""
    return {
        "people": _people(register, journal),
        "prompts": _prompts(journal),
        "assessments": _assessments(register),
        "time_points": list(_time_points(register)),
        "alerts": list(_alerts(register)),
        "pain": list(_pain(register)),
        "safety_events": _counted(
            f"{each.category.value}, {each.state.value}" for each in register.safety_events
        ),
        "checks": asdict(checks) | {"clean": checks.clean},
    }


def _counted(words: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _people(register: Register, journal: Journal) -> Row:
    operations = register.operations
    statuses = {each.patient: each.patient_status.value for each in operations}
    return {
        "patients": len(statuses),
        "operations": len(operations),
        "activated": sum(each.activated_at is not None for each in operations),
        "linked": len({each.patient for each in operations if each.linked_on is not None}),
        "by_status": _counted(iter(statuses.values())),
        "blocked_the_bot": sum(each.what == "(blocks the bot)" for each in journal.done),
        "taps_and_messages": len(journal.done),
    }


def _prompts(journal: Journal) -> Row:
    asked = prompts(journal)
    invited = sum(is_first(each) for each in asked)
    return {"invitations": invited, "reminders": len(asked) - invited}


def _assessments(register: Register) -> Row:
    """How the windows of activated operations stand, and why those not answered were not."""
    states = Counter(each.state for each in register.assessments)
    reasons = {
        state.value: _counted(each.reason or "" for each in register.assessments if each.state is state)
        for state in (AssessmentState.MISSED, AssessmentState.CANCELLED)
    }
    return {state.value: states[state] for state in AssessmentState} | {"reasons": reasons}


def _time_points(register: Register) -> Iterator[Row]:
    """One row a time point, in the order of asking."""
    scheduled = [each for each in register.assessments if each.kind is AssessmentKind.SCHEDULED]
    days = {each.episode_id: each.operation.tmr_on for each in register.operations}
    first = sorted({(each.opens_on - days[each.episode_id], each.time_point) for each in scheduled})
    for code in dict.fromkeys(code for _, code in first):
        states = Counter(each.state for each in scheduled if each.time_point == code)
        yield {"time_point": code} | {state.value: states[state] for state in AssessmentState}


def _alerts(register: Register) -> Iterator[Row]:
    """One row a rule: raised, acknowledged in time and late, climbed to deputy or lead."""
    due_at = deadlines(register.signed_numbers, register.rota)
    sites = {site.id: site for site in register.sites}
    site_of = {each.episode_id: sites[each.site_id] for each in register.operations}
    for rule in sorted({row.alert.rule for row in register.alerts}):
        rows = [row for row in register.alerts if row.alert.rule == rule]
        taken = [
            (row.alert.acknowledged_at, due_at(row.alert, site_of[row.alert.episode_id])) for row in rows
        ]
        yield {
            "rule": rule,
            "raised": len(rows),
            "joined": sum(action.kind is ActionKind.JOINED for row in rows for action in row.actions),
            "acknowledged_in_time": sum(at is not None and at <= due for at, due in taken),
            "acknowledged_late": sum(at is not None and at > due for at, due in taken),
            "escalated": sum(_climbed(row) for row in rows),
            "closed": sum(row.alert.closed_at is not None for row in rows),
        }


def _climbed(row: AlertRow) -> bool:
    return any(
        action.kind is ActionKind.ESCALATED and action.detail.get("step") in _CLIMBS for action in row.actions
    )


def _pain(register: Register) -> Iterator[Row]:
    """Mean pain by time point, of TMR operations; primary and secondary are never pooled."""
    operations = {each.episode_id: each for each in register.operations}
    visits = {each.id: each for each in register.assessments}
    told: dict[tuple[str, str], dict[str, list[int]]] = {}
    for response in register.responses:
        visit = visits[response.assessment_id]
        operation = operations[visit.episode_id]
        if visit.kind is AssessmentKind.SCHEDULED and response.state in _ENDED and _is_tmr(operation):
            key = (operation.operation.indication.value, visit.time_point)
            for pain, value in _reported(response):
                told.setdefault(key, {"rlp": [], "plp": []})[pain].append(value)
    order = [str(row["time_point"]) for row in _time_points(register)]
    for indication in (Indication.SECONDARY.value, Indication.PRIMARY.value):
        for code in order:
            if (indication, code) in told:
                yield {"indication": indication, "time_point": code} | _means(told[indication, code])


def _is_tmr(operation: OperationRow) -> bool:
    return operation.operation.technique is not Technique.RPNI_ONLY


def _reported(response: ResponseRow) -> Iterator[tuple[str, int]]:
    instrument = Library.bundled().get(response.instrument, response.version)
    given = answers(instrument, response.context, [line.entry for line in response.log])
    for pain, questions in _PAINS.items():
        for question in questions:
            yield from ((pain, value) for value in given.get(question, ()) if type(value) is int)


def _means(values: dict[str, list[int]]) -> Row:
    return {
        "rlp_n": len(values["rlp"]),
        "rlp_mean": _mean(values["rlp"]),
        "plp_n": len(values["plp"]),
        "plp_mean": _mean(values["plp"]),
    }


def _mean(values: list[int]) -> float | None:
    return round(fmean(values), 2) if values else None
