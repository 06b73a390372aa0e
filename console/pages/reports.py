"""Reports of the own hospital: asked for, made meanwhile, downloaded, and signed by a clinician.

Whoever asked for a report gets its files, and nobody else. Only what was written here, and still is here, can
be signed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audit import reporting
from audit.overdue import overdue
from audit.report.wanted import Wanted, fault_of, period
from audit.signing import Written, sign, written
from console.web.bench import Piece
from console.web.desk import Desk
from console.web.handing import handed
from console.web.nhs import Choice
from console.web.visit import CLINICAL, Answer, Go, Page, Visit
from domain import Fault, Site
from scheduler.instants import local_date
from storage import episodes, reviews, sites, staff, surgery
from storage.access_words import Post
from storage.database import Tx

MOST_ACTIONS = 500
READERS = (
    Choice("own", "This hospital"),
    Choice("outside", "Readers outside", "A whole year; small numbers are hidden"),
)
EVERYBODY = Choice("", "Everybody: the report of the hospital")
ANOTHER = "You have made another report since this page was opened. Read that one, then sign it."
BY_CLINICIANS = "A clinician signs a report: they make it on this page themselves, read it and sign it."
SIGNED = "You have signed this report."
MEDIA = {reporting.HTML: "text/html", reporting.PDF: "application/pdf", reporting.JSON: "application/json"}


@dataclass(frozen=True, slots=True)
class Reports:
    """`made`: what the report is about, `fault`: what went wrong with it. `can_sign`: whether it is there for
    somebody who may; `unsigned`: why not."""

    site: str
    readers: tuple[Choice, ...]
    surgeons: tuple[Choice, ...]
    may_count: bool
    late: tuple[str, ...]
    signed: tuple[tuple[str, str, str, str], ...]
    made: str | None
    stamp: str
    is_done: bool
    fault: str | None
    files: tuple[str, ...]
    can_sign: bool
    unsigned: str | None
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return _page(tx, desk, visit, {})


def _page(tx: Tx, desk: Desk, visit: Visit, faults: Mapping[str, str]) -> Page:
    site, piece = sites.get(tx, visit.who.site_id), desk.bench.of(visit.who.id, visit.as_of)
    reviewed, codes = reviews.of_site(tx, site.id), staff.codes(tx)
    operated = [on for site_id, on in episodes.active_operations(tx) if site_id == site.id]
    folder = piece.folder if piece else None
    ready = _to_sign(tx, visit, folder) if folder else None
    view = Reports(
        site=site.name,
        readers=READERS,
        surgeons=_surgeons(tx, site),
        may_count=visit.who.post in CLINICAL,
        late=overdue(operated, {each.period for each in reviewed}, local_date(visit.as_of, site.zone)),
        signed=tuple(
            (each.period, codes[each.signed_by_id], desk.speech.staff.full_date(each.signed_on), each.actions)
            for each in reversed(reviewed)
        ),
        made=piece.words if piece else None,
        stamp=stamp_of(piece) if piece else "",
        is_done=folder is not None,
        fault=piece.fault if piece else None,
        files=tuple(MEDIA) if folder else (),
        can_sign=isinstance(ready, Written),
        unsigned=ready if isinstance(ready, str) else None,
        faults=faults,
        typed=visit.form,
    )
    return Page("reports.html.j2", view, status=422 if faults else 200)


def _surgeons(tx: Tx, site: Site) -> tuple[Choice, ...]:
    """Everybody, or one of those who operated or supervised here, by code."""
    return (EVERYBODY, *(Choice(code, code) for code in surgery.surgeons(tx, site.id)))


def _to_sign(tx: Tx, visit: Visit, folder: Path) -> Written | str:
    """The report for this person to sign, or why they do not."""
    if visit.who.post is not Post.CLINICIAN:
        return BY_CLINICIANS
    try:
        report = written(tx, (folder / reporting.JSON).read_bytes())
    except Fault as fault:
        return str(fault)
    theirs = {
        each.report_checksum
        for each in reviews.of_site(tx, visit.who.site_id)
        if each.signed_by_id == visit.who.staff_id
    }
    return SIGNED if report.checksum in theirs else report


async def make(desk: Desk, visit: Visit) -> Answer:
    """Begin it and come back at once."""
    text, external = visit.form.get("period", "").strip(), visit.form.get("readers") == "outside"
    try:
        whole = period(text)
    except Fault as fault:
        return await _refused(desk, visit, "period", str(fault))
    surgeon = visit.form.get("surgeon", "")
    site, known = await desk.database.seeing(lambda tx: _at(tx, visit))
    if surgeon not in known:
        return await _refused(desk, visit, "surgeon", "Choose one of these.")
    wanted = Wanted(whole, local_date(visit.as_of, site.zone), site.code, surgeon or None)
    objection = fault_of(wanted, external=external)
    if objection is not None:
        return await _refused(desk, visit, "surgeon" if surgeon else "period", objection)
    words = f"{text}, surgeon {surgeon}" if surgeon else f"{text}, {READERS[external].text.lower()}"
    if not desk.bench.begin(visit.who.id, words, visit.as_of, _work(desk, visit, wanted, external=external)):
        return await _refused(
            desk, visit, "period", "The last report is still being made: wait for it first."
        )
    return Go("/reports?said=report-begun")


def _at(tx: Tx, visit: Visit) -> tuple[Site, frozenset[str]]:
    """The own hospital, and whose pack may be asked for there; the empty text is everybody's."""
    site = sites.get(tx, visit.who.site_id)
    return site, frozenset(each.value for each in _surgeons(tx, site))


