"""By when each alert had to be acknowledged, after the site's hours and bank holidays as they stand."""

from datetime import datetime

from alerts.bank_holidays import around
from alerts.hours import site_hours
from alerts.ladder import Ladder, deadline
from alerts.numbers import Numbers
from audit.records import DueAt
from domain import Alert, Site


def deadlines(numbers: Numbers) -> DueAt:
    """Tells the deadline of an alert of a site."""

    def due_at(alert: Alert, site: Site) -> datetime:
        hours = site_hours(site, around(site, alert.fired_at))
        return deadline(alert, Ladder(site, hours, numbers))

    return due_at
