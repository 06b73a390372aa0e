"""By when each alert had to be acknowledged, after the site's hours and bank holidays as they stand."""

from alerts.bank_holidays import bank_holidays
from alerts.hours import site_hours
from alerts.ladder import Ladder, deadline
from alerts.numbers import Numbers
from audit.records import DueAt
from storage.audit_words import Register


def deadlines(register: Register, numbers: Numbers) -> DueAt:
    """Tells the deadline of any alert of the register."""
    fired = [row.alert.fired_at.year for row in register.alerts]
    years = range(min(fired), max(fired) + 2) if fired else range(0)
    ladders = {
        site.id: Ladder(site, site_hours(site, bank_holidays(site.nation, years)), numbers)
        for site in register.sites
    }
    return lambda alert, site: deadline(alert, ladders[site.id])
