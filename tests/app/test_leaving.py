"""What the commands `withdraw` and `reinstate` may change, and what they may not."""

from datetime import datetime
from pathlib import Path

import pytest

from app.care import come_back, leave
from domain import Fault, PatientStatus
from storage import contacts, patients, trail
from storage.database import Database
from storage.words import ChannelState, Owner
from tests import cast
from tests.app.clinic import form, open_site
from tests.terminal import Terminal


def _dan(database: Database, at: datetime) -> cast.Person:
    with database.write() as tx:
        return cast.person(tx, at, cast.team(tx, at), "Dan")


@pytest.mark.parametrize("gone", [PatientStatus.WITHDRAWN, PatientStatus.DECEASED])
def test_whoever_has_left_is_not_put_back_on_the_telephone_list(
    database: Database, as_of: datetime, gone: PatientStatus
) -> None:
    dan = _dan(database, as_of)
    with database.write() as tx:
        leave(tx, cast.by(as_of), dan.patient.code, gone)
    with pytest.raises(Fault, match="Nothing was changed"), database.write() as tx:
        leave(tx, cast.by(as_of), dan.patient.code, PatientStatus.CHANNEL_STOPPED)
    with database.read() as tx:
        assert patients.get(tx, dan.patient.id).status is gone


def test_the_death_of_somebody_who_had_left_is_recorded(database: Database, as_of: datetime) -> None:
    dan = _dan(database, as_of)
    with database.write() as tx:
        leave(tx, cast.by(as_of), dan.patient.code, PatientStatus.WITHDRAWN)
        leave(tx, cast.by(as_of), dan.patient.code, PatientStatus.DECEASED)
        assert patients.get(tx, dan.patient.id).status is PatientStatus.DECEASED


def test_whoever_withdrew_comes_back_with_the_reason_in_the_trail(
    database: Database, as_of: datetime
) -> None:
    dan = _dan(database, as_of)
    with database.write() as tx:
        leave(tx, cast.by(as_of), dan.patient.code, PatientStatus.WITHDRAWN)
        said = come_back(tx, cast.by(as_of), dan.patient.code, "error")
        assert said.startswith(f"{dan.patient.code} is followed again from today.")
        assert "tmr-followup link" not in said, "the chat works still"
        assert patients.get(tx, dan.patient.id).status is PatientStatus.FOLLOWED
        last = trail.read(tx)[-1]
    assert (last.verb, last.detail) == ("patient.reinstate", {"reason": "error"})


def test_whoever_left_by_the_bot_needs_a_new_consent(database: Database, as_of: datetime) -> None:
    dan = _dan(database, as_of)
    with database.write() as tx:
        leave(tx, cast.by(as_of), dan.patient.code, PatientStatus.WITHDRAWN)
        contacts.set_channel(tx, cast.by(as_of), Owner.PATIENT, dan.patient.id, ChannelState.STOPPED)
        said = come_back(tx, cast.by(as_of), dan.patient.code, "changed-mind")
    assert said.endswith(f"tmr-followup link {dan.patient.code}")


@pytest.mark.parametrize(
    "status", [PatientStatus.FOLLOWED, PatientStatus.CHANNEL_STOPPED, PatientStatus.DECEASED]
)
def test_only_a_withdrawal_is_taken_back(database: Database, as_of: datetime, status: PatientStatus) -> None:
    dan = _dan(database, as_of)
    with database.write() as tx:
        patients.set_status(tx, cast.by(as_of), dan.patient.id, status)
    refusal = f"is {status.value}, not withdrawn. Nothing was changed."
    with pytest.raises(Fault, match=refusal), database.write() as tx:
        come_back(tx, cast.by(as_of), dan.patient.code, "error")
    with database.read() as tx:
        assert patients.get(tx, dan.patient.id).status is status


@pytest.mark.parametrize("reason", ["", "he asked for it"])
def test_coming_back_needs_one_of_the_reasons(database: Database, as_of: datetime, reason: str) -> None:
    dan = _dan(database, as_of)
    with database.write() as tx:
        leave(tx, cast.by(as_of), dan.patient.code, PatientStatus.WITHDRAWN)
        with pytest.raises(Fault, match="use error or changed-mind"):
            come_back(tx, cast.by(as_of), dan.patient.code, reason)


def test_nobody_is_invited_who_has_left(fresh_url: str, key: str, tmp_path: Path) -> None:
    at = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    open_site(at)
    at.done("enrol", "--file", form(tmp_path))
    at.done("withdraw", "P0001")
    assert at.refused("link", "P0001") == (
        "P0001 has left follow-up. No link was made. If they wish to come back, use "
        "`tmr-followup reinstate P0001` first."
    )
    assert "tmr-followup link P0001" in at.done("reinstate", "P0001", "--reason", "changed-mind")
    assert "PIN:" in at.done("link", "P0001")
    at.done("withdraw", "P0001", "--deceased")
    assert at.refused("link", "P0001") == "P0001 has died. No link was made."
