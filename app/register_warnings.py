"""What of the register waits for somebody, as sentences for `status`; none of it need wake anybody."""

from collections import defaultdict
from datetime import date, datetime

from audit.overdue import overdue
from scheduler.instants import local_date
from storage import episodes, reviews, safety_events, sites
from storage.database import Tx

YELLOW_CARD = "https://yellowcard.mhra.gov.uk"
NAMED = 5
"""How many overdue periods a sentence names."""


def register_warnings(tx: Tx, as_of: datetime) -> tuple[str, ...]:
    """One sentence for each thing that waits."""
    return (*_safety(tx), *_reviews(tx, as_of))


def _safety(tx: Tx) -> tuple[str, ...]:
    told: list[str] = []
    waiting, reportable = safety_events.waiting(tx), safety_events.reportable(tx)
    if waiting:
        told.append(
            f"Safety events that wait for a clinician to confirm or refute them: {waiting} "
            "(Today in the console lists them; so does `tmr-followup safety list`)."
        )
    if reportable:
        told.append(
            f"Safety events with a device or a medicine, not yet reported: {reportable}. Report at "
            f"{YELLOW_CARD}, then note it on the event's page in the console or with "
            "`tmr-followup safety yellow-card`; nothing is reported automatically."
        )
    return tuple(told)


def _reviews(tx: Tx, as_of: datetime) -> tuple[str, ...]:
    """A sentence for each site whose reports wait for a review; only the last periods are named."""
    operated: defaultdict[int, list[date]] = defaultdict(list)
    for site_id, tmr_on in episodes.active_operations(tx):
        operated[site_id].append(tmr_on)
    signed = {(review.site_id, review.period) for review in reviews.every(tx)}
    told: list[str] = []
    for site in sites.every(tx):
        theirs = {period for site_id, period in signed if site_id == site.id}
        late = overdue(operated[site.id], theirs, local_date(as_of, site.zone))
        if late:
            named = ", ".join(late[-NAMED:])
            more = f" and {len(late) - NAMED} earlier ones" if len(late) > NAMED else ""
            told.append(f"{site.code}: overdue is the signed review of {named}{more}.")
    return tuple(told)
