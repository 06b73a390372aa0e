"""What becomes of a finding: a case, a line in a standing case of the patient, or a row for the digest."""

from dataclasses import dataclass, replace

from alerts.cases import case_for
from alerts.numbers import Numbers
from alerts.rule import Finding
from domain import STANDING, Act, Severity
from scheduler.stories import AGAIN, taken_back
from storage import alerts, findings
from storage.database import Tx
from storage.facts import EpisodeFacts


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding, and where it comes from: a response (none: silence), and what names an amendment of it."""

    finding: Finding
    response_id: int | None
    amendment: str = ""


def raise_finding(tx: Tx, act: Act, facts: EpisodeFacts, numbers: Numbers, raised: Raised) -> bool:
    """Keep one finding where it belongs; whether it was new."""
    if raised.finding.severity is Severity.DIGEST:
        return _for_the_digest(tx, act, facts, numbers, raised)
    cases = alerts.of_patient(tx, facts.patient.id, facts.site.id)
    gone = taken_back(alerts.actions(tx, case.id) for case in cases)
    finding = _anew(raised) if raised.finding.key in gone else raised.finding
    # Another limb's trouble joins what somebody has in hand, but never a case that is closed.
    known = [each for each in cases if each.episode_id == facts.episode.id or each.state in STANDING]
    case = case_for(finding, known, numbers, act.at)
    if case is not None:
        return alerts.join(tx, act, case.id, finding.key, _joined(facts, numbers, finding))
    opened = alerts.raise_alert(
        tx,
        act,
        key=finding.key,
        episode_id=facts.episode.id,
        response_id=raised.response_id,
        rule=finding.rule,
        rule_version=finding.version,
        severity=finding.severity,
        inputs=finding.inputs,
        numbers=(numbers.version, numbers.checksum),
    )
    return opened is not None


def _anew(raised: Raised) -> Finding:
    """A finding that an amendment took back and a later one brought back: it pages like a new one."""
    return replace(raised.finding, key=f"{raised.finding.key}{AGAIN}{raised.amendment}")


def _joined(facts: EpisodeFacts, numbers: Numbers, finding: Finding) -> dict[str, object]:
    """What the case is told of a finding that is not its first."""
    return {
        "rule": finding.rule,
        "rule-version": finding.version,
        "numbers": numbers.version,
        "numbers-checksum": numbers.checksum,
        "episode": facts.episode.code,
        **finding.inputs,
    }


def _for_the_digest(tx: Tx, act: Act, facts: EpisodeFacts, numbers: Numbers, raised: Raised) -> bool:
    known = findings.of_episode(tx, facts.episode.id)
    gone = {each.key.partition(AGAIN)[0] for each in known if each.superseded_at is not None}
    gone -= {each.key.partition(AGAIN)[0] for each in known if each.superseded_at is None}
    finding = _anew(raised) if raised.finding.key in gone else raised.finding
    return findings.note(
        tx,
        act,
        key=finding.key,
        episode_id=facts.episode.id,
        response_id=raised.response_id,
        rule=finding.rule,
        rule_version=finding.version,
        numbers=(numbers.version, numbers.checksum),
        inputs=finding.inputs,
    )
