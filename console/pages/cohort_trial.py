"""A draft of the schedule tried on a made-up cohort, beside the schedule in use."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from console.reach import COHORT, COHORT_MONTHS, Tried
from console.web.bench import Piece
from console.web.desk import Desk
from scheduler.timepoints import Protocol
from storage.drafts import Draft

_FILE = "result.json"
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Pair:
    """A draft, and the schedule in use by its number, if there is one: what is tried side by side."""

    draft: Draft
    new: Protocol
    current: int | None
    old: Protocol | None

    @property
    def owner(self) -> tuple[object, ...]:
        """Figures are of these two texts: once either is another, nobody finds them."""
        return "cohort", self.draft.id, self.draft.checksum, self.current


@dataclass(frozen=True, slots=True)
class Trial:
    """How it stands. `load` and `missing`: what, in use, in the draft."""

    is_done: bool
    fault: str | None
    patients: int = COHORT
    months: int = COHORT_MONTHS
    head: tuple[str, ...] = ("What", "In use", "In this draft")
    load: tuple[tuple[str, ...], ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()


def begin(desk: Desk, pair: Pair, as_of: datetime) -> None:
    """Try both, from the day on which the draft was begun, unless that is under way."""
    sides = (pair.old, pair.new)

    def work(folder: Path) -> None:
        starts_on = pair.draft.at.date()
        tried = [None if each is None else asdict(desk.reach.simulate(each, starts_on)) for each in sides]
        folder.mkdir()
        (folder / _FILE).write_text(json.dumps(tried), "utf-8")

    desk.bench.begin(pair.owner, "made-up cohort", as_of, work)


def trial_of(desk: Desk, pair: Pair, as_of: datetime) -> Trial | None:
    piece = desk.bench.of(pair.owner, as_of)
    return None if piece is None else _trial(piece)


def _trial(piece: Piece) -> Trial:
    if piece.folder is None:
        return Trial(piece.is_done, piece.fault)
    told = json.loads((piece.folder / _FILE).read_text("utf-8"))
    old, new = (None if each is None else Tried(**each) for each in told)
    return Trial(True, None, load=tuple(_load(old, new)), missing=tuple(_missing(old, new)))


def _load(old: Tried | None, new: Tried | None) -> Iterator[tuple[str, ...]]:
    sides = [_figures(each) for each in (old, new)]
    names = ("Messages a patient", *_weekly("Messages a week"), *_weekly("Calls and notices to staff a week"))
    yield from zip(names, *sides, strict=True)


def _weekly(what: str) -> tuple[str, str]:
    return f"{what}, usual week", f"{what}, busiest week"


def _figures(tried: Tried | None) -> tuple[str, ...]:
    if tried is None:
        return (_NONE,) * 5
    return f"{tried.a_patient:.1f}", *map(str, (*tried.to_patients, *tried.to_staff))


def _missing(old: Tried | None, new: Tried | None) -> Iterator[tuple[str, ...]]:
    """By time point, those of the draft first."""
    sides = [{} if each is None else each.unanswered for each in (new, old)]
    for code in dict.fromkeys([*sides[0], *sides[1]]):
        yield code, *(_in_words(side.get(code)) for side in reversed(sides))


def _in_words(counted: tuple[int, int] | None) -> str:
    if counted is None:
        return "none was over"
    unanswered, ended = counted
    return f"about {round(10 * unanswered / ended)} in 10 ({unanswered} of {ended})"
