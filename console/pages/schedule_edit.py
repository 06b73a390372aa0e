"""A draft of the schedule with all its parts, and where each is changed; or changed as its file's text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from console.pages.brought import by_and_at
from console.pages.drafts import asked_for, sent_text, text_faults
from console.pages.protocol_forms import led
from console.pages.protocol_words import HEAD, Calendar, calendar
from console.pages.schedule_parts import CHANGED, read_draft
from console.web.desk import Desk
from console.web.nhs import Text
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from scheduler.protocol import default_text, parse
from scheduler.rewriting import rewritten
from storage import drafts, protocols
from storage.access_words import DraftKind
from storage.database import Tx

_LINK = Markup('<a href="{}">{}</a>')


@dataclass(frozen=True, slots=True)
class Editing:
    """The parts of a draft. `rows`: its time points, under `head`. `faults`: the address where each is
    mended -> what is wrong."""

    number: int
    by: str
    brought: str
    calendar: Calendar
    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    faults: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft as its file. `seen`: the checksum of what was opened. `faults`: each with its path."""

    number: int
    seen: str
    text: str
    faults: tuple[str, ...] = ()


def begin(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    """A draft of what is in use, or of the product's own where nothing is, under the next free version."""
    current = protocols.current(tx)
    text = default_text() if current is None else protocols.body(tx, current)
    number = drafts.add(tx, visit.act, DraftKind.PROTOCOL, visit.who.id, _raised(tx, text))
    return Go(f"/schedules/drafts/{number}/edit")


def _raised(tx: Tx, text: str) -> str:
    protocol, _ = parse(text, frozenset())
    version = _next(protocol.version)
    while protocols.find(tx, protocol.name, version) is not None:
        version = _next(version)
    return rewritten(text, {("version",): version})


def _next(version: str) -> str:
    """The version with its last number raised."""
    found = re.fullmatch(r"(.*?)(\d{1,9})", version, re.ASCII)
    return f"{found[1]}{int(found[2]) + 1}" if found else f"{version}-2"


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    protocol, faults = read_draft(tx, desk, draft.body)
    made, home = calendar(protocol, desk.reach.library(tx)), f"/schedules/drafts/{draft.id}"
    rows = tuple(
        (_LINK.format(f"{home}/points/{point.code}", name), *cells)
        for point, (name, *cells) in zip(protocol.time_points, made.rows, strict=True)
    )
    told: dict[str, tuple[str, ...]] = {}
    for where, sentence in led(faults, protocol, home):
        told[where] = (*told.get(where, ()), sentence)
    by, at = by_and_at(tx, desk, visit, draft)
    return Page("schedule_edit.html.j2", Editing(draft.id, by, at, made, HEAD, rows, told))


def show_text(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    return Page("schedule_text.html.j2", Writing(draft.id, draft.checksum, draft.body))


def save_text(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Keep a text in which nothing is wrong."""
    draft = asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    text = sent_text(visit)
    faults = tuple(text_faults(tx, desk, visit, text))
    if not faults and visit.form.get("seen") != draft.checksum:
        faults = (CHANGED,)
    if faults:
        return Page("schedule_text.html.j2", Writing(draft.id, draft.checksum, text, faults), status=422)
    if text != draft.body:
        drafts.rewrite(tx, visit.act, draft, text)
    return Go(f"/schedules/drafts/{draft.id}/edit?said=draft-saved")
