"""What becomes of a finding: a case, a line in a standing case of the patient, or a row for the digest."""

from dataclasses import dataclass, replace
from datetime import datetime

from alerts.cases import case_for
from alerts.numbers import Numbers
from alerts.report import Report
from alerts.rule import Finding
from domain import ENTERED_ON, GIVEN_ON, STANDING, Act, Severity
from scheduler.instants import local_date
from scheduler.stories import AGAIN, taken_back
from storage import alerts, findings
from storage.database import Tx
from storage.facts import EpisodeFacts


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding, and where it comes from: a report (none: silence), and what names an amendment of it."""

    finding: Finding
    report: Report | None
    amendment: str = ""

    @property
    def response_id(self) -> int | None:
        return None if self.report is None else self.report.response_id

    def given_at(self, as_of: datetime) -> datetime:
        """When it was given, if staff entered it late; else it is found as it comes, and that is now."""
        return as_of if self.report is None or self.report.entered_at is None else self.report.at


def raise_finding(tx: Tx, act: Act, facts: EpisodeFacts, numbers: Numbers, raised: Raised) -> bool:
    """Keep one finding where it belongs; whether it was new."""
    if raised.finding.severity is Severity.DIGEST:
        return _for_the_digest(tx, act, facts, numbers, raised)
    cases = alerts.of_patient(tx, facts.patient.id, facts.site.id)
    gone = taken_back(alerts.actions(tx, case.id) for case in cases)
    finding = _dated(facts, _anew(raised) if raised.finding.key in gone else raised.finding, raised.report)
    # Another limb's trouble joins what somebody has in hand, but never a case that is closed.
    known = [each for each in cases if each.episode_id == facts.episode.id or each.state in STANDING]
    case = case_for(finding, known, numbers, raised.given_at(act.at))
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


def _dated(facts: EpisodeFacts, finding: Finding, report: Report | None) -> Finding:
    """With both days, where staff entered it later: whoever reads it should not take it for news."""
    if report is None or report.entered_at is None:
        return finding
    entered_on = local_date(report.entered_at, facts.patient.zone)
    dates = {GIVEN_ON: report.on.isoformat(), ENTERED_ON: entered_on.isoformat()}
    return replace(finding, inputs={**finding.inputs, **dates})


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
    finding = _dated(facts, _anew(raised) if raised.finding.key in gone else raised.finding, raised.report)
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
