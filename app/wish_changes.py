"""What asking a patient in another zone, at another time, in another language or with other buttons would do,
said beforehand; and just that."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.moving import time_of_day, wish_fault
from app.protocols import known_instruments
from bot.texts.loading import load
from console.reach import Foreseen
from domain import LEFT, Act, Assessment, AssessmentState, Episode, Fault, Patient
from scheduler.effects import asked_otherwise
from scheduler.locking import fingerprint
from scheduler.protocol import read
from scheduler.tick import plan_preferences, present_of
from storage import assessments, episodes, patients, protocols, sites
from storage.database import Tx

_NAMES = {"zone": "Time zone", "send_time": "Time of day", "language": "Language", "large_buttons": "Buttons"}
_BUTTONS = {True: "large, at most two in a row", False: "usual"}


def foresee_wishes(tx: Tx, act: Act, patient: Patient, told: Mapping[str, object]) -> Foreseen:
    """What would change, and the plan by which just that is accepted; a Fault: nobody can be asked so."""
    wished = _wished(patient, told)
    fault = wish_fault(wished.zone, wished.send_time, wished.language)
    if fault:
        raise Fault(fault)
    names = [name for name in _NAMES if getattr(wished, name) != getattr(patient, name)]
    if not names:
        raise Fault(f"{patient.code} is asked so already. Nothing was changed.")
    moved = tuple(
        (episode.code, words)
        for episode in episodes.of_patient(tx, patient.id)
        for words in _moved(tx, act, episode, patient, wished)
    )
    changes = tuple(
        f"{_NAMES[name]}: {_said(name, patient)} becomes {_said(name, wished)}." for name in names
    )
    return Foreseen(fingerprint(repr((patient, wished, moved)))[:16], None, moved, changes)


def wish_as_foreseen(tx: Tx, act: Act, patient: Patient, told: Mapping[str, object], accept: str) -> None:
    """Ask so from now on, if that would do what was accepted; else a Fault, and nothing is done."""
    if foresee_wishes(tx, act, patient, told).plan != accept:
        raise Fault("What would move is not what this page showed. Look at it again. Nothing was changed.")
    wished = _wished(patient, told)
    changed = {
        name: getattr(wished, name) for name in _NAMES if getattr(wished, name) != getattr(patient, name)
    }
    patients.prefer(tx, act, patient.id, **changed)


def _wished(patient: Patient, told: Mapping[str, object]) -> Patient:
    """The patient, asked so; what is not told stays."""
    given = {name: value for name, value in told.items() if name in _NAMES}
    if "send_time" in given:
        given["send_time"] = time_of_day(str(given["send_time"]))
    return replace(patient, **given)  # type: ignore[arg-type]  # the form has judged them


def _moved(tx: Tx, act: Act, episode: Episode, patient: Patient, wished: Patient) -> Iterator[str]:
    """A sentence for each that is asked at another moment; nothing where nobody is asked."""
    if episode.activated_at is None or patient.status in LEFT:
        return
    site = sites.get(tx, episode.site_id)
    now, then = (
        (present_of(each, episode, act.at), plan_preferences(site, each, episode))
        for each in (patient, wished)
    )
    protocol = read(protocols.body(tx, episode.protocol_id), known_instruments(tx))
    for before, after in asked_otherwise(protocol, assessments.of_episode(tx, episode.id), now, then):
        yield _in_words(before, after, patient.zone, wished.zone)


def _in_words(before: Assessment, after: Assessment, old: str, new: str) -> str:
    if after.state is not AssessmentState.PLANNED:
        return f"{after.time_point} is not asked any more ({after.reason or after.state})"
    zones = (f" ({old})", f" ({new})") if old != new else ("", "")
    was, comes = _moment(before.send_at, old) + zones[0], _moment(after.send_at, new) + zones[1]
    return f"{after.time_point} is asked on {comes}, instead of {was}"


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b} {local.year}, {local:%H:%M}"


def _said(name: str, patient: Patient) -> str:
    match name:
        case "send_time":
            return f"{patient.send_time:%H:%M}"
        case "language":
            return load()[patient.language].name
        case "large_buttons":
            return _BUTTONS[patient.large_buttons]
        case _:
            return patient.zone
