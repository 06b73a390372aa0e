"""Retention: what goes by itself once its time is over, and who is proposed for erasure and never erased."""

from datetime import timedelta

from domain import Act, AssessmentState, PatientStatus
from settings import Settings
from storage import assessments, erasing, inbox, patients, trail
from storage.database import Database
from storage.keeping import USUAL_KEEPING, Keeping, forget_old, past
from storage.words import EndReason, ErasureReason
from tests import cast
from tests.storage.conftest import Scene

DAY = timedelta(days=1)


def test_the_usual_periods_are_those_of_the_settings() -> None:
    told = {name: field.default for name, field in Settings.model_fields.items() if name.startswith("keep_")}
    assert told == {
        "keep_contacts_days": USUAL_KEEPING.contacts.days,
        "keep_updates_days": USUAL_KEEPING.updates.days,
        "keep_parked_days": USUAL_KEEPING.parked.days,
    }


def test_what_could_not_be_handled_is_given_up_in_time_and_what_still_may_be_stays(
    database: Database, act: Act
) -> None:
    with database.write() as tx:
        for update_id, days in ((1, 31), (2, 29), (3, 31)):
            inbox.put(tx, bot_id=1, update_id=update_id, chat_id=7, body=b"{}", at=act.at - days * DAY)
        for update_id in (1, 2):
            for _ in range(inbox.MOST_ATTEMPTS):
                inbox.faulted(tx, 1, update_id, "ValueError")
        forget_old(tx, act, USUAL_KEEPING)
        assert [row.update_id for row in inbox.waiting(tx, 1)] == [2, 3]
        assert [row.verb for row in trail.read(tx, "update:1")] == ["inbox.discard"]


def test_who_is_past_retention_is_named_until_erased(database: Database, scene: Scene, act: Act) -> None:
    keeping = Keeping(contacts=100 * DAY)
    ann, long_after = scene.ann.patient, act.at + 102 * DAY
    with database.write() as tx:
        cast.person(tx, act.at, scene.team, "Ben")  # nothing was planned yet
        dan = cast.person(tx, act.at, scene.team, "Dan").patient
        assert past(tx, long_after, keeping) == ()
        patients.set_status(tx, act, dan.id, PatientStatus.WITHDRAWN)
        assert past(tx, long_after, keeping) == (dan.code,)
        ended = Act(act.by, act.at + DAY)
        assessments.end(tx, ended, scene.assessment.id, AssessmentState.MISSED, EndReason.NOT_REACHED)
        assert past(tx, act.at + 100 * DAY, keeping) == ()
        assert past(tx, long_after, keeping) == (ann.code, dan.code)
        erasing.ask(tx, act, ann, ErasureReason.RETENTION)
        assert past(tx, long_after, keeping) == (dan.code,)
