"""Answers that staff take down in the console, by phone or from paper, sealed until they are stored.

Nothing here is an answer of the register yet, and no alert rule reads it. One time point of an operation has
one such draft, so two people never take down the same answers apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from domain import Act, Entry, EntryKind
from storage import begun, values
from storage.database import Tx
from storage.register_words import Via
from storage.schema import answer_draft, episode


@dataclass(frozen=True, slots=True)
class Given:
    """How the answers came, whether somebody spoke for the patient, and on which local date."""

    via: Via
    proxy: bool
    on: date


@dataclass(frozen=True, slots=True)
class Part:
    """One questionnaire: what is taken down of it, after the `known` entries that were stored before."""

    instrument: str
    version: str
    known: int
    entries: tuple[Entry, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """`account_id`: who changed it last, at `changed_at`. `step`: how often it was changed."""

    id: int
    episode_id: int
    account_id: int
    time_point: str
    begun_at: datetime
    changed_at: datetime
    step: int
    given: Given
    parts: tuple[Part, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is taken down yet."""
        return not any(part.entries for part in self.parts)


def begin(
    tx: Tx, act: Act, account_id: int, episode_id: int, time_point: str, given: Given, parts: Sequence[Part]
) -> int:
    """Begin one for a time point that has none, and tell its number."""
    typed, where = _written(given, parts), {"episode_id": episode_id, "time_point": time_point}
    return begun.begin(tx, act, answer_draft, account_id, typed, **where)


def find(tx: Tx, number: int) -> AnswerDraft | None:
    return next(iter(_those(tx, answer_draft.c.id == number)), None)


def of_patient(tx: Tx, patient_id: int) -> tuple[AnswerDraft, ...]:
    """Those of all operations of a patient, the oldest first."""
    theirs = select(episode.c.id).where(episode.c.patient_id == patient_id)
    return _those(tx, answer_draft.c.episode_id.in_(theirs))


def of_site(tx: Tx, site_id: int) -> tuple[AnswerDraft, ...]:
    """Those of all patients of a hospital, the oldest first."""
    theirs = select(episode.c.id).where(episode.c.site_id == site_id)
    return _those(tx, answer_draft.c.episode_id.in_(theirs))


def keep(tx: Tx, act: Act, known: AnswerDraft, account_id: int, given: Given, parts: Sequence[Part]) -> bool:
    """Keep this in its place; false, and nothing, if it was changed since."""
    typed = _written(given, parts)
    return begun.keep(tx, act, answer_draft, known.id, known.step, account_id, typed)


def finish(tx: Tx, act: Act, number: int) -> None:
    """The answers are stored."""
    begun.end(tx, act, answer_draft, number, "finished")


def drop(tx: Tx, act: Act, number: int) -> None:
    """They are not to be stored: what was taken down goes."""
    begun.end(tx, act, answer_draft, number, "dropped")


def _those(tx: Tx, *where: Any) -> tuple[AnswerDraft, ...]:
    return tuple(_read(found, typed) for found, typed in begun.opened(tx, answer_draft, *where))


def _written(given: Given, parts: Sequence[Part]) -> dict[str, Any]:
    told = {"via": given.via, "proxy": given.proxy, "on": given.on.isoformat()}
    return {**told, "parts": [_part_written(each) for each in parts]}


def _part_written(part: Part) -> dict[str, Any]:
    told = [(e.kind, e.link_id, values.to_json(e.values), e.at.isoformat()) for e in part.entries]
    return {"instrument": part.instrument, "version": part.version, "known": part.known, "entries": told}


def _read(found: Any, typed: Mapping[str, Any]) -> AnswerDraft:
    given = Given(Via(typed["via"]), typed["proxy"], date.fromisoformat(typed["on"]))
    row = (found.id, found.episode_id, found.account_id, found.time_point)
    times = (found.begun_at, found.changed_at, found.step)
    return AnswerDraft(*row, *times, given, tuple(_part_read(each) for each in typed["parts"]))


def _part_read(told: Mapping[str, Any]) -> Part:
    entries = tuple(
        Entry(seq, EntryKind(kind), link_id, values.from_json(answers), datetime.fromisoformat(at))
        for seq, (kind, link_id, answers, at) in enumerate(told["entries"], start=told["known"])
    )
    return Part(told["instrument"], told["version"], told["known"], entries)
