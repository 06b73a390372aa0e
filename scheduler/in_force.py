"""The numbers in force: those that the site's safety officer signed last, else those of the product."""

from datetime import datetime

from alerts.numbers import Numbers
from alerts.numbers_file import bundled
from alerts.signed import held
from storage import alert_numbers
from storage.database import Tx


def numbers_in_force(tx: Tx, site_id: int, as_of: datetime) -> Numbers:
    """What a site judges by and climbs by at this moment."""
    signed = alert_numbers.in_force(tx, site_id, as_of)
    return bundled() if signed is None else held(signed.body).numbers
