"""Places on earth where the time of day suits a test, whenever it runs."""

from datetime import date, datetime, timedelta

from alerts.bank_holidays import around
from alerts.hours import is_staffed, site_hours
from domain import Mode, Nation, Site

ALL_HOURS = "Mon-Sun 00:00-24:00"
_SOON = timedelta(minutes=10)


def where_it_is_noon(as_of: datetime) -> str:
    """A zone where the clocks show between noon and one: nobody's quiet hours, and no midnight near."""
    return _zone(12 - as_of.hour)


def today(zone_at_noon: str, as_of: datetime) -> date:
    """The local date there."""
    return (as_of + timedelta(hours=_hours_ahead(zone_at_noon))).date()


def staffed_now(as_of: datetime) -> tuple[Nation, str] | None:
    """A nation and a zone where a site that is always staffed is staffed now, and stays so for a while.

    None on the few days, all at Christmas, that are bank holidays in every nation and on both sides of the
    date line.
    """
    for nation in Nation:
        for ahead in range(-12, 15):
            site = _site(nation, _zone(ahead))
            hours = site_hours(site, around(site, as_of))
            if is_staffed(hours, as_of) and is_staffed(hours, as_of + _SOON):
                return nation, site.zone
    return None


def _zone(hours_ahead: int) -> str:
    """The zone so many hours ahead of UTC; its own name counts the other way."""
    return f"Etc/GMT{-hours_ahead:+d}"


def _hours_ahead(zone: str) -> int:
    return -int(zone.removeprefix("Etc/GMT"))


def _site(nation: Nation, zone: str) -> Site:
    return Site(
        id=0,
        code="",
        name="",
        nation=nation,
        zone=zone,
        team_phone="",
        staffed_hours=ALL_HOURS,
        mode=Mode.MONITORING,
        owner_id=None,
        deputy_id=None,
        lead_id=None,
        safety_officer_id=None,
        out_of_hours_id=None,
        answers_in_notices=False,
    )
