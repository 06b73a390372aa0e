"""AMB-6 and AMB-7: what happened to the patient since they were last asked."""

from alerts.report import CORE, Report, codes
from alerts.rule import Domain, Finding, Rule, found
from domain import Severity

AMB_6 = Rule(
    id="AMB-6",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.FALL,
    fires_when="a fall that hurt the patient",
    rationale="A fall may harm limb, wound or prosthesis, and the next one can be prevented.",
    source="Clinical safety case of the site [P]",
    reads={CORE: ("safety",)},
)

AMB_7 = Rule(
    id="AMB-7",
    version="1.0.0",
    severity=Severity.AMBER,
    domain=Domain.TREATMENT,
    fires_when="a new operation, a hospital stay or antibiotics for the limb",
    rationale="Each may be a complication. It is a suspected safety event until a clinician decides.",
    source="NICE HTG750 3.3 (infection and reoperation are safety outcomes); the limit is ours [P]",
    reads={CORE: ("safety",)},
)

RULES = (AMB_6, AMB_7)

_BY_CODE = {"fall": AMB_6, "admission": AMB_7}


def events(report: Report) -> tuple[Finding, ...]:
    """AMB-6 and AMB-7, each once a report, on any day. Missing: no answer is no event."""
    ticked = codes(report.answers, "safety")
    return tuple(
        found(rule, f"{rule.id}:{report.response_id}", {"instrument": report.instrument, "day": report.day})
        for code, rule in _BY_CODE.items()
        if code in ticked
    )
