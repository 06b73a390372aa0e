"""What a tick has to do besides its looks at episodes, asked in one query: mostly there is nothing to do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select

from storage import enrolments, inbox
from storage.columns import Instant
from storage.database import Tx
from storage.keeping import Keeping
from storage.schema import digest_wish, enrolment, patient, site_instrument
from storage.schema import inbox as inbox_table


@dataclass(frozen=True, slots=True)
class Chores:
    """Whether there is any: an instrument with a licence; a digest due; an erasure under way; something that
    was kept long enough."""

    licences: bool
    digests: bool
    erasures: bool
    forgetting: bool


def _at(name: str) -> object:
    return bindparam(name, type_=Instant)


# Every tick asks this, so it is built once.
_CHORES = select(
    exists(select(site_instrument.c.id)),
    exists().where(digest_wish.c.next_at <= _at("as_of")),
    exists().where(patient.c.erasing_at.is_not(None), patient.c.erased_at.is_(None)),
    or_(
        exists().where(inbox_table.c.done_at < _at("updates")),
        exists().where(*inbox.PARKED, inbox_table.c.received_at < _at("parked")),
        exists().where(enrolment.c.changed_at < _at("enrolments")),
    ),
)


def chores(tx: Tx, as_of: datetime, keeping: Keeping) -> Chores:
    """What there is at this moment."""
    befores = {
        "as_of": as_of,
        "updates": as_of - keeping.updates,
        "parked": as_of - keeping.parked,
        "enrolments": as_of - enrolments.KEPT_FOR,
    }
    return Chores(*map(bool, tx.conn.execute(_CHORES, befores).one()))
