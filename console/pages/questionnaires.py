"""What is asked here: every questionnaire with its languages and licence, and each as a patient sees it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.surroundings import surroundings
from console.pages.brought import by_and_at, standing
from console.pages.chat import TYPED, Chat, chat, steps_in
from console.pages.moments import short
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import CLINICAL, NOT_THERE, Answer, Page, Visit
from domain import Licence
from questionnaires.context import GIVEN
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from questionnaires.licences import LicenceState, licence_state
from scheduler.instants import local_date
from storage import protocols, sites
from storage.access_words import DraftKind
from storage.database import Tx
from storage.drafts import Draft

HEAD = ("Questionnaire", "Version", "Languages", "Asked at", "Licence")
_LICENCES: Mapping[LicenceState, str] = {
    LicenceState.VALID: "until {on}",
    LicenceState.EXPIRING: "ends soon, on {on}: renew it",
    LicenceState.EXPIRED: "over since {on}: it is not asked any more",
}
LEGENDS: Mapping[str, str] = {"ctx-phase": "Phase", "ctx-mode": "The hospital's mode", "ctx-limb": "Limb"}
_BEGUN = {"ctx-phase": "later", "ctx-mode": "monitoring", "ctx-limb": "lower"}
LANGUAGES: Mapping[str, str] = {"en": "English", "cy": "Welsh"}
MOST_TYPED = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """One questionnaire in the version that is asked."""

    name: str
    title: str
    version: str
    languages: str
    asked_at: str
    licence: str
    is_warned: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """`waiting`: number and words of the forms that were uploaded and not published."""

    rows: tuple[Row, ...]
    waiting: tuple[tuple[int, str], ...]
    may_draft: bool


@dataclass(frozen=True, slots=True)
class Playing:
    """`address`: of its page. `given`: name, legend, choices of what a site knows; `chosen`: of each."""

    address: str
    name: str
    title: str
    version: str
    given: tuple[tuple[str, str, tuple[Choice, ...]], ...]
    chosen: Mapping[str, str]
    chat: Chat


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    library = desk.reach.library(tx)
    on = local_date(visit.as_of, sites.get(tx, visit.who.site_id).zone)
    points = _asked_at(tx, desk)
    found = (library.current(name) for name in library.ids)
    rows = tuple(_row(library, each, on, ", ".join(points.get(each.id, ()))) for each in found)
    brought = standing(tx, visit, DraftKind.QUESTIONNAIRE)
    waiting = tuple((each.id, _waits(tx, desk, visit, each)) for each in brought)
    return Page("questionnaires.html.j2", Shown(rows, waiting, visit.who.post in CLINICAL))


def _waits(tx: Tx, desk: Desk, visit: Visit, draft: Draft) -> str:
    by, at = by_and_at(tx, desk, visit, draft)
    return f"brought by {by} on {at}"


def _asked_at(tx: Tx, desk: Desk) -> dict[str, list[str]]:
    """By questionnaire the time points of the schedule in use that ask it."""
    current, found = protocols.current(tx), dict[str, list[str]]()
    for point in () if current is None else desk.reach.protocols.get(tx, current).time_points:
        for name in point.instruments:
            found.setdefault(name, []).append(point.code)
    return found


def _row(library: Library, found: Instrument, on: date, asked_at: str) -> Row:
    licence = library.licences.get((found.id, found.version))
    state = None if licence is None else licence_state(licence, on)
    return Row(
        found.id,
        found.title,
        found.version,
        ", ".join(LANGUAGES.get(each, each) for each in library.languages(found)),
        asked_at or "nothing in the schedule",
        "comes with the product" if licence is None or state is None else _licence(licence, state),
        is_warned=state in (LicenceState.EXPIRING, LicenceState.EXPIRED),
        is_own=licence is not None,
    )


def ending(library: Library, on: date) -> tuple[tuple[str, str], ...]:
    """The licences that end soon or are over: where each is renewed, and how it stands."""
    found = (_row(library, library.current(name), on, "") for name in library.ids)
    return tuple(
        (f"/questionnaires/{each.name}/licence", f"{each.title}: {each.licence}")
        for each in found
        if each.is_warned
    )


def _licence(licence: Licence, state: LicenceState) -> str:
    return f"{licence.holder}, {_LICENCES[state].format(on=short(licence.valid_until_on))}"


def play(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """The conversation from its beginning, or after what the page's own form brings."""
    library, name = desk.reach.library(tx), visit.path["name"]
    if name not in library.ids:
        return NOT_THERE
    current = library.current(name)
    spoken = {each: library.get(name, current.version, each) for each in library.languages(current)}
    return played(tx, desk, visit, f"/questionnaires/{name}", spoken)


def played(tx: Tx, desk: Desk, visit: Visit, address: str, spoken: Mapping[str, Instrument]) -> Page:
    """The page of a questionnaire in one of the languages that it speaks."""
    given = tuple(_given(tuple(spoken)))
    chosen = dict(_chosen(given, {**visit.query, **visit.form}))
    instrument = spoken[chosen["language"]]
    site = sites.get(tx, visit.who.site_id)
    texts = desk.speech.language(chosen["language"])
    around = surroundings(texts, site, desk.speech.seeing(tx, site, visit.as_of))
    context = {key: chosen[key] for key in GIVEN}
    made = chat(instrument, context, around, tuple(_steps(visit)), visit.as_of)
    told = (address, instrument.id, instrument.title, instrument.version)
    return Page("play.html.j2", Playing(*told, given, chosen, made))


def _steps(visit: Visit) -> Iterator[str]:
    yield from steps_in(visit.form.get("steps", "[]"))
    if text := visit.form.get("typed", "").strip()[:MOST_TYPED]:
        yield TYPED + text
    if press := visit.form.get("press"):
        yield press[:64]


Given = tuple[str, str, tuple[Choice, ...]]


def _given(spoken: tuple[str, ...]) -> Iterator[Given]:
    for key, values in GIVEN.items():
        yield key, LEGENDS[key], tuple(Choice(str(value), str(value)) for value in values)
    yield "language", "Language", tuple(Choice(each, LANGUAGES.get(each, each)) for each in spoken)


def _chosen(given: tuple[Given, ...], told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was chosen of each; where nothing sound was, what is most usual."""
    for key, _, choices in given:
        known = {choice.value for choice in choices}
        usual = _BEGUN.get(key, choices[0].value)
        yield key, told[key] if told.get(key) in known else usual
