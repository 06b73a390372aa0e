"""What staff are told about delivery itself: who is out of reach, and what the service could not do.

One message a day and person for each matter: the key holds the date at the site.
"""

from zoneinfo import ZoneInfo

from bot.people import coordinator
from bot.speech import FALLBACK
from domain import Act, Lane, Message
from storage import outbox, patients, sites
from storage.database import Tx


def operations(tx: Tx, act: Act, what: str) -> None:
    """Tell every site's coordinator that the service needs to be looked at."""
    for site in sites.every(tx):
        told = coordinator(tx, site.id)
        if told is not None:
            day = _day(site.zone, act)
            _queue(tx, act, f"operations:{what}:{day}:{told}", "operations", told, {"what": what})


def out_of_reach(tx: Tx, act: Act, patient_id: int) -> None:
    """Tell the coordinator that a patient's chat no longer takes messages."""
    patient = patients.get(tx, patient_id)
    told = coordinator(tx, patient.site_id)
    if told is not None:
        day = _day(sites.get(tx, patient.site_id).zone, act)
        _queue(tx, act, f"blocked:{patient_id}:{day}", "blocked", told, {}, patient_id)


def _queue(
    tx: Tx, act: Act, key: str, kind: str, told: int, detail: dict[str, str], patient_id: int | None = None
) -> None:
    message = Message(
        key=key,
        kind=kind,
        lane=Lane.NOTICE,
        language=FALLBACK,
        not_before_at=act.at,
        patient_id=patient_id,
        staff_id=told,
        detail=detail,
    )
    outbox.queue(tx, act, message)


def _day(zone: str, act: Act) -> str:
    return f"{act.at.astimezone(ZoneInfo(zone)):%Y%m%d}"
