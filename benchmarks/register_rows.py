"""The rows of a big register, made from the people that were drawn."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from benchmarks.register_cohort import Drawn, Given
from domain import AssessmentState, EntryKind, PatientStatus
from questionnaires.scores import Score, pain_interference, wear_index
from storage import values
from storage.register_words import Anaesthesia, Product, ReoperationReason, SafetyKind
from storage.words import Indication, SafetyCategory, SafetyState

_UNANSWERED = {"": EntryKind.SENT, "comments": EntryKind.SKIPPED}
_HARMS = (
    (SafetyCategory.INFECTION, 0.08, (5, 30)),
    (SafetyCategory.BLEEDING, 0.03, (0, 10)),
    (SafetyCategory.REOPERATION, 0.12, (60, 720)),
    (SafetyCategory.PAIN, 0.03, (30, 400)),
)

Row = dict[str, Any]


def person(who: Drawn, site_id: int) -> Row:
    enrolled_on = who.operation.tmr_on - timedelta(days=42)
    return {
        "site_id": site_id,
        "code": f"P{who.number:05d}",
        "zone": "Europe/London",
        "language": "en" if who.number % 20 else "cy",
        "send_time": time(9, 30),
        "status": PatientStatus.DECEASED if who.died_on else PatientStatus.FOLLOWED,
        "status_at": at(who.died_on or enrolled_on, time(12)),
        "enrolled_on": enrolled_on,
        "linked_on": enrolled_on,
    }


def operated(who: Drawn, site_id: int, protocol_id: int) -> Row:
    told = who.operation
    primary = told.indication is Indication.PRIMARY
    before = told.tmr_on - timedelta(days=60)
    study = {"rec_reference": "24/WA/0001", "iras_id": "312345", "study_title": "Primary TMR study"}
    arranged: Row = {
        "governance_lead": None if primary else "Clinical governance",
        "governance_on": None if primary else before,
        "procedure_consent_on": before,
        "procedure_information_version": "3",
        "audit_number": "AUD-12",
        "mdt_on": before,
        "mdt_roles": ("surgeon", "rehabilitation medicine", "pain"),
        **{name: value if primary else None for name, value in study.items()},
        "ethics_on": before if primary else None,
        "study_consent_on": before if primary else None,
    }
    return {
        "patient_id": who.number,
        "site_id": site_id,
        "protocol_id": protocol_id,
        "code": f"E{who.number:05d}",
        **{name: getattr(told, name) for name in told.__dataclass_fields__},
        **arranged,
        "anaesthesia": Anaesthesia.GENERAL,
        "coaptations": 2,
        "operating_surgeon": f"S{who.number % 9 + 1:02d}",
        "registered_at": at(before, time(9)),
        "activated_at": at(before, time(9)),
    }


def ended(answered: bool, dead: bool) -> AssessmentState:
    if dead:
        return AssessmentState.CANCELLED
    return AssessmentState.COMPLETED if answered else AssessmentState.MISSED


def entries(given: Given, began_at: datetime, by: str) -> Iterator[Row]:
    for seq, (link_id, value) in enumerate((*given.items(), ("", None))):
        kind = _UNANSWERED.get(link_id, EntryKind.DECLINED) if value is None else EntryKind.ANSWERED
        yield {
            "seq": seq,
            "kind": kind,
            "link_id": link_id,
            "answers": [] if value is None else values.to_json((value,)),
            "at": began_at + timedelta(seconds=10 * seq),
            "by": by,
        }


def scores(given: Given) -> tuple[Score, ...]:
    answers = {link_id: (value,) for link_id, value in given.items() if value is not None}
    return pain_interference(answers), wear_index(answers)


def scored_row(scored: Score) -> Row:
    return {"name": scored.name, "version": scored.version, "value": scored.value, "missing": scored.missing}


def harms(who: Drawn) -> Iterator[Row]:
    for category, share, (first, last) in _HARMS:
        day = who.roll.randint(first, last)
        state = SafetyState.SUSPECTED if who.roll.random() < 0.2 else SafetyState.CONFIRMED
        on = who.operation.tmr_on + timedelta(days=day)
        if who.roll.random() < share and (who.died_on is None or on < who.died_on):
            yield _harm(on, category, state, reason=_reason(who, category))
    if who.died_on is not None:
        yield _harm(who.died_on, SafetyCategory.OTHER, SafetyState.CONFIRMED, kind=SafetyKind.DEATH)


def _reason(who: Drawn, category: SafetyCategory) -> ReoperationReason | None:
    if category is not SafetyCategory.REOPERATION:
        return None
    return ReoperationReason.OTHER_NERVE if who.roll.random() < 0.4 else ReoperationReason.SAME_NERVE


def _harm(
    on: date,
    category: SafetyCategory,
    state: SafetyState,
    *,
    kind: SafetyKind | None = None,
    reason: ReoperationReason | None = None,
) -> Row:
    decided = state is not SafetyState.SUSPECTED
    return {
        "category": category,
        "state": state,
        "occurred_on": on,
        "reported_at": at(on, time(15)),
        "reported_by": "staff:OWNER",
        "grade": "IIIb" if reason else "V" if kind else "II" if decided else None,
        "kind": kind,
        "reoperation_reason": reason,
        "product": Product.NONE if decided else None,
        "decided_at": at(on, time(16)) if decided else None,
        "decided_by": "staff:OWNER" if decided else None,
    }


def at(on: date, at: time) -> datetime:
    return datetime.combine(on, at, UTC)
