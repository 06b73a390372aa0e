"""Gathers what is held about one person: plain values under plain headings, in the order they are shown.

Questions and answers stand in the language they were asked in; headings and the stories of cases in English.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from app.casework import story_lines
from app.shelf import Shelf
from bot.answers_in_words import in_words
from bot.speech import FALLBACK
from bot.texts import Texts, load
from domain import Assessment, Entry, EntryKind, Episode, Patient, Response
from questionnaires.instrument import Instrument
from storage import (
    alerts,
    assessments,
    contacts,
    episodes,
    findings,
    own_rows,
    responses,
    safety_events,
    surgery,
)
from storage.database import Tx
from storage.safety_events import SafetyEvent
from storage.words import Owner

Row = Mapping[str, object]

_ENTERED = {
    EntryKind.ANSWERED: "answered",
    EntryKind.TICKED: "ticked",
    EntryKind.DECLINED: "preferred not to say",
    EntryKind.SKIPPED: "left out",
    EntryKind.WENT_BACK: "went back to this",
    EntryKind.AMENDED: "changed after sending",
    EntryKind.SENT: "sent",
}


def gather(tx: Tx, patient: Patient, made_at: datetime, made_by: str) -> dict[str, object]:
    """Heading -> what stands under it: a mapping, rows that are alike, or texts."""
    shelf, texts = Shelf(), load()
    shelf.library(tx)
    found: dict[str, object] = {
        "This file": {"About": patient.code, "Made at": made_at, "Made by": made_by, "Complete": _COMPLETE},
        "Contact": _contact(tx, patient),
        "Follow-up": _plain(asdict(patient)),
    }
    for episode in episodes.of_patient(tx, patient.id):
        found |= _operation(tx, shelf, texts, episode)
    found["Messages"] = [
        {
            "Queued": each.queued_at,
            "Kind": each.kind,
            "To": "you" if each.staff_id is None else "staff, about you",
            "By": each.channel.value,
            "State": each.state.value,
            "Settled": each.settled_at,
        }
        for each in own_rows.messages(tx, patient.id)
    ]
    found["Who did what"] = [
        {"When": line.at, "Who": line.by, "What": line.verb, "To": line.subject, "Detail": dict(line.detail)}
        for line in own_rows.trail_of(tx, patient.id)
    ]
    return found


_COMPLETE = (
    "This is all that the follow-up system holds about you. Backups and exports made from it hold copies; "
    "your hospital record is kept elsewhere."
)


def _contact(tx: Tx, patient: Patient) -> Row:
    channel, agreed = contacts.channel(tx, Owner.PATIENT, patient.id), own_rows.consent(tx, patient.id)
    return {
        **asdict(contacts.details(tx, Owner.PATIENT, patient.id)),
        "telegram_chat": channel.chat_id,
        "telegram": channel.state.value,
        **asdict(agreed),
    }


def _operation(tx: Tx, shelf: Shelf, texts: Mapping[str, Texts], episode: Episode) -> dict[str, object]:
    """The headings of one operation."""
    code = episode.code
    asked, pairs = assessments.of_episode(tx, episode.id), surgery.transfers(tx, episode.id)
    found: dict[str, object] = {
        f"{code}: the operation": {
            **_plain(asdict(episode)),
            **_plain(asdict(episodes.operation(tx, episode.id))),
            **_plain(asdict(episodes.governance(tx, episode.id))),
            **_plain(asdict(surgery.of_episode(tx, episode.id))),
            "nerve transfers": [f"{pair.donor} to {pair.target}" for pair in pairs],
        },
        f"{code}: when you were asked": [_visit(each) for each in asked],
    }
    for each in asked:
        for given in responses.of_assessment(tx, each.id):
            found |= _given(tx, shelf, texts, f"{code}: {each.time_point}, {each.opens_on}", given)
    for case in alerts.of_episode(tx, episode.id):
        found[f"{code}: case {case.id}"] = story_lines(tx, case.id)
    found[f"{code}: findings for the digest"] = [
        {
            "When": each.found_at,
            "Rule": each.rule,
            "From": dict(each.inputs),
            "Taken back": each.superseded_at,
        }
        for each in findings.of_episode(tx, episode.id)
    ]
    found[f"{code}: safety events"] = [_event(each) for each in safety_events.of_episode(tx, episode.id)]
    return found


def _visit(each: Assessment) -> Row:
    return {
        "Time point": each.time_point,
        "From": each.opens_on,
        "To": each.closes_on,
        "State": each.state.value,
        "Why": each.reason,
        "Opened": each.opened_at,
        "Asked": each.prompted_at,
        "Seen": each.first_seen_at,
        "Answered": each.answered_at,
        "Closed": each.closed_at,
    }


def _given(tx: Tx, shelf: Shelf, texts: Mapping[str, Texts], head: str, given: Response) -> dict[str, object]:
    """One questionnaire: every tap, and the scores."""
    instrument = shelf.pinned(tx, given, given.language)
    said = texts.get(given.language, texts[FALLBACK])
    title = f"{head}: {instrument.title} ({given.version}, {given.state.value})"
    taps = [_tap(said, instrument, entry) for entry in responses.log(tx, given.id)]
    counted = [
        {"Score": each.name, "Version": each.version, "Value": each.value, "Missing": each.missing}
        for each in own_rows.scores(tx, (given.id,))
    ]
    return {title: taps} | ({f"{title}, scores": counted} if counted else {})


def _tap(said: Texts, instrument: Instrument, entry: Entry) -> Row:
    item = instrument.item(entry.link_id) if entry.link_id else None
    return {
        "When": entry.at,
        "Question": "" if item is None else item.text,
        "What": _ENTERED[entry.kind],
        "Answer": "" if item is None else in_words(said, item, entry.values),
    }


def _event(event: SafetyEvent) -> Row:
    return _plain({name: value for name, value in asdict(event).items() if name != "key"})


def _plain(told: Mapping[str, object]) -> dict[str, object]:
    """Fields by their names with the underscores gone; numbers of rows are nobody's business."""
    return {
        name.replace("_", " "): value
        for name, value in told.items()
        if name != "id" and not name.endswith("_id")
    }
