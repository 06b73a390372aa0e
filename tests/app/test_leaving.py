"""What the command `withdraw` may change, and what it may not."""

from datetime import datetime

import pytest

from app.care import leave
from domain import Fault, PatientStatus
from storage import patients
from storage.database import Database
from tests import cast


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
