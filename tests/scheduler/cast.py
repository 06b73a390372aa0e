"""Who and what the tests of the schedule speak of: the default protocol, a patient, an episode."""

from datetime import UTC, date, datetime, time

from domain import (
    Assessment,
    AssessmentKind,
    AssessmentState,
    Episode,
    Limb,
    Patient,
    PatientStatus,
    Side,
)
from scheduler.plan import Planned
from scheduler.protocol import default_text, read

KNOWN = frozenset({"core", "extended", "wound-check", "re-check"})
DEFAULT = read(default_text(), KNOWN)
CODES = ["BL", "WC03", "WC07", "WC14", "W02", "WC21", "WC30", "W06", "M03", "M06", "M12", "M24"]
"""In the order of asking; M48 is optional."""

COORDINATOR = 7
PROTOCOL = 1


def at(text: str) -> datetime:
    """An instant in UTC from `2025-01-29 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def patient(zone: str, send_time: time, enrolled_on: date, linked_on: date | None) -> Patient:
    return Patient(
        id=1,
        site_id=1,
        code="P0001",
        zone=zone,
        language="en",
        send_time=send_time,
        status=PatientStatus.FOLLOWED,
        status_at=datetime(2000, 1, 1, tzinfo=UTC),
        paused_until_on=None,
        enrolled_on=enrolled_on,
        linked_on=linked_on,
    )


def episode(tmr_on: date) -> Episode:
    return Episode(
        id=1,
        patient_id=1,
        site_id=1,
        code="E0001",
        tmr_on=tmr_on,
        amputation_on=date(2023, 5, 2),
        limb=Limb.LOWER,
        side=Side.LEFT,
        protocol_id=PROTOCOL,
        registered_at=datetime(2000, 1, 1, tzinfo=UTC),
        activated_at=datetime(2000, 1, 1, tzinfo=UTC),
        next_look_at=None,
    )


def assessment(
    number: int,
    planned: Planned,
    state: AssessmentState = AssessmentState.PLANNED,
    reason: str | None = None,
    kind: AssessmentKind = AssessmentKind.SCHEDULED,
    *,
    tmr_on: date = date(2025, 1, 15),
    occurrence: int = 1,
) -> Assessment:
    return Assessment(
        id=number,
        episode_id=1,
        protocol_id=PROTOCOL,
        time_point=planned.time_point,
        occurrence=occurrence,
        tmr_on=tmr_on,
        kind=kind,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
        send_at=planned.send_at,
        instruments=planned.instruments,
        state=state,
        reason=reason,
        parent_id=None,
        opened_at=None,
        prompted_at=None,
        first_seen_at=None,
        answered_at=None,
        closed_at=None,
        card_message_id=None,
    )
