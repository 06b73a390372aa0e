"""Recalls all that is stored of one episode's contacts: the tables as they are, the trail for the past."""

from collections import defaultdict
from datetime import datetime

from questionnaires.library import Library
from scheduler.licensing import expired
from scheduler.published import Protocols
from scheduler.reasons import History, Wait
from scheduler.standing import Standing, Turn, standings
from scheduler.stepping import coordinator_of
from scheduler.tick import preferences_of
from storage import facts, outbox, site_instruments, trail
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.words import Outgoing


def recall(tx: Tx, episode_id: int, library: Library, protocols: Protocols, as_of: datetime) -> History:
    """The episode from enrolment to now."""
    known = facts.load(tx, episode_id)
    held = _standings(tx, known, as_of)
    used = {each.protocol_id for each in held} | {each.protocol_id for each in known.assessments}
    return History(
        episode=known.episode,
        standings=held,
        assessments=known.assessments,
        outgoing=known.outgoing,
        protocols={number: protocols.get(tx, number) for number in used},
        coordinator_id=coordinator_of(known),
        waits=_waits(tx, known.outgoing),
        expired=expired(known, library, as_of),
        licensed=frozenset(held.instrument for held in site_instruments.current(tx)),
        asked_elsewhere=outbox.asked_elsewhere(tx, known.patient.id, episode_id, known.episode.registered_at),
        followed_from=preferences_of(known).followed_from,
    )


def now_of(known: EpisodeFacts, as_of: datetime) -> Standing:
    """How it stands now, by the tables."""
    episode = known.episode
    return Standing(as_of, known.patient, known.channel, episode.tmr_on, episode.protocol_id)


def _standings(tx: Tx, known: EpisodeFacts, as_of: datetime) -> tuple[Standing, ...]:
    subjects = (f"patient:{known.patient.id}", f"episode:{known.episode.id}")
    turns = [Turn(line.at, line.verb, line.detail) for line in trail.about(tx, subjects)]
    return standings(now_of(known, as_of), turns)


def _waits(tx: Tx, outgoing: tuple[Outgoing, ...]) -> dict[int, tuple[Wait, ...]]:
    """Why each message was held back, in order."""
    found: defaultdict[int, list[Wait]] = defaultdict(list)
    for line in trail.about(tx, [f"outbox:{row.id}" for row in outgoing]):
        if line.verb == "outbox.wait":
            found[int(line.subject.partition(":")[2])].append(Wait(line.at, str(line.detail["reason"])))
    return {number: tuple(waits) for number, waits in found.items()}
