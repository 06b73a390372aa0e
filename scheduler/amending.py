"""What an answer amended after sending does to the cases and findings that it led to.

The change is added to the story of each case. A case whose findings are all gone is superseded while nobody
has acknowledged it; whoever has it in hand closes it, and RED is never removed by an answer. Nor is a
case that holds a finding of a report given later, whose own answers stand: it is told, and stays.
"""

from collections.abc import Callable, Mapping, Set
from functools import partial

from alerts.rule import Finding
from alerts.rules import RULES
from domain import STANDING, Act, Alert, AlertState, ResponseState, Severity
from scheduler.stories import base_of, response_of, told
from storage import alerts, findings
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import ActionKind


def take_back(
    tx: Tx,
    act: Act,
    facts: EpisodeFacts,
    responses: frozenset[int],
    found: Mapping[str, Finding],
    amendment: str,
) -> None:
    """Hold cases and digest against what is found now, by key, in these responses: an amended one and its
    re-check, or the report that it checks.

    What the same `amendment` says is noted once.
    """
    own = {str(number) for number in responses}
    corrected = own | {str(each.id) for each in facts.responses if each.state is ResponseState.AMENDED}
    for case in alerts.of_patient(tx, facts.patient.id, facts.site.id):
        if case.state in STANDING:
            story = told(alerts.actions(tx, case.id))
            changed = _tell(tx, act, case, partial(_is_judged, own), found, amendment)
            emptied = changed and all(key in changed and key not in found for key in story.held)
            if emptied and all(response_of(key) in corrected for key in story.gone):
                _supersede(tx, act, case)
    for each in findings.of_episode(tx, facts.episode.id):
        gone = base_of(each.key) not in found and each.superseded_at is None
        if gone and _is_judged(own, each.key) and each.response_id is not None:
            findings.supersede(tx, act, each.id)


def _is_judged(own: Set[str], key: str) -> bool:
    """Whether the key is of one of these responses, and of a rule that can still say whether it holds.

    A rule that is gone finds nothing: that says nothing of the answer, so nothing is taken back.
    """
    rule, response = key.split(":")[:2]
    return response in own and rule in RULES


def tell_later(
    tx: Tx, act: Act, facts: EpisodeFacts, changed: Mapping[str, Finding | None], amendment: str
) -> None:
    """Tell cases and digest what an amendment changed in later reports: key -> what is found now."""
    found = {key: finding for key, finding in changed.items() if finding is not None}
    for case in alerts.of_patient(tx, facts.patient.id, facts.site.id):
        if case.state in STANDING:
            _tell(tx, act, case, changed.__contains__, found, amendment)
    for each in findings.of_episode(tx, facts.episode.id):
        key = base_of(each.key)
        if key in changed and key not in found and each.superseded_at is None:
            findings.supersede(tx, act, each.id)


def _tell(
    tx: Tx,
    act: Act,
    case: Alert,
    concerns: Callable[[str], bool],
    found: Mapping[str, Finding],
    amendment: str,
) -> list[str]:
    """Add to a case's story what of its findings is gone or has other inputs now; their keys."""
    held = told(alerts.actions(tx, case.id)).held
    changed = [
        key
        for key, detail in held.items()
        if concerns(key) and not key.startswith("RED") and not _same(detail, found.get(key))
    ]
    for key in changed:
        finding = found.get(key)
        detail = {
            "finding": key,
            "rule": key.split(":")[0],
            "still": finding is not None,
            **(finding.inputs if finding else {}),
        }
        note = f"{key}:changed-{amendment}:{case.id}"
        alerts.note(tx, act, case.id, ActionKind.ANSWER_CHANGED, detail, key=note)
    return changed


def _supersede(tx: Tx, act: Act, case: Alert) -> None:
    untaken = case.state is AlertState.OPEN and case.acknowledged_at is None
    if case.severity is not Severity.RED and untaken:
        alerts.supersede(tx, act, case.id)


def _same(detail: Mapping[str, object], finding: Finding | None) -> bool:
    """Whether the case was told of the finding just as it is found now."""
    return finding is not None and all(detail.get(name) == value for name, value in finding.inputs.items())
