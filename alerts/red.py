"""The RED rules. They read every stored entry, ticks included, whether or not the patient presses Send."""

from collections.abc import Callable

from alerts import signs
from alerts.report import CORE, WOUND_CHECK, Report
from alerts.rule import Changed, Domain, Finding, Rule, found
from domain import Answers, Severity

Signs = Callable[[Answers], tuple[str, ...]]

SOURCE = "NICE HTG750 3.3 names bleeding and infection as safety outcomes; the rule is ours [P]"

RED_1 = Rule(
    id="RED-1",
    version="1.0.0",
    severity=Severity.RED,
    domain=Domain.BLEEDING,
    fires_when="bleeding that soaks the dressing or does not stop after 10 minutes of firm pressure",
    rationale="Bleeding that pressure does not stop needs help within the hour.",
    source=SOURCE,
    reads={CORE: ("safety", "bleeding-heavy"), WOUND_CHECK: ("bleeding",)},
)

RED_2 = Rule(
    id="RED-2",
    version="1.0.0",
    severity=Severity.RED,
    domain=Domain.WOUND,
    fires_when="a wound sign and fever, shivers, confusion or feeling very unwell",
    rationale="A wound sign in somebody who is ill may be sepsis.",
    source=SOURCE,
    reads={CORE: ("safety",), WOUND_CHECK: ("wound-signs", "unwell-signs")},
)

RED_3 = Rule(
    id="RED-3",
    version="1.0.0",
    severity=Severity.RED,
    domain=Domain.CIRCULATION,
    fires_when="chest pain, breathlessness or new calf swelling; limb cold, blue or white",
    rationale="A clot in leg or lung, or a limb without blood, is lost or saved within hours.",
    source=SOURCE,
    reads={CORE: ("safety",), WOUND_CHECK: ("chest-breath-calf", "limb-cold")},
)

RED_4 = Rule(
    id="RED-4",
    version="1.0.0",
    severity=Severity.RED,
    domain=Domain.SAFETY,
    fires_when='"I do not feel safe"',
    rationale="Long pain and limb loss raise the risk of self-harm; the person has asked for help.",
    source="Clinical safety case of the site [P]; asked in monitoring mode only",
    reads={CORE: ("safety",)},
)


def _wound_and_unwell(answers: Answers) -> tuple[str, ...]:
    """The signs of both kinds, when both are there; else none."""
    wound, systemic = signs.wound(answers), signs.systemic(answers)
    return wound + systemic if wound and systemic else ()


_CONDITIONS: tuple[tuple[Rule, Signs], ...] = (
    (RED_1, signs.bleeding),
    (RED_2, _wound_and_unwell),
    (RED_3, signs.circulation),
    (RED_4, signs.not_safe),
)

RULES = tuple(rule for rule, _ in _CONDITIONS)


def red(report: Report, before: Answers, seq: int) -> tuple[Finding, ...]:
    """The RED rules that this entry made true, in the order of their numbers.

    `report.answers` are the answers in force after entry `seq`, `before` those before it, ticked options of
    an unfinished item included. A rule that was true already does not fire again; one that became false and
    true again does, under a new key. Missing answers: a rule cannot fire on what was not answered.
    """
    return tuple(
        found(rule, f"{rule.id}:{report.response_id}:{seq}", _inputs(report, signs_of(report.answers)))
        for rule, signs_of in _CONDITIONS
        if signs_of(report.answers) and not signs_of(before)
    )


def changed(report: Report, before: Answers, seq: int) -> tuple[Changed, ...]:
    """The RED rules that were true before this entry and whose signs it changed or took away.

    To be added to the case as "patient changed this answer"; nothing is withdrawn by it.
    """
    return tuple(
        Changed(
            f"{rule.id}:{report.response_id}:{seq}:changed",
            rule.id,
            bool(signs_of(report.answers)),
            _inputs(report, signs_of(report.answers)),
        )
        for rule, signs_of in _CONDITIONS
        if signs_of(before) and signs_of(before) != signs_of(report.answers)
    )


def _inputs(report: Report, present: tuple[str, ...]) -> dict[str, object]:
    return {"instrument": report.instrument, "day": report.day, "signs": list(present)}
