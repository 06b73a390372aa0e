"""A draft of the schedule: pasted, checked, seen on the real patients, and published by a second person.

What is published is the plan that the page showed: if it would be another by now, nothing is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from console.pages.brought import by_and_at
from console.pages.cohort_trial import Pair, Trial, begin, trial_of
from console.pages.protocol_words import HEAD, Calendar, calendar
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit, number_in
from scheduler.differences import differences
from scheduler.protocol import read
from scheduler.publishing import check
from storage import drafts, episodes, protocols
from storage.access_words import DraftKind, DraftState
from storage.database import Tx
from storage.drafts import Draft

MOST_CHARACTERS = 50_000
OWN = "Somebody else must publish it: you brought this draft, or changed it."


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for a second person."""

    number: int
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Pasting:
    """The form for a new draft, and those that wait. `faults`: each with its path."""

    text: str
    waiting: tuple[Waiting, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would be: `differ` from what is in use, `changes` for the patients of this hospital by
    operation, `elsewhere` for those of others. `trial`: on a made-up cohort. `fault`: why it was
    not published just now."""

    number: int
    brought: str
    by: str
    calendar: Calendar
    head: tuple[str, ...]
    differ: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    elsewhere: int
    counts: tuple[str, ...]
    plan: str
    refusal: str | None
    is_own: bool
    trial: Trial | None
    fault: str | None = None


def show_new(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """The form, with what is in use to begin from."""
    current = protocols.current(tx)
    text = "" if current is None else protocols.body(tx, current)
    return Page("draft_new.html.j2", Pasting(text, _waiting(tx, desk, visit)))


def _waiting(tx: Tx, desk: Desk, visit: Visit) -> tuple[Waiting, ...]:
    return tuple(_waits(tx, desk, visit, each) for each in drafts.standing(tx, DraftKind.PROTOCOL))


def _waits(tx: Tx, desk: Desk, visit: Visit, draft: Draft) -> Waiting:
    by, at = by_and_at(tx, desk, visit, draft)
    return Waiting(draft.id, at, by)


def bring(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Keep a draft in which nothing is wrong."""
    text = sent_text(visit)
    faults = tuple(text_faults(tx, desk, visit, text))
    if faults:
        return Page("draft_new.html.j2", Pasting(text, _waiting(tx, desk, visit), faults), status=422)
    number = drafts.add(tx, visit.act, DraftKind.PROTOCOL, visit.who.id, text)
    return Go(f"/schedules/drafts/{number}?said=drafted")


def sent_text(visit: Visit) -> str:
    """What was typed, or the file that was chosen instead."""
    return (visit.form.get("file") or visit.form.get("text", "")).replace("\r\n", "\n")


def text_faults(tx: Tx, desk: Desk, visit: Visit, text: str) -> Iterator[str]:
    if not text.strip() or "\ufffd" in text:
        yield "Give the whole text of a protocol file, in UTF-8."
    elif len(text) > MOST_CHARACTERS:
        yield f"Use {MOST_CHARACTERS} characters or fewer."
    elif found := check(text, frozenset(desk.reach.library(tx).ids)):
        yield from map(str, found)
    elif (refusal := desk.reach.foresee(tx, visit.act, text).refusal) is not None:
        yield refusal


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    return _page(tx, desk, visit, draft) if _is_sound(tx, desk, draft) else _mend(draft)


def _is_sound(tx: Tx, desk: Desk, draft: Draft) -> bool:
    return not check(draft.body, frozenset(desk.reach.library(tx).ids))


def _mend(draft: Draft) -> Go:
    return Go(f"/schedules/drafts/{draft.id}/edit")


def asked_for(tx: Tx, visit: Visit) -> Draft | None:
    """The draft of that number, while it waits."""
    number = number_in(visit.path["number"])
    return None if number is None else drafts.find(tx, DraftKind.PROTOCOL, number)


def _page(tx: Tx, desk: Desk, visit: Visit, draft: Draft, fault: str | None = None) -> Page:
    library = desk.reach.library(tx)
    pair = _pair(tx, desk, draft)
    seen = desk.reach.foresee(tx, visit.act, draft.body)
    here = {each.code for each in episodes.every(tx) if each.site_id == visit.who.site_id}
    ours = tuple(change for change in seen.changes if change[0] in here)
    by, at = by_and_at(tx, desk, visit, draft)
    view = Preview(
        number=draft.id,
        brought=at,
        by=by,
        calendar=calendar(pair.new, library),
        head=HEAD,
        differ=() if pair.old is None else tuple(map(str, differences(pair.old, pair.new))),
        changes=ours,
        elsewhere=len(seen.changes) - len(ours),
        counts=seen.counts,
        plan=seen.plan,
        refusal=seen.refusal,
        is_own=_has_changed_it(tx, visit, draft),
        trial=trial_of(desk, pair, visit.as_of),
        fault=fault,
    )
    return Page("draft.html.j2", view, status=422 if fault else 200)


def _pair(tx: Tx, desk: Desk, draft: Draft) -> Pair:
    current = protocols.current(tx)
    old = None if current is None else desk.reach.protocols.get(tx, current)
    return Pair(draft, read(draft.body, frozenset(desk.reach.library(tx).ids)), current, old)


async def try_out(desk: Desk, visit: Visit) -> Answer:
    """Begin to try the draft on a made-up cohort, beside what is in use."""
    answer, pair = await desk.database.seeing(lambda tx: _to_try(tx, desk, visit))
    if pair is not None:
        begin(desk, pair, visit.as_of)
    return answer


def _to_try(tx: Tx, desk: Desk, visit: Visit) -> tuple[Answer, Pair | None]:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE, None
    if not _is_sound(tx, desk, draft):
        return _mend(draft), None
    return Go(f"/schedules/drafts/{draft.id}"), _pair(tx, desk, draft)


def _has_changed_it(tx: Tx, visit: Visit, draft: Draft) -> bool:
    """Whether whoever looks wrote any of it."""
    return draft.account_id == visit.who.id or visit.act.by in drafts.authors(tx, draft)


def publish(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """A second person puts the draft in use, for everybody."""
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    if not _is_sound(tx, desk, draft):
        return _mend(draft)
    if _has_changed_it(tx, visit, draft):
        return _page(tx, desk, visit, draft, OWN)
    fault = desk.reach.publish(tx, visit.act, draft.body, visit.form.get("plan", ""))
    if fault:
        return _page(tx, desk, visit, draft, fault)
    drafts.end(tx, visit.act, draft, DraftState.PUBLISHED)
    return Go("/schedules?said=schedule-published")


def drop(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    drafts.end(tx, visit.act, draft, DraftState.DROPPED)
    return Go("/schedules/draft?said=dropped")
