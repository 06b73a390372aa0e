"""Whether all that patients sent within a window is known: a window never ends over unread taps.

Telegram keeps what people tap while we are away, for a day. A window that ended meanwhile stays open until
the intake has been heard of again and what it brought has been handled, or a RED answer would be refused.
"""

from datetime import datetime, timedelta

from domain import AssessmentState
from scheduler.instants import end_of
from storage import heartbeats, inbox
from storage.database import Tx
from storage.facts import EpisodeFacts

INTAKE = "intake"
KEPT_BY_TELEGRAM = timedelta(hours=24)
KEPT_BY_US = timedelta(days=2)
"""An update that nobody took up for longer belongs to a bot that is no longer in use."""
SOON, AT_LEAST = timedelta(minutes=1), timedelta(hours=1)


def listening_until(tx: Tx, facts: EpisodeFacts, as_of: datetime) -> datetime | None:
    """When to look again whether the windows that are over may end; None: they may end now.

    Without any intake (nobody is followed by Telegram yet) there is nothing to wait for.
    """
    zone = facts.patient.zone
    standing = (each for each in facts.assessments if each.state is AssessmentState.OPEN)
    over_at = max((at for each in standing if (at := end_of(each.closes_on, zone)) <= as_of), default=None)
    if over_at is None:
        return None
    if inbox.untouched(tx, as_of - KEPT_BY_US):
        return as_of + SOON
    heard = heartbeats.last(tx, INTAKE)
    if heard is None or heard.at >= over_at or as_of >= over_at + KEPT_BY_TELEGRAM:
        return None
    # The longer the intake has been away, the less often it is worth asking.
    return as_of + min(max(as_of - heard.at, SOON), AT_LEAST)
