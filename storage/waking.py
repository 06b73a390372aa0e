"""Waking the tick: a change the plan depends on makes the active episodes it touches due at once."""

from sqlalchemy import ColumnElement, bindparam, select, update

from domain import Act
from storage.database import Tx
from storage.rows import change
from storage.schema import assessment, episode, response

# Every stored tap runs this one, so it is built once.
_BY_RESPONSE = (
    update(episode)
    .where(
        episode.c.activated_at.is_not(None),
        episode.c.id
        == select(assessment.c.episode_id)
        .join(response, response.c.assessment_id == assessment.c.id)
        .where(response.c.id == bindparam("response"))
        .scalar_subquery(),
    )
    .values(next_look_at=bindparam("at"))
)


def wake(tx: Tx, act: Act, *which: ColumnElement[bool]) -> None:
    """Have the tick look again, now, at the active episodes that fit."""
    change(tx.conn, episode, episode.c.activated_at.is_not(None), *which, next_look_at=act.at)


def wake_by_response(tx: Tx, act: Act, response_id: int) -> None:
    """Have the tick look at the episode that a response belongs to."""
    tx.conn.execute(_BY_RESPONSE, {"response": response_id, "at": act.at})
