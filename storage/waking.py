"""Waking the tick: a change the plan depends on makes the active episodes it touches due at once."""

from sqlalchemy import ColumnElement, select

from domain import Act
from storage.database import Tx
from storage.rows import change
from storage.schema import assessment, episode, response


def wake(tx: Tx, act: Act, *which: ColumnElement[bool]) -> None:
    """Have the tick look again, now, at the active episodes that fit."""
    change(tx.conn, episode, episode.c.activated_at.is_not(None), *which, next_look_at=act.at)


def wake_by_response(tx: Tx, act: Act, response_id: int) -> None:
    """Have the tick look at the episode that a response belongs to."""
    owner = (
        select(assessment.c.episode_id)
        .join(response, response.c.assessment_id == assessment.c.id)
        .where(response.c.id == response_id)
    )
    wake(tx, act, episode.c.id == owner.scalar_subquery())
