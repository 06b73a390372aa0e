"""Licences of a site's own instruments, as the tick sees them: which are over, and who is told and when.

The coordinators and the owner of each site are told once when a licence has 60 days left, and once when it
is over, not before nine in the morning. What was told is remembered as a heartbeat, licence and site -> how
it then stood; the keys of the messages hold by themselves that nobody is told twice.
"""

from datetime import datetime, timedelta

from domain import Act, Site
from questionnaires.library import Library
from questionnaires.licences import LicenceState, licence_state
from scheduler.instants import local_date
from scheduler.operations import tell_site
from storage import heartbeats, site_instruments, sites
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.site_instruments import Held

_NAME = "licences"
_MORNING = timedelta(hours=9)


def expired(facts: EpisodeFacts, library: Library, as_of: datetime) -> frozenset[str]:
    """Ids of the instruments that nobody may newly be asked, on the site's local date."""
    return library.expired(local_date(as_of, facts.site.zone))


def tell_of_licences(tx: Tx, act: Act) -> None:
    """Tell each site of the licences that have begun to run out, or have run out, since it was last told."""
    held = site_instruments.current(tx)
    if not held:
        return
    beat = heartbeats.last(tx, _NAME)
    told = {} if beat is None else dict(beat.detail)
    stands = {f"{own.licence_id}:{site.id}": (site, own) for site in sites.every(tx) for own in held}
    now = {key: _state(site, own, act.at) for key, (site, own) in stands.items()}
    for key, (site, own) in stands.items():
        if now[key] is not LicenceState.VALID and now[key] != told.get(key):
            _tell(tx, act, site, own, now[key])
    if now != told:
        heartbeats.beat(tx, _NAME, act.at, now)


def _state(site: Site, own: Held, as_of: datetime) -> LicenceState:
    """How it stands for whoever is to be told: a day begins in the morning."""
    return licence_state(own.licence, local_date(as_of - _MORNING, site.zone))


def _tell(tx: Tx, act: Act, site: Site, own: Held, state: LicenceState) -> None:
    detail = {
        "what": f"licence-{state}",
        "instrument": own.instrument,
        "until": str(own.licence.valid_until_on),
    }
    tell_site(tx, act, site, f"licence-{own.licence_id}-{state}", detail)
