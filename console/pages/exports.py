"""Exports of the own hospital's data set: asked for, made meanwhile, downloaded; pseudonyms alone.

Whoever asked for an export gets its files, and nobody else. That it was made, and each download, is in the
trail. What people wrote in their own words leaves only for those who look after them, and only if they ask.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.choosing import choice
from audit.export import FHIR, Wanted, export
from audit.nice.mapping import read_map
from console.pages.export_words import FORMATS
from console.pages.moments import moment
from console.web.bench import Piece
from console.web.desk import Desk
from console.web.handing import handed
from console.web.nhs import Choice
from console.web.packing import packed
from console.web.visit import CLINICAL, Answer, Go, Page, Visit
from domain import Fault, Site
from storage import episodes, sites
from storage.database import Tx

NICE, YES = "nice", "yes"
WAIT = "The last export is still being made: wait for it first."
OWN_WORDS = (
    Choice(
        YES,
        "What patients wrote in their own words",
        "FHIR only. It may name people; the trail keeps that it left.",
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asked for. `own_map`: the text of a map of columns, for NICE's tool."""

    formats: tuple[str, ...]
    period: str
    free_text: bool
    own_map: str

    @property
    def words(self) -> str:
        return f"{', '.join(self.formats)}; {self.period or 'all operations'}"


@dataclass(frozen=True, slots=True)
class Exports:
    """`made`: what the export is of; `state`: how far it is; `files`: what can be fetched, until `until`."""

    site: str
    operations: int
    made: str | None
    state: str | None
    fault: str | None
    files: tuple[tuple[str, str], ...]
    until: str
    formats: tuple[Choice, ...]
    own_words: tuple[Choice, ...]
    typed: Asked
    faults: Mapping[str, str] = field(default_factory=dict)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _page(tx, desk, visit, {})


def _page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    site, piece = sites.get(tx, visit.who.site_id), _piece(desk, visit)
    view = Exports(
        site=site.name,
        operations=sum(site_id == site.id for site_id, _ in episodes.active_operations(tx)),
        made=piece.words if piece else None,
        state=state_of(piece) if piece else None,
        fault=piece.fault if piece else None,
        files=_files(piece) if piece else (),
        until=moment(desk.speech.staff, site, piece.kept_until) if piece else "",
        formats=FORMATS,
        own_words=OWN_WORDS if visit.who.post in CLINICAL else (),
        typed=_asked(visit.form),
        faults=faults,
    )
    return Page("exports.html.j2", view, status=422 if faults else 200)


def _piece(desk: Desk, visit: Visit) -> Piece | None:
    return desk.bench.of(_whose(visit), visit.as_of)


def _whose(visit: Visit) -> tuple[str, int]:
    return "export", visit.who.id


def state_of(piece: Piece) -> str | None:
    """How far it is, while it is not done."""
    if piece.made.done():
        return None
    if piece.is_waiting:
        return "It waits until what others asked for is made."
    ready = len(list(piece.room.glob("[!.]*")))
    return f"It is being made: {ready} of {len(piece.words.partition(';')[0].split(','))} formats are ready."


def _files(piece: Piece) -> tuple[tuple[str, str], ...]:
    """Name and size of what can be fetched."""
    found = sorted(piece.folder.iterdir()) if piece.folder else ()
    return tuple((each.name, size(each.stat().st_size)) for each in found)


def size(count: int) -> str:
    """So many bytes, as people read it."""
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.0f} kB"


def _asked(form: Mapping[str, str]) -> Asked:
    return Asked(
        tuple(each.value for each in FORMATS if f"formats-{each.value}" in form),
        form.get("period", "").strip(),
        f"own-words-{YES}" in form,
        form.get("map", "").strip(),
    )


async def make(desk: Desk, visit: Visit) -> Answer:
    """Begin it and come back at once."""
    asked = _asked(visit.form)
    faults = faults_of(asked, may_have_own_words=visit.who.post in CLINICAL)
    site = await desk.database.seeing(lambda tx: sites.get(tx, visit.who.site_id))
    if not faults and not desk.bench.begin(
        _whose(visit), asked.words, visit.as_of, _work(desk, visit, asked, site)
    ):
        faults = {"formats": WAIT}
    if faults:
        return await desk.database.seeing(lambda tx: _page(tx, desk, visit, faults))
    return Go("/exports?said=export-begun")


def faults_of(asked: Asked, *, may_have_own_words: bool) -> dict[str, str]:
    """What cannot be done as it was asked, by field."""
    faults = {}
    if not asked.formats:
        faults["formats"] = "Choose at least one format."
    if asked.free_text and not may_have_own_words:
        faults["formats"] = "What patients wrote is for those who look after them."
    elif asked.free_text and FHIR not in asked.formats:
        faults["own-words"] = "Only FHIR can hold what patients wrote: choose it too, or leave this out."
    if asked.own_map and NICE not in asked.formats:
        faults["map"] = "Only the NICE audit tool takes a map: choose it too, or empty this field."
    for name, read, text in (
        ("period", lambda text: choice(None, text), asked.period),
        ("map", read_map, asked.own_map),
    ):
        try:
            if text:
                read(text)
        except Fault as fault:
            faults.setdefault(name, str(fault))
    return faults


def _work(desk: Desk, visit: Visit, asked: Asked, site: Site) -> Callable[[Path], None]:
    chosen = choice(site.code, asked.period or None)

    def work(folder: Path) -> None:
        folder.mkdir()
        with desk.database.read() as tx:
            library = desk.reach.library(tx)
        for name in asked.formats:
            with TemporaryDirectory(dir=folder.parent) as room:
                given = None
                if name == NICE and asked.own_map:
                    given = Path(room) / "map.yaml"
                    given.write_text(asked.own_map, "utf-8")
                wanted = Wanted(chosen, asked.free_text and name == FHIR, given)
                export(desk.database, library, name, Path(room) / "out", visit.act, wanted=wanted)
                packed(Path(room) / "out", f"audit-{name}", folder)

    return work


async def download(desk: Desk, visit: Visit) -> Answer:
    """One of the files, to whoever asked for the export."""
    return await handed(desk, visit, _piece(desk, visit), "application/octet-stream", "export")
