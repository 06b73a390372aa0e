"""What must be arranged before follow-up of an operation is activated, after NICE HTG750 1.1 and 1.4 to 1.6.

A shut gate blocks activation (prompts, efficacy tables), never registration: an operation done without the
required arrangements still counts, and so do its safety events. Only what cannot be true is refused there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from storage.words import Governance, Indication, Operation

NOT_YET = {"awaited", "awaiting", "pending", "tba", "tbc", "tbd"}
"""A text that begins with one of these says that the thing is still to come."""

NOTHING = {"", "na", "nil", "nk", "no", "none", "nonegiven", "notapplicable", "notknown", "notyet", "null"}
NOTHING |= {"todo", "tobeconfirmed", "tobedone", "unknown", "x", "xx", "xxx"}
"""What people write when they have nothing to write, without case, spaces and punctuation."""

SOON_AFTER_AMPUTATION = 14
"""Days. TMR this soon after the amputation is usually primary, however it is labelled."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that is missing: a key for machines, a sentence for people."""

    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a record: an error is refused, the rest is told and blocks nothing."""

    key: str
    sentence: str
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """A gate that may be shut, and how to see that it is not."""

    gate: Gate
    is_met: Callable[[Governance], bool]


def is_given(text: str | None) -> bool:
    """Whether a text says something: blanks, dashes, "n/a", "tbc", "none" and their like do not."""
    words = re.findall(r"[^\W_]+", (text or "").casefold())
    kept = "".join(words)
    return kept not in NOTHING and words[0] not in NOT_YET and bool(kept.strip("0"))


def _needs(key: str, sentence: str, is_met: Callable[[Governance], bool]) -> Requirement:
    return Requirement(Gate(key, sentence), is_met)


SECONDARY = (
    _needs(
        "governance-lead",
        "The clinical governance lead must be informed: name and date (HTG750 1.1).",
        lambda g: is_given(g.governance_lead) and g.governance_on is not None,
    ),
    _needs(
        "procedure-consent",
        "Consent to the procedure must be recorded: its date, and the version of the information "
        "given (HTG750 1.1).",
        lambda g: g.procedure_consent_on is not None and is_given(g.procedure_information_version),
    ),
    _needs(
        "audit-number",
        "The audit registration number is missing (HTG750 1.1).",
        lambda g: is_given(g.audit_number),
    ),
    _needs(
        "mdt",
        "Selection by a multidisciplinary team must be recorded: its date and its roles (HTG750 1.4).",
        lambda g: g.mdt_on is not None and any(is_given(role) for role in g.mdt_roles),
    ),
)

PRIMARY = (
    _needs(
        "rec-reference",
        "The research ethics committee (REC) reference is missing: primary TMR is done only in a formal "
        "study (HTG750 1.5).",
        lambda g: is_given(g.rec_reference),
    ),
    _needs("iras-id", "The IRAS project id is missing (HTG750 1.6).", lambda g: is_given(g.iras_id)),
    _needs("study-title", "The study's title is missing (HTG750 1.5).", lambda g: is_given(g.study_title)),
    _needs(
        "ethics-approval",
        "The date of the ethics approval is missing (HTG750 1.6).",
        lambda g: g.ethics_on is not None,
    ),
    _needs(
        "study-consent",
        "The date of the participant's consent to the study is missing (HTG750 1.6).",
        lambda g: g.study_consent_on is not None,
    ),
)

REQUIREMENTS = {Indication.SECONDARY: SECONDARY, Indication.PRIMARY: PRIMARY}


def shut_gates(operation: Operation, governance: Governance) -> tuple[Gate, ...]:
    """What is still missing before follow-up may be activated, in the order of the guidance."""
    wanted = REQUIREMENTS[operation.indication]
    return tuple(requirement.gate for requirement in wanted if not requirement.is_met(governance))


def check_operation(operation: Operation) -> tuple[Finding, ...]:
    """What cannot be true of an operation (refused at registration), or looks wrong in it."""
    return check_days(operation.amputation_on, operation.tmr_on, operation.indication)


def check_days(amputation_on: date, tmr_on: date, indication: Indication | None) -> tuple[Finding, ...]:
    """The same of its dates, where the indication may not be known yet."""
    days = (tmr_on - amputation_on).days
    if days < 0:
        sentence = (
            f"The TMR date ({tmr_on}) is before the amputation date ({amputation_on}); "
            "correct whichever is wrong."
        )
        return (Finding("tmr-before-amputation", sentence, is_error=True),)
    if indication is Indication.SECONDARY and days <= SOON_AFTER_AMPUTATION:
        sentence = (
            f"TMR {days} days after the amputation is labelled secondary; check that it was not primary."
        )
        return (Finding("secondary-but-early", sentence),)
    return ()


def shut_on(operation: Operation, governance: Governance, on: date) -> tuple[Gate, ...]:
    """What keeps follow-up from starting on the day `on`: what is missing, then what is yet to come."""
    to_come = (
        Gate("future-date", f"The {name} date ({day}) lies in the future; it counts once it has come.")
        for name, day in _arrangements(governance)
        if day > on
    )
    return (*shut_gates(operation, governance), *to_come)


def check_arrangements(operation: Operation, governance: Governance) -> tuple[Finding, ...]:
    """What looks wrong in the arrangements, and blocks nothing; dates by name, then the team."""
    late = (
        Finding("after-operation", f"The {name} date ({day}) is after the operation ({operation.tmr_on}).")
        for name, day in _arrangements(governance)
        if day > operation.tmr_on
    )
    return (*late, *_check_team(operation, governance))


def _check_team(operation: Operation, governance: Governance) -> tuple[Finding, ...]:
    roles = [role for role in governance.mdt_roles if is_given(role)]
    if operation.indication is Indication.PRIMARY or not roles:
        return ()
    if any("rehab" in role.casefold() for role in roles):
        return ()
    sentence = "No rehabilitation medicine consultant is named in the team (HTG750 1.4)."
    return (Finding("no-rehabilitation", sentence),)


def _arrangements(governance: Governance) -> Iterator[tuple[str, date]]:
    """The dated arrangements that are recorded, by name."""
    dated = (
        ("ethics approval", governance.ethics_on),
        ("governance", governance.governance_on),
        ("multidisciplinary team", governance.mdt_on),
        ("procedure consent", governance.procedure_consent_on),
        ("study consent", governance.study_consent_on),
    )
    yield from ((name, day) for name, day in dated if day is not None)
