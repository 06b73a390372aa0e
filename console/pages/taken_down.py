"""What staff took down, as logs of the questionnaires: what comes next, what an answer adds, the end. Pure.

Each question of a time point has a key, such as `2-14`: questionnaire and item.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain import Answer, Entry, EntryKind
from questionnaires.fold import State, asked, fold, open_questions
from questionnaires.instrument import Item
from questionnaires.steps import Pending
from storage.answer_drafts import Part

CHECK = "check"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One questionnaire with all that is known of it: what the patient answered, and what was taken down."""

    pending: Pending
    part: Part

    @property
    def log(self) -> tuple[Entry, ...]:
        return (*self.pending.log, *self.part.entries)

    @property
    def state(self) -> State:
        return fold(self.pending.instrument, self.pending.context, self.log)

    @property
    def questions(self) -> tuple[Item, ...]:
        return open_questions(self.pending.instrument, self.state)

    @property
    def left(self) -> int:
        """How many of its questions nobody has settled."""
        state = self.state
        asked_now = open_questions(self.pending.instrument, state)
        return sum(item.link_id not in state.settled for item in asked_now)

    def added(self, *entries: tuple[EntryKind, str, tuple[Answer, ...]], at: datetime) -> Part:
        """What is taken down once these lines are."""
        told = (Entry(len(self.log) + n, *each, at) for n, each in enumerate(entries))
        return replace(self.part, entries=(*self.part.entries, *told))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, in the sheet at `place`; it stands at `position` of `total`."""

    place: int
    item: Item
    position: int
    total: int


def blank(waiting: Sequence[Pending]) -> tuple[Part, ...]:
    """Nothing taken down yet of what waits."""
    return tuple(Part(each.instrument.id, each.instrument.version, len(each.log), ()) for each in waiting)


def sheets(waiting: Sequence[Pending], parts: Sequence[Part]) -> tuple[Sheet, ...] | None:
    """What was taken down, beside what waits; none if something else waits than it was taken down for."""
    if blank(waiting) != tuple(replace(part, entries=()) for part in parts):
        return None
    return tuple(Sheet(*pair) for pair in zip(waiting, parts, strict=True))


def key_of(place: int, item: Item) -> str:
    return f"{place + 1}-{item.ordinal}"


def next_key(made: Sequence[Sheet]) -> str:
    """The first question that nobody has settled, else the page of all answers."""
    for place, sheet in enumerate(made):
        item = asked(sheet.pending.instrument, sheet.state)
        if item is not None:
            return key_of(place, item)
    return CHECK


def order(made: Sequence[Sheet]) -> Iterator[tuple[str, Asked]]:
    """Every question that is to be asked, given the answers so far, by its key, in the order asked."""
    for place, sheet in enumerate(made):
        questions = sheet.questions
        for position, item in enumerate(questions, 1):
            yield key_of(place, item), Asked(place, item, position, len(questions))


def answered(
    made: Sequence[Sheet], which: Asked, kind: EntryKind, values: tuple[Answer, ...], at: datetime
) -> tuple[Part, ...]:
    """All parts once this question is answered, declined or passed over; as they are if it was so before."""
    sheet, link_id = made[which.place], which.item.link_id
    state, parts = sheet.state, [each.part for each in made]
    if state.settled.get(link_id) is kind and state.values.get(link_id, ()) == values:
        return tuple(parts)
    back = ((EntryKind.WENT_BACK, link_id, ()),) if link_id in state.settled else ()
    parts[which.place] = sheet.added(*back, (kind, link_id, values), at=at)
    return tuple(parts)


def ended(made: Sequence[Sheet], at: datetime) -> tuple[Part, ...]:
    """All parts, sent where something was taken down and no question is left."""
    return tuple(
        sheet.added((EntryKind.SENT, "", ()), at=at)
        if sheet.part.entries and asked(sheet.pending.instrument, sheet.state) is None
        else sheet.part
        for sheet in made
    )


def carried(waiting: Sequence[Pending], parts: Sequence[Part]) -> tuple[Part, ...]:
    """What was taken down, for what waits now: only where the patient has not answered the same since."""
    return tuple(_carried(Sheet(*pair), parts) for pair in zip(waiting, blank(waiting), strict=True))


def _carried(sheet: Sheet, parts: Sequence[Part]) -> Part:
    known = (sheet.part.instrument, sheet.part.version)
    told = {
        entry.link_id: entry
        for part in parts
        if (part.instrument, part.version) == known
        for entry in part.entries
        if entry.kind is not EntryKind.WENT_BACK
    }
    state = sheet.state
    for item in sheet.pending.instrument.questions:
        entry = told.get(item.link_id)
        if entry is not None and item.ordinal in state.on and item.link_id not in state.settled:
            line = (entry.kind, entry.link_id, entry.values)
            sheet = replace(sheet, part=sheet.added(line, at=entry.at))
            state = sheet.state
    return sheet.part
