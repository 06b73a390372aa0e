"""What staff enter of what a patient said: as `answer` and the console store it, for one of the cast."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from app.staff_entry import Call, keep
from domain import Act, Answer, Entry, EntryKind
from storage import episodes
from storage.answer_drafts import Part
from storage.database import Database
from storage.register_words import Via
from tests.cast import TMR_ON
from tests.scheduler.lives import LIBRARY

POINTS = {11: "W02", 28: "W06", 61: "M03", 137: "M06", 274: "M12", 548: "M24"}
"""The first day of each window of the core questions."""

Said = Mapping[str, Answer | tuple[Answer, ...]]


def noon(day: int) -> datetime:
    """Of so many days after the operation."""
    return datetime.combine(TMR_ON + timedelta(day), time(12), UTC)


def point_of(day: int) -> str:
    return next(code for begins, code in reversed(POINTS.items()) if begins <= day)


def enter(
    database: Database, episode_id: int, day: int, said: Said, at: datetime, *, sent: bool = True
) -> None:
    """Core answers given on that day after the operation, entered at that moment; half, if not sent."""
    entries = [
        Entry(seq, EntryKind.ANSWERED, link_id, value if isinstance(value, tuple) else (value,), at)
        for seq, (link_id, value) in enumerate(said.items())
    ]
    if sent:
        entries.append(Entry(len(entries), EntryKind.SENT, "", (), at))
    given_on: date = TMR_ON + timedelta(day)
    with database.write() as tx:
        code = episodes.get(tx, episode_id).code
        call = Call(code, point_of(day), Via.PHONE, "OWNER", on=given_on)
        part = Part("core", LIBRARY.current("core").version, 0, tuple(entries))
        keep(tx, Act("staff:OWNER", at), call, LIBRARY, [part])
