"""Answers that staff take down in the console: where they may go, and storing them as `answer` does."""

from datetime import date

from app.shelf import Shelf
from app.staff_entry import Call, keep, reached
from app.staff_windows import remarks, spots_of
from console.reach import Answerable, Answering, Waiting
from domain import Act, Episode
from storage import episodes
from storage.answer_drafts import AnswerDraft, Given
from storage.database import Tx


def places(tx: Tx, episode: Episode, on: date) -> tuple[Answerable, ...]:
    """Where answers of this day may go, in the order of the windows; a Fault where none may be entered."""
    return tuple(
        Answerable(each.planned.time_point, each.planned.closes_on, each.is_open)
        for each in spots_of(tx, episode.id, on)
    )


def answering(shelf: Shelf) -> Answering:
    """By the instruments of this shelf."""

    def waiting(tx: Tx, act: Act, episode: Episode, time_point: str, given: Given) -> Waiting:
        found = reached(tx, act, _call(act, episode, time_point, given), shelf.library(tx))
        return Waiting(found.waiting, remarks(found.spot, found.on))

    def store(tx: Tx, act: Act, draft: AnswerDraft) -> int:
        call = _call(act, episodes.get(tx, draft.episode_id), draft.time_point, draft.given)
        return keep(tx, act, call, shelf.library(tx), draft.parts)

    return Answering(places, waiting, store)


def _call(act: Act, episode: Episode, time_point: str, given: Given) -> Call:
    by = act.by.removeprefix("staff:")
    return Call(episode.code, time_point, given.via, by, given.proxy, given.on)
