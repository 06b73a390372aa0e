"""Puts the rota, the hours and the posts of a site together, and gives the bot what it must know of them."""

from datetime import datetime

from alerts.bank_holidays import around
from alerts.hours import site_hours
from alerts.roster import Roster, duties
from alerts.snoozing import snooze_ends
from bot.duties import Duties, Duty
from domain import Site
from scheduler.in_force import numbers_in_force
from storage import rota
from storage.database import Tx

_AHEAD = 4
"""How many stretches of duty are shown."""


def roster_of(tx: Tx, site: Site, as_of: datetime) -> Roster:
    """Who is on call from this instant on."""
    return Roster(site, site_hours(site, around(site, as_of)), rota.since(tx, site.id, as_of))


def on_call(tx: Tx, site: Site, as_of: datetime) -> tuple[Duty, ...]:
    """Who is told first of an urgent case now and next."""
    found = duties(roster_of(tx, site, as_of), as_of, _AHEAD)
    return tuple(Duty(each.starts_at, each.ends_at, each.staff_id, each.basis.value) for each in found)


def ends_of_snoozes(tx: Tx, site: Site, as_of: datetime) -> tuple[datetime, ...]:
    """When a snooze that begins now may end, by the numbers in force at the site."""
    numbers = numbers_in_force(tx, site.id, as_of)
    return snooze_ends(site_hours(site, around(site, as_of)), numbers, as_of)


DUTIES = Duties(on_call, ends_of_snoozes)
