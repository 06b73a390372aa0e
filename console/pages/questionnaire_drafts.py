"""A form that somebody uploads: checked with every fault, played as the chat, published with its licence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from console.pages.brought import asked_for, by_and_at
from console.pages.questionnaires import played
from console.web.desk import Desk
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import Licence
from questionnaires.adopting.adopt import adopt
from questionnaires.adopting.remarks import Status
from questionnaires.definitions import read_definition, spoken_in
from questionnaires.faults import InstrumentFaults
from questionnaires.instrument import Instrument
from questionnaires.lexicons import lexicon
from questionnaires.licences import read_licence
from questionnaires.notation import load_foreign
from questionnaires.typed_moments import day
from storage import drafts
from storage.access_words import DraftKind, DraftState
from storage.database import Tx
from storage.drafts import Draft

MOST_JSON, MOST_YAML = 500_000, 100_000
NO_TEXT = "Choose a file: a FHIR R4 Questionnaire, JSON or YAML, as text in UTF-8."
TOO_LONG = f"Use {MOST_JSON} characters of JSON or fewer, or {MOST_YAML} of YAML."
LINES = ("holder", "reference", "attribution")
HEAD = ("How", "Where", "Why")

Told = tuple[tuple[str, str, str], ...]
"""How well, where and why: a part of the form is asked otherwise than it is written, or not at all."""


@dataclass(frozen=True, slots=True)
class Uploading:
    """The form for a file. `report`: of the one that was sent last, if that cannot be asked."""

    head: tuple[str, ...] = HEAD
    report: Told = ()
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A form that can be asked. `faults`, `typed`: of the licence."""

    number: int
    by: str
    brought: str
    title: str
    name: str
    questions: int
    languages: tuple[str, ...]
    head: tuple[str, ...]
    report: Told
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def show_new(_tx: Tx, _desk: Desk, _visit: Visit) -> Answer:
    return Page("questionnaire_new.html.j2", Uploading())


async def bring(desk: Desk, visit: Visit) -> Answer:
    """Keep a form that can be asked. It is read in a reader's thread: a long one takes a while."""
    text = visit.form.get("form", "")
    wrong = await desk.database.seeing(lambda tx: _wrong_with(tx, desk, text))
    if wrong is not None:
        return Page("questionnaire_new.html.j2", wrong, status=422)
    number = await desk.database.within(
        lambda tx: drafts.add(tx, visit.act, DraftKind.QUESTIONNAIRE, visit.who.id, text)
    )
    return Go(f"/questionnaires/drafts/{number}?said=form-drafted")


def _wrong_with(tx: Tx, desk: Desk, text: str) -> Uploading | None:
    if not text.strip() or "\ufffd" in text:
        return Uploading(fault=NO_TEXT)
    if len(text) > (MOST_JSON if text.lstrip("\ufeff \r\n\t").startswith("{") else MOST_YAML):
        return Uploading(fault=TOO_LONG)
    try:
        report = _report(text)
        refused = any(how == Status.REFUSED for how, _, _ in report)
        if not refused:
            read_definition(text.encode(), "the file")
            objection = desk.reach.forms.objection(tx, text.encode())
            return None if objection is None else Uploading(fault=objection)
    except InstrumentFaults as faults:
        report = tuple((Status.REFUSED, where, reason) for where, reason in faults.faults)
    return Uploading(report=report, fault="This form cannot be asked, for the reasons below.")


def _report(text: str) -> Told:
    found = adopt(load_foreign(text.removeprefix("\ufeff")), "").remarks
    return tuple((each.level.value, each.where, each.reason) for each in found)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = _asked_for(tx, visit)
    return NOT_THERE if draft is None else _page(tx, desk, visit, draft, {})


def _asked_for(tx: Tx, visit: Visit) -> Draft | None:
    return asked_for(tx, visit, DraftKind.QUESTIONNAIRE, visit.path["number"])


def _page(tx: Tx, desk: Desk, visit: Visit, draft: Draft, faults: Mapping[str, str]) -> Page:
    found, (by, at) = _read(draft), by_and_at(tx, desk, visit, draft)
    view = Uploaded(
        number=draft.id,
        by=by,
        brought=at,
        title=found.title,
        name=f"{found.id} {found.version}",
        questions=len(found.questions),
        languages=_languages(draft, found),
        head=HEAD,
        report=_report(draft.body),
        faults=faults,
        typed=visit.form,
    )
    return Page("questionnaire_draft.html.j2", view, status=422 if faults else 200)


def _read(draft: Draft, language: str = "") -> Instrument:
    """The form of a draft; in its own language if no other is named."""
    return read_definition(draft.body.encode(), "the file", language)


def _languages(draft: Draft, found: Instrument) -> tuple[str, ...]:
    """Its own, then those that it is translated into."""
    return tuple(each or found.languages[0] for each in spoken_in(draft.body.encode()))


def play(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    draft = _asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    found = _read(draft)
    own, *others = _languages(draft, found)
    whole = {own: found, **{each: _read(draft, each) for each in others}}
    return played(tx, desk, visit, f"/questionnaires/drafts/{draft.id}/play", whole)


def publish(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Keep the form under the licence that was typed."""
    draft = _asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    licence, faults = licence_of(visit.form)
    fault = None if licence is None else desk.reach.forms.add(tx, visit.act, draft.body.encode(), licence)
    if fault:
        faults = {"valid_until_on": fault}
    if faults:
        return _page(tx, desk, visit, draft, faults)
    drafts.end(tx, visit.act, draft, DraftState.PUBLISHED)
    return Go("/questionnaires?said=form-published")


def licence_of(
    form: Mapping[str, str], *, shown: bool | None = None
) -> tuple[Licence | None, dict[str, str]]:
    """What was typed, as a licence; or what is wrong with it, by field. `shown`: whether its words are; they
    are if that is not said."""
    until = day(form.get("valid_until_on", ""), lexicon(("en",)))
    typed = {name: form.get(name, "") for name in (*LINES, "text")}
    typed["valid_until_on"] = until.isoformat() if isinstance(until, date) else ""
    told: dict[str, object] = {name: said for name, said in typed.items() if said.strip()}
    if shown is not None:
        told["attribution_shown"] = shown
    try:
        return read_licence(json.dumps(told)), {}
    except InstrumentFaults as faults:
        return None, {path.rpartition(".")[2]: sentence for path, sentence in faults.faults}


def drop(tx: Tx, _desk: Desk, visit: Visit) -> Answer:
    draft = _asked_for(tx, visit)
    if draft is None:
        return NOT_THERE
    drafts.end(tx, visit.act, draft, DraftState.DROPPED)
    return Go("/questionnaires?said=dropped")
