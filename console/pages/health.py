"""Health: how each part of the system stands, in words, and what to do next."""

from dataclasses import dataclass

from console.pages.moments import moment
from console.reach import Colour, Sign
from console.web.desk import Desk
from console.web.visit import Answer, Page, Visit
from domain import Site
from storage import sites
from storage.database import Tx

COLOURS = {Colour.RED: "red", Colour.AMBER: "orange", Colour.GREEN: "green", Colour.UNKNOWN: "grey"}


@dataclass(frozen=True, slots=True)
class Line:
    """One part. `colour`: how its word is tinted; the word says the same."""

    part: str
    word: str
    colour: str
    said: str
    next_step: str | None


@dataclass(frozen=True, slots=True)
class Health:
    now: str
    red: int
    lines: tuple[Line, ...]


def show(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    site, found = sites.get(tx, visit.who.site_id), desk.reach.signs(tx, visit.as_of)
    lines = tuple(_line(desk, site, each) for each in found)
    red = sum(each.colour is Colour.RED for each in found)
    return Page("health.html.j2", Health(moment(desk.speech.staff, site, visit.as_of), red, lines))


def _line(desk: Desk, site: Site, sign: Sign) -> Line:
    last = "" if sign.at is None else f" Last: {moment(desk.speech.staff, site, sign.at)}."
    said = sign.said.replace("`", "") + last
    return Line(sign.part, sign.colour.capitalize(), COLOURS[sign.colour], said, sign.next_step)
