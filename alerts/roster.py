"""Who is on call at a site at an instant: whom the rota names, else the post for that hour.

The posts are the owner in staffed hours and, for RED, the out-of-hours contact outside them. A turn on the
rota holds at any hour that it covers, staffed or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from alerts.hours import SiteHours, is_staffed, next_closing, next_opening
from domain import Severity, Shift, Site

_TURNS = 40


@dataclass(frozen=True, slots=True)
class Roster:
    """What decides who is on call: the posts of the site, its hours, and its rota in the order of time."""

    site: Site
    hours: SiteHours
    rota: Sequence[Shift] = ()


class Basis(StrEnum):
    """Why somebody is on call; `nobody`: nobody is told before the next change."""

    ROTA = "rota"
    OWNER = "owner"
    OUT_OF_HOURS = "out-of-hours"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is told first of a RED case from one instant until another, and why."""

    starts_at: datetime
    ends_at: datetime
    staff_id: int | None
    basis: Basis


def on_turn(rota: Sequence[Shift], at: datetime) -> int | None:
    """Whom the rota names at this instant; turns do not overlap."""
    return next((turn.staff_id for turn in rota if turn.starts_at <= at < turn.ends_at), None)


def on_call(severity: Severity, roster: Roster, at: datetime) -> tuple[int, ...]:
    """Who is to be told first at this instant: whom the rota names, then the post for that hour."""
    outside = severity is Severity.RED and not is_staffed(roster.hours, at)
    post = (roster.site.out_of_hours_id if outside else None) or roster.site.owner_id
    return tuple(staff_id for staff_id in (on_turn(roster.rota, at), post) if staff_id is not None)


def watched_from(roster: Roster, at: datetime) -> datetime:
    """The first instant from this one on at which somebody is told of RED.

    At once with an out-of-hours contact or during a turn; else at the opening or the next turn, whichever
    comes first.
    """
    if roster.site.out_of_hours_id is not None or on_turn(roster.rota, at) is not None:
        return at
    begins = [turn.starts_at for turn in roster.rota if turn.starts_at > at]
    return min([next_opening(roster.hours, at), *begins])


def duties(roster: Roster, as_of: datetime, most: int) -> tuple[Duty, ...]:
    """Who is told first of RED from now on, one stretch after the other; at most so many.

    Neighbouring stretches of the same person for the same reason are one.
    """
    found: list[Duty] = []
    for starts_at, ends_at in pairwise(_changes(roster, as_of)):
        staff_id, basis = _named(roster, starts_at)
        last = found[-1] if found else None
        if last is not None and (last.staff_id, last.basis) == (staff_id, basis):
            found[-1] = Duty(last.starts_at, ends_at, staff_id, basis)
        elif len(found) == most:
            break
        else:
            found.append(Duty(starts_at, ends_at, staff_id, basis))
    return tuple(found)


def _named(roster: Roster, at: datetime) -> tuple[int | None, Basis]:
    turn = on_turn(roster.rota, at)
    if turn is not None:
        return turn, Basis.ROTA
    if is_staffed(roster.hours, at):
        return roster.site.owner_id, Basis.OWNER
    if roster.site.out_of_hours_id is not None:
        return roster.site.out_of_hours_id, Basis.OUT_OF_HOURS
    return None, Basis.NOBODY


def _changes(roster: Roster, as_of: datetime) -> list[datetime]:
    """When the answer may change: openings, closings, and the ends of turns; in order.

    Openings are without end, so there are `_TURNS` of them; a turn after the last of these is left out.
    """
    hours, at, found = roster.hours, as_of, [as_of]
    for _ in range(_TURNS):
        at = next_closing(hours, at) if is_staffed(hours, at) else next_opening(hours, at)
        found.append(at)
    turns = {end for turn in roster.rota for end in (turn.starts_at, turn.ends_at) if as_of < end < at}
    return sorted({*found, *turns})
