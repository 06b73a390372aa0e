"""Rows that an import writes, for what is new and for what is changed."""

from dataclasses import asdict
from typing import Any

from domain import Act, Entry
from storage import values
from storage.import_words import Event, Scored
from storage.register_words import Via
from storage.words import SafetyState

Row = dict[str, Any]
KEY = "import:"
"""Begins the key of a safety event that an import stored."""


def entry_row(act: Act, response_id: int, line: Entry) -> Row:
    """An entry of a response, as an import stores it."""
    return {
        "response_id": response_id,
        "seq": line.seq,
        "kind": line.kind,
        "link_id": line.link_id,
        "answers": values.to_json(line.values),
        "at": line.at,
        "by": act.by,
        "via": Via.IMPORT,
    }


def score_row(response_id: int, scored: Scored) -> Row:
    """A score of a response."""
    name, version, value, missing = scored
    return {"response_id": response_id, "name": name, "version": version, "value": value, "missing": missing}


def event_values(event: Event) -> Row:
    """The columns that say what happened."""
    row = asdict(event)
    del row["suffix"]
    return row


def decided(act: Act, state: SafetyState) -> Row:
    """Who confirmed or refuted it, and when that was recorded."""
    is_decided = state is not SafetyState.SUSPECTED
    return {"decided_at": act.at if is_decided else None, "decided_by": act.by if is_decided else None}


def event_row(act: Act, episode_id: int, event: Event) -> Row:
    """A safety event, as an import stores it."""
    key = f"{KEY}{episode_id}:{event.suffix}"
    who = {"reported_at": act.at, "reported_by": act.by}
    return {"key": key, "episode_id": episode_id, **who, **event_values(event), **decided(act, event.state)}
