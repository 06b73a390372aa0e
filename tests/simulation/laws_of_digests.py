"""Laws about digests, by Telegram and by e-mail: one a slot and channel, on time. One sentence per breach."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.demo.clinician import Clinician
from domain import Channel
from storage.words import OutboxState, Outgoing
from tests.simulation.arrangements import READER, slots
from tests.simulation.living import Living
from tests.simulation.ordeal import STARTS_AT, Outcome
from tests.simulation.tables import Tables

SLACK = timedelta(hours=3)
"""A step of the clock, deaths and Telegram's trouble; outages are left out."""


def every_slot_gives_one_digest(outcome: Living, tables: Tables) -> list[str]:
    """I6: what staff are told is told: each slot by each channel once, unless the service was away."""
    now = outcome.clock.now()
    breaches = [f"{key} is there {count} times" for key, count in _keys(tables).items() if count > 1]
    for slot in slots(STARTS_AT, now - SLACK):
        if not any(began < slot + SLACK and ended > slot for began, ended in outcome.outages):
            breaches += [f"the slot {slot:%Y-%m-%d}: {fault}" for fault in _faults(outcome, tables, slot)]
    return breaches


def no_digest_comes_oftener_than_it_was_tried(outcome: Outcome, tables: Tables) -> list[str]:
    """Clinicians rather twice than not: a second one only where the first try was in doubt."""
    chat = next(
        chat for chat, each in outcome.world.people.items()
        if isinstance(each, Clinician) and each.code == READER
    )  # fmt: skip
    said = [each.text for each in outcome.witness.heard if each.chat_id == chat]
    heard = [text for text in said if "Digest of NORTH" in text or "NORTH: nothing to report" in text]
    mailed = [message for _, message in outcome.mail if message["Subject"] == "Your digest"]
    breaches = []
    for channel, came in ((Channel.TELEGRAM, len(heard)), (Channel.EMAIL, len(mailed))):
        rows = [row for row in tables.digests if row.channel is channel]
        sent = [row for row in rows if row.state is OutboxState.SENT]
        if not len(sent) <= came <= sum(row.attempts for row in rows):
            breaches.append(f"{came} digests came by {channel}, {len(sent)} are said to be sent")
    return breaches


def _faults(outcome: Living, tables: Tables, slot: datetime) -> Iterator[str]:
    rows = [row for row in tables.digests if slot <= row.queued_at < slot + SLACK]
    wanted = {Channel.TELEGRAM, Channel.EMAIL} if outcome.plan.mail else {Channel.TELEGRAM}
    if {_channel(row) for row in rows} != wanted:
        yield f"queued for {' and '.join(sorted(map(_channel, rows))) or 'nobody'}"
    for row in rows:
        if row.settled_at is None:
            yield f"{row.key} has no end"


def _channel(row: Outgoing) -> Channel:
    return Channel(row.key.rpartition(":")[2])


def _keys(tables: Tables) -> Counter[str]:
    return Counter(row.key for row in tables.digests)
