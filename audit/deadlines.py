"""By when each alert had to be acknowledged, after the site's hours, bank holidays and rota as they stand."""

from collections.abc import Sequence
from datetime import datetime

from alerts.bank_holidays import around
from alerts.hours import site_hours
from alerts.ladder import Ladder, deadline
from alerts.numbers import Numbers
from audit.records import DueAt
from domain import Alert, Shift, Site


def deadlines(numbers: Numbers, rota: Sequence[Shift]) -> DueAt:
    """Tells the deadline of an alert of a site; `rota` holds the turns of all sites in the order of time."""

    def due_at(alert: Alert, site: Site) -> datetime:
        hours = site_hours(site, around(site, alert.fired_at))
        turns = tuple(turn for turn in rota if turn.site_id == site.id and turn.ends_at > alert.fired_at)
        return deadline(alert, Ladder(site, hours, numbers, rota=turns))

    return due_at
