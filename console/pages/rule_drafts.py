"""A draft of the rules' numbers: typed, checked, held against the past year, signed by the safety officer.

What is signed is what was tried against the past: without a back-test of the draft nothing is.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from alerts.backtest import Comparison, Found
from alerts.numbers_form import typed, written
from alerts.numbers_words import SECTIONS
from alerts.signed import held
from console.pages.brought import asked_for, by_and_at
from console.pages.rule_words import TESTED, differences, label_of, tested
from console.web.bench import Piece
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from scheduler.in_force import numbers_in_force
from storage import drafts, sites
from storage.access_words import DraftKind, DraftState
from storage.database import Tx
from storage.drafts import Draft

MOST_REASON = 500
WHY = f"Say why the numbers change, in {MOST_REASON} characters or fewer."
SAME = "Nothing is different from the numbers in use. Change one, or leave the page."
OTHERS = "Other numbers were signed since this page was opened. Look at what is different now."
UNTRIED = "The back-test is not there yet, or not any more. Look at it first, then sign."
OWN = "You brought this draft, so you cannot sign it too. Ask a colleague to bring these numbers."
OFFICER = "Only the clinical safety officer of this hospital signs its numbers."
_FILE = "result.json"


@dataclass(frozen=True, slots=True)
class Form:
    """`sections`: heading, then path, what it is and what is typed. `faults`: by path."""

    version: str
    reason: str
    sections: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    in_use: str
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trial:
    """How the back-test stands. `never_checked`: rises of which nobody knows what they would have become."""

    is_done: bool
    fault: str | None
    head: tuple[str, ...] = TESTED
    rows: tuple[tuple[str, ...], ...] = ()
    never_checked: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """`instead_of`: the checksum of what is in use. `hindrance`: why this person does not sign it."""

    number: int
    by: str
    brought: str
    version: str
    reason: str
    in_use: str
    instead_of: str
    differ: tuple[tuple[str, str, str], ...]
    trial: Trial | None
    hindrance: str | None
    fault: str | None = None


def show_new(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """The form, with what is in use to begin from, or with a draft that waits (`from`)."""
    begun = asked_for(tx, visit, DraftKind.ALERT_NUMBERS, visit.query.get("from", ""))
    in_use = numbers_in_force(tx, visit.who.site_id, visit.as_of)
    numbers = in_use if begun is None else held(begun.body).numbers
    version, reason = ("", "") if begun is None else (numbers.version, begun.reason)
    return Page("rule_draft_new.html.j2", _form(version, reason, typed(numbers), in_use.version, {}))


def _form(
    version: str, reason: str, values: Mapping[str, str], in_use: str, faults: Mapping[str, str]
) -> Form:
    by_section = groupby(values.items(), key=lambda one: one[0].partition(".")[0])
    sections = tuple(
        (SECTIONS[name], tuple((path, label_of(path), value) for path, value in these))
        for name, these in by_section
    )
    return Form(version, reason, sections, in_use, faults)


async def bring(desk: Desk, visit: Visit) -> Answer:
    """Keep a draft in which nothing is wrong, and begin to hold it against the past."""
    answer, draft = await desk.database.within(lambda tx: _bring(tx, desk, visit))
    if draft is not None:
        _try(desk, visit, draft)
    return answer


def _bring(tx: Tx, desk: Desk, visit: Visit) -> tuple[Answer, Draft | None]:
    in_use = numbers_in_force(tx, visit.who.site_id, visit.as_of)
    values = {path: visit.form.get(path, "").strip() for path in typed(in_use)}
    version, reason = (" ".join(visit.form.get(name, "").split()) for name in ("version", "reason"))
    text = written(version, values)
    faults = dict(desk.reach.numbers.faults(tx, visit.who.site_id, text))
    if not reason or len(reason) > MOST_REASON:
        faults["reason"] = WHY
    if not faults and values == typed(in_use):
        faults["version"] = SAME
    if faults:
        form = _form(version, reason, values, in_use.version, faults)
        return Page("rule_draft_new.html.j2", form, status=422), None
    number = drafts.add(tx, visit.act, DraftKind.ALERT_NUMBERS, visit.who.id, text, reason)
    draft = drafts.find(tx, DraftKind.ALERT_NUMBERS, number)
    return Go(f"/rules/drafts/{number}?said=numbers-drafted"), draft


def _try(desk: Desk, visit: Visit, draft: Draft) -> None:
    """Begin the back-test, unless one of this draft is under way."""

    def work(folder: Path) -> None:
        found = desk.reach.numbers.past_year(desk.database, draft.body, visit.who.site_id, visit.as_of)
        folder.mkdir()
        (folder / _FILE).write_text(json.dumps(asdict(found)), "utf-8")

    desk.bench.begin(("numbers", draft.id), "back-test", visit.as_of, work)


async def test_again(desk: Desk, visit: Visit) -> Answer:
    draft = await desk.database.seeing(lambda tx: _asked_for(tx, visit))
    if draft is None:
        return NOT_THERE
    _try(desk, visit, draft)
    return Go(f"/rules/drafts/{draft.id}")


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = _asked_for(tx, visit)
    return NOT_THERE if draft is None else _page(tx, desk, visit, draft)


def _asked_for(tx: Tx, visit: Visit) -> Draft | None:
    return asked_for(tx, visit, DraftKind.ALERT_NUMBERS, visit.path["number"])


def _page(tx: Tx, desk: Desk, visit: Visit, draft: Draft, fault: str | None = None) -> Page:
    in_use, new = numbers_in_force(tx, visit.who.site_id, visit.as_of), held(draft.body).numbers
    piece = desk.bench.of(("numbers", draft.id), visit.as_of)
    by, at = by_and_at(tx, desk, visit, draft)
    view = Preview(
        number=draft.id,
        by=by,
        brought=at,
        version=new.version,
        reason=draft.reason,
        in_use=in_use.version,
        instead_of=in_use.checksum,
        differ=differences(in_use, new),
        trial=None if piece is None else _trial(piece),
        hindrance=_hindrance(tx, visit, draft),
        fault=fault,
    )
    return Page("rule_draft.html.j2", view, status=422 if fault else 200)


def _trial(piece: Piece) -> Trial:
    if piece.folder is None:
        return Trial(piece.is_done, piece.fault)
    found = _found(piece.folder)
    return Trial(True, None, rows=tuple(tested(found)), never_checked=found.never_checked)


def _found(folder: Path) -> Comparison:
    told = json.loads((folder / _FILE).read_text("utf-8"))
    sides = {side: {rule: Found(**each) for rule, each in told[side].items()} for side in ("old", "new")}
    return Comparison(told["weeks"], sides["old"], sides["new"], told["never_checked"])


def _hindrance(tx: Tx, visit: Visit, draft: Draft) -> str | None:
    """Why whoever looks does not sign this draft."""
    officer = sites.get(tx, visit.who.site_id).safety_officer_id
    if officer is None or visit.who.staff_id != officer:
        return OFFICER
    return OWN if draft.account_id == visit.who.id else None


def sign(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """The safety officer puts the hospital under the numbers of the draft."""
    draft = _asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    fault = _hindrance(tx, visit, draft) or _stale(tx, desk, visit, draft)
    fault = fault or desk.reach.numbers.sign(tx, visit.act, draft.body, visit.who.code, draft.reason)
    if fault:
        return _page(tx, desk, visit, draft, fault)
    drafts.end(tx, visit.act, draft, DraftState.PUBLISHED)
    return Go("/rules?said=numbers-signed")


def _stale(tx: Tx, desk: Desk, visit: Visit, draft: Draft) -> str | None:
    """That what was read before signing is not there, or not true any more."""
    if visit.form.get("instead_of") != numbers_in_force(tx, visit.who.site_id, visit.as_of).checksum:
        return OTHERS
    piece = desk.bench.of(("numbers", draft.id), visit.as_of)
    return None if piece is not None and piece.folder is not None else UNTRIED


def drop(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    draft = _asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    drafts.end(tx, visit.act, draft, DraftState.DROPPED)
    return Go("/rules?said=dropped")
