"""What becomes of a finding: a case, a line in a standing case, or a row for the digest."""

from alerts.cases import case_for
from alerts.numbers import Numbers
from alerts.rule import Finding
from domain import Act, Severity
from storage import alerts, findings
from storage.database import Tx
from storage.facts import EpisodeFacts


def raise_finding(
    tx: Tx, act: Act, facts: EpisodeFacts, numbers: Numbers, response_id: int | None, finding: Finding
) -> bool:
    """Keep one finding where it belongs; whether it was new."""
    if finding.severity is Severity.DIGEST:
        return _for_the_digest(tx, act, facts, numbers, response_id, finding)
    known = alerts.of_episode(tx, facts.episode.id)
    case = case_for(finding, known, numbers, act.at)
    if case is not None:
        return alerts.join(tx, act, case.id, finding.key, joined(finding, numbers))
    raised = alerts.raise_alert(
        tx,
        act,
        key=finding.key,
        episode_id=facts.episode.id,
        response_id=response_id,
        rule=finding.rule,
        rule_version=finding.version,
        severity=finding.severity,
        inputs=finding.inputs,
        numbers=(numbers.version, numbers.checksum),
    )
    return raised is not None


def joined(finding: Finding, numbers: Numbers) -> dict[str, object]:
    """What the case is told of a finding that is not its first."""
    return {
        "rule": finding.rule,
        "rule-version": finding.version,
        "numbers": numbers.version,
        **finding.inputs,
    }


def _for_the_digest(
    tx: Tx, act: Act, facts: EpisodeFacts, numbers: Numbers, response_id: int | None, finding: Finding
) -> bool:
    return findings.note(
        tx,
        act,
        key=finding.key,
        episode_id=facts.episode.id,
        response_id=response_id,
        rule=finding.rule,
        rule_version=finding.version,
        numbers=(numbers.version, numbers.checksum),
        inputs=finding.inputs,
    )
