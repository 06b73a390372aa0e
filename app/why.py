"""Why a patient was asked, will be asked, or was not: the command `why`, in words or as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import typer

from app.enrolment import known_patient
from app.opening import act_now, opened
from app.output import show_json
from app.shelf import Shelf
from domain import Episode
from scheduler.published import Protocols
from scheduler.reasons import History
from scheduler.recalling import recall
from scheduler.why import Explained, explain
from scheduler.why_day import on_day
from scheduler.why_words import contact_row, day_row, rule, said, silence, title
from storage import episodes, transfers
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Recalled:
    """One operation of a patient with the fate of each of its contacts. `reoperations` that follow it, by
    code."""

    episode: Episode
    reoperations: tuple[str, ...]
    history: History
    told: tuple[Explained, ...]


def print_why(code: str, on: date | None, *, as_json: bool) -> None:
    """Print every planned contact of a patient, or what happened on one date and why nothing else did."""
    as_of = act_now().at
    with opened() as database, database.read() as tx:
        recalled = recall_patient(tx, code, as_of)
    if as_json:
        show_json({"patient": code, "as_of": as_of, "episodes": [_row(each, on) for each in recalled]})
        return
    for each in recalled:
        for line in _lines(each, on):
            typer.echo(line)


def recall_patient(tx: Tx, code: str, as_of: datetime) -> tuple[Recalled, ...]:
    """Every operation of a patient, in the order of registration."""
    shelf = Shelf()
    protocols = Protocols(shelf.library)
    patient = known_patient(tx, code)
    found = []
    for episode in episodes.of_patient(tx, patient.id):
        history = recall(tx, episode.id, shelf.library(tx), protocols, as_of)
        later = transfers.reoperations(tx, episode.id)
        found.append(Recalled(episode, later, history, explain(history, as_of)))
    return tuple(found)


def _row(each: Recalled, on: date | None) -> dict[str, object]:
    head: dict[str, object] = {
        "episode": each.episode.code,
        "tmr_on": each.episode.tmr_on,
        "activated_at": each.episode.activated_at,
        "reoperations": list(each.reoperations),
    }
    if on is not None:
        return head | day_row(each.history, on_day(each.history, each.told, on))
    return head | {"contacts": [contact_row(each.history, one) for one in each.told]}


def _lines(each: Recalled, on: date | None) -> Iterator[str]:
    yield f"{each.episode.code}, operation on {each.episode.tmr_on}"
    if each.reoperations:
        yield f"  Operated on again: {', '.join(each.reoperations)}. Both are followed up."
    if each.episode.activated_at is None:
        yield "  Follow-up is not active, so nothing is planned."
    shown = each.told
    day = None if on is None else on_day(each.history, each.told, on)
    if day is not None:
        yield f"  On {day.on}, in {day.zone}:"
        shown = day.contacts
    for one in shown:
        yield f"  {title(one.contact)}: {said(one)}"
        yield f"      Rule: {rule(each.history, one.contact)}. Zone: {one.contact.zone}."
    for silent in day.silent if day else ():
        yield f"  {silent.assessment.time_point}: nothing. {silence(silent, day.zone if day else '')}"
