"""By when each alert had to be acknowledged: by the numbers in force when it fired, and the site's hours and
rota as they stand, with bank holidays."""

from collections.abc import Sequence
from datetime import datetime

from alerts.bank_holidays import around
from alerts.hours import site_hours
from alerts.ladder import Ladder, deadline
from alerts.numbers import Numbers
from alerts.numbers_file import bundled
from alerts.signed import held
from audit.records import DueAt
from domain import Alert, Shift, Site
from storage.words import SignedNumbers


def deadlines(signed: Sequence[SignedNumbers], rota: Sequence[Shift]) -> DueAt:
    """Tells the deadline of an alert of a site.

    `signed`: what the sites signed, in that order; `rota`: the turns of all sites in the order of time.
    """

    def due_at(alert: Alert, site: Site) -> datetime:
        hours = site_hours(site, around(site, alert.fired_at))
        turns = tuple(turn for turn in rota if turn.site_id == site.id and turn.ends_at > alert.fired_at)
        return deadline(alert, Ladder(site, hours, _in_force(signed, site, alert.fired_at), rota=turns))

    return due_at


def _in_force(signed: Sequence[SignedNumbers], site: Site, at: datetime) -> Numbers:
    own = [each for each in signed if each.site_id == site.id and each.at <= at]
    return held(own[-1].body).numbers if own else bundled()