def _work(desk: Desk, visit: Visit, wanted: Wanted, *, external: bool) -> Callable[[Path], None]:
    def work(folder: Path) -> None:
        with desk.database.read() as tx:
            library = desk.reach.library(tx)
        made = reporting.make(desk.database, library, wanted, external=external)
        reporting.write(desk.database, made, folder, visit.act)

    return work


async def _refused(desk: Desk, visit: Visit, name: str, fault: str) -> Answer:
    return await desk.database.seeing(lambda tx: _page(tx, desk, visit, {name: fault}))


async def download(desk: Desk, visit: Visit) -> Answer:
    """One of the files, to whoever asked for the report."""
    media = MEDIA.get(visit.path["name"], "")
    return await handed(desk, visit, desk.bench.of(visit.who.id, visit.as_of), media, "report")


def sign_off(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Sign the report that was made last, with what was decided."""
    site, piece = sites.get(tx, visit.who.site_id), desk.bench.of(visit.who.id, visit.as_of)
    folder = piece.folder if piece else None
    if folder is None or piece is None or visit.who.staff_id is None:
        return _page(tx, desk, visit, {"period": "Make the report first and read it; then it can be signed."})
    if visit.form.get("report") != stamp_of(piece):
        return _page(tx, desk, visit, {"actions": ANOTHER})
    fault = _signed(tx, visit, site, visit.who.staff_id, folder)
    return _page(tx, desk, visit, {"actions": fault}) if fault else Go("/reports?said=signed")


def stamp_of(piece: Piece) -> str:
    """Which report a page showed, so that no other is signed from it."""
    return piece.asked_at.isoformat()


def _signed(tx: Tx, visit: Visit, site: Site, staff_id: int, folder: Path) -> str | None:
    actions = " ".join(visit.form.get("actions", "").split())
    report = _to_sign(tx, visit, folder)
    if isinstance(report, str):
        return report
    if not actions:
        return 'Say what was decided, even if it is "none".'
    if len(actions) > MOST_ACTIONS:
        return f"Use {MOST_ACTIONS} characters or fewer."
    sign(tx, visit.act, report, site, staff_id, actions)
    return None
