"""Forms of a draft of the schedule: one time point, or what holds for all of them.

A form is kept if all in it can be read and its own part is sound. What is wrong between two time points, as
windows that overlap, stays in the draft and is told until it is mended; until then nobody can publish it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from console.pages import protocol_forms as forms
from console.pages.drafts import asked_for
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from scheduler.fields import Fault
from scheduler.protocol import Protocol, parse
from scheduler.publishing import check
from scheduler.rewriting import rewritten
from scheduler.timepoints import Anchor
from storage import drafts, protocols
from storage.database import Tx
from storage.drafts import Draft

NEW = "new"
CHANGED = (
    "Somebody has changed this draft since the page was opened. What you typed stands here and is not saved: "
    "look at the draft, then save again."
)
TAKEN = "There is a time point of this code already."
LAST = "A schedule has at least one time point: add another before you take this one away."
PUBLISHED = "This version is published already and never changes. Choose another."
ANCHORS = (
    Choice(Anchor.TMR.value, "The operation"),
    Choice(Anchor.AMPUTATION.value, "The amputation"),
    Choice(Anchor.ENROLMENT.value, "The first day of follow-up"),
)
SILENCE = (
    Choice(forms.USUAL, "As usual in this schedule"),
    Choice(forms.OWN, "As written below, for this time point alone"),
)
MARKS = (
    Choice("primary", "The main time point", hint="One at most; the report compares patients there"),
    Choice("optional", "Only for patients for whom it is switched on"),
)
FRESH = {"series": "core", "anchor": Anchor.TMR.value, "follow_up": forms.USUAL}
DAYS = tuple(Choice(day, day) for day in forms.WEEK)
BOXES = ("instruments", "never_on", "re_check.instruments")


@dataclass(frozen=True, slots=True)
class Part:
    """A form of a draft. `code`: of the time point, or `new`. `seen`: the checksum of the draft on which it
    was filled in. `ticked`: the boxes by what they are for. `faults`: by field."""

    number: int
    code: str
    seen: str
    typed: Mapping[str, str]
    ticked: Mapping[str, tuple[str, ...]]
    faults: Mapping[str, str]
    instruments: tuple[Choice, ...]
    anchors: tuple[Choice, ...] = ANCHORS
    silence: tuple[Choice, ...] = SILENCE
    marks: tuple[Choice, ...] = MARKS
    days: tuple[Choice, ...] = DAYS


@dataclass(frozen=True, slots=True)
class Made:
    """A draft with a form as it was typed: its text. `faults`: what in the form cannot be read, by field; if
    any is there the text is the draft's own. `found`: what is wrong with the new text. `within`: the path of
    the time point."""

    text: str
    faults: Mapping[str, str]
    found: tuple[Fault, ...] = ()
    within: str = ""
    is_new: bool = False


def read_draft(tx: Tx, desk: Desk, text: str) -> tuple[Protocol, tuple[Fault, ...]]:
    """The protocol of a draft, and all for which it could not be published."""
    known = frozenset(desk.reach.library(tx).ids)
    protocol, _ = parse(text, known)
    faults = check(text, known)
    if protocols.find(tx, protocol.name, protocol.version) is not None:
        faults = (*faults, Fault("version", PUBLISHED))
    return protocol, faults


def show_point(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft, code = asked_for(tx, visit), visit.path["code"]
    if draft is None:
        return NOT_THERE
    protocol, faults = read_draft(tx, desk, draft.body)
    at = _place(protocol, code)
    if at is not None:
        typed = forms.point_typed(protocol, protocol.time_points[at])
        return _page(tx, desk, draft, code, typed, forms.at_fields(faults, _within(at), forms.POINT))
    return _page(tx, desk, draft, NEW, FRESH, {}) if code == NEW else NOT_THERE


def _place(protocol: Protocol, code: str) -> int | None:
    codes = [point.code for point in protocol.time_points]
    return codes.index(code) if code in codes else None


def _within(at: int) -> str:
    return f"time_points[{at}]"


def _page(
    tx: Tx, desk: Desk, draft: Draft, code: str, typed: Mapping[str, str], faults: Mapping[str, str],
    status: int = 200,
) -> Page:  # fmt: skip
    library = desk.reach.library(tx)
    instruments = tuple(Choice(each, library.current(each).title) for each in library.ids)
    ticked = {name: forms.chosen(typed, name) for name in BOXES}
    ticked["marks"] = tuple(name for name in forms.MARKS if typed.get(f"marks-{name}"))
    made = {name: typed.get(name, "") for name in (*forms.POINT, *forms.RULES)}
    template = "schedule_point.html.j2" if code else "schedule_rules.html.j2"
    return Page(template, Part(draft.id, code, draft.checksum, made, ticked, faults, instruments), status)


def save_point(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Change a time point, or put a new one in where its day belongs."""
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    made = point_made(tx, desk, visit, draft)
    faults = made.faults or forms.at_fields(
        forms.own_faults(made.found, made.within), made.within, forms.POINT
    )
    return _kept(tx, desk, visit, draft, made.text, NEW if made.is_new else visit.path["code"], faults)


