"""The patients of a hospital: each operation against the time points, what became of each window in words.

Nobody is named here and nothing but a code can be searched for, so the address of the page tells nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from console.pages.moments import short
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import CLINICAL, Answer, Page, Visit, number_in
from domain import AssessmentState, PatientStatus
from scheduler.instants import local_date
from storage import enrolments, grid, sites
from storage.database import Tx
from storage.grid import Cell, Operated, Shown

A_PAGE = 50
SHOWN = (
    Choice(Shown.ALL, "All operations"),
    Choice(Shown.WAITING, "Waiting for an answer"),
    Choice(Shown.MISSED, "With a missed window"),
    Choice(Shown.DRAFTS, "Follow-up has not begun"),
    Choice(Shown.PAUSED, "Paused"),
)
UNLINKED = Choice(Shown.UNLINKED, "Not linked to Telegram")
"""How somebody is reached: to be seen by those alone who look after patients."""
STATUS: Mapping[PatientStatus, str] = {
    PatientStatus.FOLLOWED: "followed",
    PatientStatus.CHANNEL_STOPPED: "followed without messages",
    PatientStatus.WITHDRAWN: "withdrawn",
    PatientStatus.DECEASED: "died",
    PatientStatus.TRANSFERRED: "transferred",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One operation: `cells` stand in the order of the columns; an empty one was never planned."""

    patient: str
    episode: str
    operated: str
    status: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`before`, `after`: addresses of the pages around this one, filters kept. `enrolling`: how many
    enrolments wait for somebody to go on; 0 to those who may not enrol. `kept`: the filters, for forms;
    `every`: this page with everybody on it chosen; `carried`: what the patient's page is told of the filters,
    so that it leads back."""

    code: str
    shown: str
    choices: tuple[Choice, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int
    first: int
    before: str | None
    after: str | None
    may_enrol: bool
    kept: tuple[tuple[str, str], ...]
    every: str
    is_every: bool
    fault: str | None
    carried: str
    enrolling: int

    @property
    def is_filtered(self) -> bool:
        return bool(self.code) or self.shown != Shown.ALL


FILTERS = ("code", "show", "from")


def filters_in(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """How the grid was searched, as an address or a form tells it."""
    return tuple((name, given[name][:40]) for name in FILTERS if given.get(name))


def searched(filters: tuple[tuple[str, str], ...]) -> str:
    """The address of the grid as it was searched."""
    return f"/patients?{urlencode(filters)}" if filters else "/patients"


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    return grid_page(tx, desk, visit)


def grid_page(tx: Tx, _desk: Desk, visit: Visit, fault: str | None = None) -> Page:
    """The grid as the query asks for it; `fault`: what is wrong with what was chosen in it."""
    code, shown = visit.query.get("code", "").strip().upper()[:32], _shown(visit)
    today = local_date(visit.as_of, sites.get(tx, visit.who.site_id).zone)
    count = grid.count(tx, visit.who.site_id, code, shown, today)
    first = _first(visit, count)
    operated = grid.operations(tx, visit.who.site_id, code, shown, today, after=first, most=A_PAGE)
    columns, rows = table(operated, grid.cells(tx, tuple(each.id for each in operated)), today)
    last = first + A_PAGE >= count
    may_enrol = visit.who.post in CLINICAL
    is_narrowed = bool(code or first) or shown is not Shown.ALL
    view = Grid(
        code=code,
        shown=shown.value,
        choices=_choices(visit),
        columns=columns,
        rows=rows,
        count=count,
        first=first + 1,
        before=_address(code, shown, first - A_PAGE) if first else None,
        after=None if last else _address(code, shown, first + A_PAGE),
        may_enrol=may_enrol,
        kept=(("code", code), ("show", shown.value), ("from", str(first))),
        every=f"{_address(code, shown, first)}&all=1",
        is_every="all" in visit.query,
        fault=fault,
        carried=_address(code, shown, first).removeprefix("/patients") if is_narrowed else "",
        enrolling=enrolments.count(tx, visit.who.site_id) if may_enrol else 0,
    )
    return Page("patients.html.j2", view, status=422 if fault else 200)


def _choices(visit: Visit) -> tuple[Choice, ...]:
    return (*SHOWN, UNLINKED) if visit.who.post in CLINICAL else SHOWN


def _shown(visit: Visit) -> Shown:
    asked = visit.query.get("show", "")
    return Shown(asked) if asked in {each.value for each in _choices(visit)} else Shown.ALL


def _first(visit: Visit, count: int) -> int:
    """Where the page begins: a whole number of pages, and there."""
    at = number_in(visit.query.get("from", ""), digits=7) or 0
    return min(at, max(count - 1, 0)) // A_PAGE * A_PAGE


def _address(code: str, shown: Shown, first: int) -> str:
    return searched((("code", code), ("show", shown.value), ("from", str(first))))


def table(
    operated: Sequence[Operated], cells: Sequence[Cell], today: date
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The columns, by how long after the operation they are; and the rows, in the order given."""
    offsets: dict[str, int] = {}
    found: dict[tuple[int, str], Cell] = {}
    for cell in cells:
        offset = (cell.opens_on - cell.tmr_on).days
        offsets[cell.time_point] = min(offset, offsets.get(cell.time_point, offset))
        found[cell.episode_id, cell.time_point] = cell
    columns = tuple(sorted(offsets, key=lambda name: (offsets[name], name)))
    return columns, tuple(
        Row(
            each.patient,
            each.episode,
            short(each.tmr_on),
            followed(each, today),
            tuple(said(found.get((each.id, column))) for column in columns),
        )
        for each in operated
    )


def followed(each: Operated, today: date) -> str:
    """How follow-up of an operation stands."""
    if each.activated_at is None:
        return "not begun"
    until = each.paused_until_on
    return STATUS[each.status] + (f", paused until {short(until)}" if until and until >= today else "")


ENDED: Mapping[AssessmentState, str] = {
    AssessmentState.COMPLETED: "answered",
    AssessmentState.PARTIAL: "in part",
    AssessmentState.MISSED: "missed",
    AssessmentState.CANCELLED: "not asked",
}


def said(cell: Cell | None) -> str:
    """What became of a window."""
    if cell is None:
        return ""
    if cell.state is AssessmentState.PLANNED:
        return f"from {short(cell.opens_on)}"
    if cell.state is AssessmentState.OPEN:
        return f"waits until {short(cell.closes_on)}"
    return ENDED[cell.state]
