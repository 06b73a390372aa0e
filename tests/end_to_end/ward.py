"""A hospital in a database, with people a fortnight after surgery: linked, and asked as soon as one looks."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from app.protocols import publish_default
from domain import Mode
from storage import patients, sites
from storage.contacts import Details
from storage.database import Database, Tx
from storage.words import Owner
from tests import cast
from tests.end_to_end import places

FIRST_CHAT = 710_000
EARLY = time(8, 0)


def admit(database: Database, count: int, at: datetime) -> Mapping[int, int]:
    """So many people, each with one episode: chat -> episode. It is noon where they live.

    Wound check and core questions are due that day. RED is told at any hour, so that no test waits for an
    opening.
    """
    zone = places.where_it_is_noon(at)
    with database.write() as tx:
        team = cast.team(tx, at)
        _always_on_call(tx, team, at)
        protocol_id = publish_default(tx, cast.by(at))
        tmr_on = places.today(zone, at) - timedelta(days=14)
        return {
            chat_id: _admit(tx, team, zone, chat_id, tmr_on, protocol_id, at)
            for chat_id in range(FIRST_CHAT, FIRST_CHAT + count)
        }


def _always_on_call(tx: Tx, team: cast.Team, at: datetime) -> None:
    sites.appoint(
        tx,
        cast.by(at),
        team.site.id,
        mode=Mode.MONITORING,
        owner_id=team.owner.id,
        deputy_id=team.deputy.id,
        lead_id=team.lead.id,
        safety_officer_id=team.safety_officer.id,
        out_of_hours_id=team.owner.id,
        answers_in_notices=False,
    )


def _admit(
    tx: Tx, team: cast.Team, zone: str, chat_id: int, tmr_on: date, protocol_id: int, at: datetime
) -> int:
    act, enrolled_on = cast.by(at), tmr_on - timedelta(days=42)
    patient = patients.add(
        tx,
        act,
        site_id=team.site.id,
        zone=zone,
        language="en",
        send_time=EARLY,
        enrolled_on=enrolled_on,
        details=Details(name="Ann Canary-Surname", phone=None, email=None, nhs_number=None),
    )
    cast.link(tx, at, Owner.PATIENT, patient.id, chat_id, "1")
    patients.linked(tx, act, patient.id, enrolled_on)
    return cast.operated(tx, at, patient.id, tmr_on=tmr_on, protocol_id=protocol_id).id