def point_made(tx: Tx, desk: Desk, visit: Visit, draft: Draft) -> Made:
    """The draft with a time point as it was typed. One that somebody took away meanwhile is put in again."""
    protocol, typed = read_draft(tx, desk, draft.body)[0], visit.form
    was_at = _place(protocol, visit.path["code"])
    faults = forms.point_faults(typed)
    if _place(protocol, forms.code_of(typed)) not in (None, was_at):
        faults["code"] = TAKEN
    if faults:
        return Made(draft.body, faults, is_new=was_at is None)
    text, at = _with_point(protocol, was_at, draft.body, typed)
    return Made(text, {}, read_draft(tx, desk, text)[1], _within(at), is_new=was_at is None)


def _with_point(protocol: Protocol, at: int | None, text: str, typed: Mapping[str, str]) -> tuple[str, int]:
    """The text with the time point as it was typed, and its number in it."""
    if at is not None:
        before = forms.point_changes(forms.point_typed(protocol, protocol.time_points[at]), at, text)
        return rewritten(text, forms.changed_only(forms.point_changes(typed, at, text), before)), at
    at = forms.belongs_at(protocol.time_points, typed)
    told = {path[-1]: value for path, value in forms.point_changes(typed, at, text).items() if value}
    return rewritten(text, {("time_points", at): told}), at


def _kept(
    tx: Tx, desk: Desk, visit: Visit, draft: Draft, text: str, code: str, faults: Mapping[str, str]
) -> Answer:
    """Keep the text, unless something is wrong or somebody was there meanwhile."""
    if not faults and visit.form.get("seen") != draft.checksum:
        faults = {f"/schedules/drafts/{draft.id}/edit": CHANGED}
    if faults:
        return _page(tx, desk, draft, code, visit.form, faults, status=422)
    if text != draft.body:
        drafts.rewrite(tx, visit.act, draft, text)
    return Go(f"/schedules/drafts/{draft.id}/edit?said=draft-saved")


def remove_point(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    protocol, _ = read_draft(tx, desk, draft.body)
    at = _place(protocol, visit.path["code"])
    if at is None:
        return NOT_THERE
    fault = LAST if len(protocol.time_points) == 1 else None
    if visit.form.get("seen") != draft.checksum:
        fault = CHANGED
    if fault:
        typed = forms.point_typed(protocol, protocol.time_points[at])
        return _page(tx, desk, draft, visit.path["code"], typed, {"remove": fault}, status=422)
    drafts.rewrite(tx, visit.act, draft, rewritten(draft.body, {("time_points", at): None}))
    return Go(f"/schedules/drafts/{draft.id}/edit?said=point-removed")


def show_rules(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    protocol, faults = read_draft(tx, desk, draft.body)
    told = forms.at_fields(faults, "", forms.RULES)
    return _page(tx, desk, draft, "", forms.rules_typed(protocol), told)


def save_rules(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    made = rules_made(tx, desk, visit, draft)
    faults = made.faults or forms.at_fields(made.found, "", forms.RULES)
    return _kept(tx, desk, visit, draft, made.text, "", faults)


def rules_made(tx: Tx, desk: Desk, visit: Visit, draft: Draft) -> Made:
    """The draft with what holds for all time points as it was typed."""
    if faults := forms.rules_faults(visit.form):
        return Made(draft.body, faults)
    before = forms.rules_changes(forms.rules_typed(read_draft(tx, desk, draft.body)[0]))
    text = rewritten(draft.body, forms.changed_only(forms.rules_changes(visit.form), before))
    return Made(text, {}, read_draft(tx, desk, text)[1])
