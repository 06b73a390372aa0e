"""Dates and moments as people write them, in the local time of a site. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.texts.wording import Texts
from domain import Patient, Site
from scheduler.instants import local_date


def moment(texts: Texts, site: Site, at: datetime) -> str:
    """An instant at that site: 3 June 2025, 09:00."""
    local = at.astimezone(ZoneInfo(site.zone))
    return f"{texts.full_date(local.date())}, {local:%H:%M}"


def paused_until(patient: Patient, as_of: datetime) -> date | None:
    """The last day of a pause that is not over where the patient lives."""
    until = patient.paused_until_on
    return None if until is None or until < local_date(as_of, patient.zone) else until


def short(on: date) -> str:
    """A date where there is little room: 3 Jun 2025."""
    return f"{on.day} {on:%b} {on.year}"


def capital(text: str) -> str:
    """A text that stands alone begins with a capital letter."""
    return text[:1].upper() + text[1:]


_WRITTEN = tuple(f"{day} %H:%M" for day in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"))


def wall_time(text: str) -> str | None:
    """A local time as people write it (3 June 2025, 17:00; 3/6/2025 17:00), as 2025-06-03 17:00; or none."""
    day_first = text[:10] + text[10:].replace("T", " ", 1) if text[4:5] == "-" else text
    told = " ".join(day_first.replace(",", " ").split())
    for form in _WRITTEN:
        try:
            return f"{datetime.strptime(told, form):%Y-%m-%d %H:%M}"  # noqa: DTZ007 - the zone is the site's
        except ValueError:
            continue
    return None
