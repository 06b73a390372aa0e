"""Laws about what becomes an alert: I5, and the judging of all that was answered. One sentence per breach."""

from alerts import red
from alerts.numbers_file import bundled
from alerts.rule import Finding
from alerts.rules import amber
from domain import ResponseState
from questionnaires.library import Library
from scheduler.reports import ENDED, answers_of, history_of, report_of
from storage.facts import EpisodeFacts
from storage.words import ActionKind
from tests.simulation.living import Living
from tests.simulation.tables import Tables


def everything_answered_is_judged(_outcome: Living, tables: Tables) -> list[str]:
    """Every stored entry by the RED rules, every completed or partial response by the others."""
    breaches = []
    for response in tables.responses.values():
        if response.judged_seq != len(tables.logs[response.id]):
            breaches.append(f"response {response.id}: judged to {response.judged_seq}")
        if response.state in ENDED and response.judged_at is None:
            breaches.append(f"response {response.id} ended and was never judged")
    return breaches


def every_finding_is_one_alert(_outcome: Living, tables: Tables) -> list[str]:
    """I5: the rules, asked again about everything, find what the alerts and their cases hold; each once."""
    breaches = []
    for patient_id in {facts.patient.id for facts in tables.facts.values()}:
        # A finding of one operation may join the case of another: they are looked at together.
        own = [facts for facts in tables.facts.values() if facts.patient.id == patient_id]
        held = [key for facts in own for key in _held(facts)]
        breaches += [f"{key} counts {held.count(key)} times" for key in set(held) if held.count(key) > 1]
        found = {key for facts in own for key in _found_again(facts)}
        breaches += [f"{key} is in no case" for key in sorted(found - set(held))]
        silence = {key for key in held if key.startswith("AMB-2")}
        # What an answer said before it was amended is a finding still, though nobody finds it any more.
        amended = [
            f":{each.id}" for facts in own for each in facts.responses if each.state is ResponseState.AMENDED
        ]
        before = {key for key in held if any(f"{one}:" in f"{key}:" for one in amended)}
        moved = {key for facts in own for key in _told_to_be_gone(facts)}
        breaches += [f"{key} was never found" for key in sorted(set(held) - found - silence - before - moved)]
    return breaches


def _held(facts: EpisodeFacts) -> list[str]:
    """The keys of the findings that the cases of an episode hold."""
    joined = [
        str(action.key)
        for actions in facts.actions.values()
        for action in actions
        if action.kind is ActionKind.JOINED
    ]
    return [*(alert.key for alert in facts.alerts), *joined]


def _told_to_be_gone(facts: EpisodeFacts) -> list[str]:
    """What cases were told that an amendment of an earlier answer took away."""
    told = (action for actions in facts.actions.values() for action in actions)
    changed = (action.detail for action in told if action.kind is ActionKind.ANSWER_CHANGED)
    return [str(detail["finding"]) for detail in changed if "finding" in detail and not detail["still"]]


def _found_again(facts: EpisodeFacts) -> set[str]:
    library, numbers = Library.bundled(), bundled()
    found: set[str] = set()
    history = history_of(facts, library)
    for response in facts.responses:
        before = answers_of(facts, library, response, 0)
        for seq in range(len(facts.logs[response.id])):
            report = report_of(facts, library, response, upto=seq + 1)
            found |= {finding.key for finding in red.red(report, before, seq)}
            before = report.answers
    for report in history:
        found |= {each.key for each in amber(report, history, numbers) if isinstance(each, Finding)}
    return found
