"""Much may have happened since a message was queued: the truth is checked again when it is sent."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain import (
    AssessmentState,
    Lane,
    PatientStatus,
)
from storage import alerts, assessments, contacts, episodes, patients
from storage.words import ChannelState, OutboxState, Owner
from tests import cast
from tests.bot.office import ANN, Office


@pytest.mark.parametrize(
    "status", [PatientStatus.WITHDRAWN, PatientStatus.CHANNEL_STOPPED, PatientStatus.DECEASED]
)
async def test_nobody_is_prompted_after_leaving(office: Office, status: PatientStatus) -> None:
    with office.database.write() as tx:
        patients.set_status(tx, cast.by(office.now), office.ann.patient.id, status)
    row = office.queue()
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, status)
    assert office.shown(ANN) == []


@pytest.mark.parametrize(
    "state", [AssessmentState.COMPLETED, AssessmentState.MISSED, AssessmentState.CANCELLED]
)
async def test_nobody_is_prompted_for_what_has_ended(office: Office, state: AssessmentState) -> None:
    row = office.queue()
    with office.database.write() as tx:
        assessments.end(tx, cast.by(office.now), office.assessment.id, state)
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, f"assessment-{state}")


async def test_nobody_is_prompted_after_the_window(office: Office) -> None:
    row = office.queue()
    office.rig.clock.move_to(office.now + timedelta(days=18))
    await office.deliver()
    assert office.row(row).reason == "window-ended"


async def test_quiet_hours_are_those_of_the_protocol_that_is_followed_by_now(office: Office) -> None:
    """Another version may have been published since the question was opened."""
    with office.database.write() as tx:
        newer = cast.protocol(tx, office.now, version="2.0.0")
        episodes.use_protocol(tx, cast.by(office.now), office.ann.episode.id, newer)
    office.queue()
    await office.deliver()
    assert office.quiet_by == [newer] != [office.assessment.protocol_id]


async def test_what_belongs_before_the_operation_is_not_asked_on_its_day(office: Office) -> None:
    """Its window ends on the day of the operation, so that staff may enter it; nobody is asked by then."""
    with office.database.write() as tx:
        baseline = office.opened(tx, "BL", closes_on=cast.TMR_ON)
    row = office.queue("reminder", assessment_id=baseline.id, detail={"sitting": str(baseline.id)})
    await office.deliver()
    assert office.row(row).reason == "window-ended"
    assert office.shown(ANN) == []


async def test_nobody_is_prompted_before_the_window(office: Office) -> None:
    office.rig.clock.move_to(office.now - timedelta(days=6))
    row = office.queue()
    await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    assert office.row(row).not_before_at.date() == date(2025, 1, 10)


async def test_quiet_hours_put_a_prompt_back_until_they_end(office: Office) -> None:
    row = office.queue()
    office.quiet_until = office.now + timedelta(hours=9)
    await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    assert office.row(row).not_before_at == office.quiet_until
    office.rig.clock.advance(timedelta(hours=9))
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_quiet_hours_bind_neither_notices_nor_replies(office: Office) -> None:
    office.quiet_until = office.now + timedelta(hours=9)
    rows = [office.queue_notice(), office.queue("say", Lane.REPLY, assessment_id=None, detail={})]
    await office.deliver()
    assert [office.row(row).state for row in rows] == [OutboxState.SENT, OutboxState.SENT]


async def test_a_paused_patient_is_prompted_when_the_pause_is_over(office: Office) -> None:
    with office.database.write() as tx:
        patients.pause(tx, cast.by(office.now), office.ann.patient.id, office.now.date())
    row = office.queue()
    await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    office.rig.clock.advance(timedelta(days=1))
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_what_a_pause_held_back_goes_out_at_the_preferred_time_of_the_day_after(office: Office) -> None:
    with office.database.write() as tx:
        patients.prefer(tx, cast.by(office.now), office.ann.patient.id, send_time=time(18, 30))
        patients.pause(tx, cast.by(office.now), office.ann.patient.id, office.now.date())
    row = office.queue()
    await office.deliver()
    after = datetime.combine(office.now.date() + timedelta(days=1), time(18, 30), ZoneInfo("Europe/London"))
    assert office.row(row).not_before_at == after
    office.rig.clock.advance(after - office.now - timedelta(minutes=1))
    await office.deliver()
    assert office.row(row).state is OutboxState.QUEUED
    office.rig.clock.advance(timedelta(minutes=1))
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_what_a_pause_held_back_goes_out_when_the_patient_resumes_early(office: Office) -> None:
    with office.database.write() as tx:
        until_on = office.now.date() + timedelta(days=10)
        patients.pause(tx, cast.by(office.now), office.ann.patient.id, until_on)
    row = office.queue()
    await office.deliver()
    office.rig.clock.advance(timedelta(hours=1))
    with office.database.write() as tx:
        patients.pause(tx, cast.by(office.now), office.ann.patient.id, None)
    await office.deliver()
    assert office.row(row).state is OutboxState.SENT


async def test_an_alert_somebody_took_is_not_announced(office: Office) -> None:
    row = office.queue_notice()
    with office.database.write() as tx:
        alerts.acknowledge(tx, cast.by(office.now), office.alert.id, office.team.owner.id)
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, "alert-acknowledged")


async def test_a_call_list_line_is_dropped_once_the_patient_answered(office: Office) -> None:
    row = office.queue("call", Lane.NOTICE, patient_id=None, staff_id=office.team.coordinator.id, detail={})
    with office.database.write() as tx:
        assessments.end(tx, cast.by(office.now), office.assessment.id, AssessmentState.COMPLETED)
    await office.deliver()
    assert office.row(row).reason == "assessment-completed"


async def test_a_row_with_nothing_left_to_say_is_dropped(office: Office) -> None:
    office.silent = True
    row = office.queue()
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.DROPPED, "nothing-to-say")


async def test_a_chat_known_not_to_work_fails_and_the_coordinator_is_told(office: Office) -> None:
    with office.database.write() as tx:
        contacts.set_channel(
            tx, cast.by(office.now), Owner.PATIENT, office.ann.patient.id, ChannelState.BLOCKED
        )
    row = office.queue()
    await office.deliver()
    assert (office.row(row).state, office.row(row).reason) == (OutboxState.FAILED, "channel-blocked")
    assert [waiting.kind for waiting in office.waiting()] == ["blocked"]


async def test_after_trouble_only_the_latest_of_what_asks_the_same_goes_out(office: Office) -> None:
    prompt, reminder = office.queue(), office.queue("reminder")
    await office.deliver()
    assert (office.row(prompt).state, office.row(prompt).reason) == (OutboxState.DROPPED, "overtaken")
    assert office.row(reminder).state is OutboxState.SENT
    assert office.shown(ANN) == ["reminder"]
    assert office.card().prompted_at == office.now


async def test_what_asks_something_else_overtakes_nothing(office: Office) -> None:
    with office.database.write() as tx:
        other = office.opened(tx, "WC14")
    both = office.queue(detail={"sitting": f"{office.assessment.id},{other.id}"})
    office.queue("reminder")
    later = office.queue("again", not_before_at=office.now + timedelta(minutes=1))
    await office.deliver()
    assert office.row(both).state is OutboxState.SENT
    assert office.row(later).state is OutboxState.QUEUED
    assert office.shown(ANN) == ["prompt", "reminder"]


async def test_nobody_is_sent_after_a_patient_who_has_left_and_is_out_of_reach(office: Office) -> None:
    with office.database.write() as tx:
        patients.set_status(tx, cast.by(office.now), office.ann.patient.id, PatientStatus.WITHDRAWN)
        owner = (Owner.PATIENT, office.ann.patient.id)
        contacts.set_channel(tx, cast.by(office.now), *owner, ChannelState.BLOCKED)
    row = office.queue("say", Lane.REPLY, assessment_id=None, detail={})
    await office.deliver()
    assert office.row(row).state is OutboxState.FAILED
    assert office.waiting() == []
