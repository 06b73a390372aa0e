"""Sets up a site and its staff, and refuses monitoring until somebody answers for the alerts."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from alerts.hours import StaffedHours
from domain import Act, Fault, Mode, Nation, Site
from storage import sites, staff
from storage.database import Tx
from storage.words import Role, Staff


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who answers for alerts, by staff code, and in which mode the site works."""

    mode: Mode
    owner: str | None
    deputy: str | None
    lead: str | None
    safety_officer: str | None
    out_of_hours: str | None
    answers_in_notices: bool


def set_site(
    tx: Tx,
    act: Act,
    *,
    code: str,
    name: str,
    nation: Nation,
    zone: str,
    team_phone: str,
    staffed_hours: str,
    appointment: Appointment,
) -> Site:
    """Create or change the site and appoint its people."""
    if zone not in available_timezones():
        raise Fault(f"{zone!r} is not a time zone; use a name such as Europe/London.")
    StaffedHours.read(staffed_hours)
    site = sites.put(
        tx,
        act,
        code=code,
        name=name,
        nation=nation,
        zone=zone,
        team_phone=team_phone,
        staffed_hours=staffed_hours,
    )
    return appoint(tx, act, site, appointment)


def appoint(tx: Tx, act: Act, site: Site, appointment: Appointment) -> Site:
    """Name the people; monitoring without owner, deputy, safety officer and hours is refused."""
    needed = {
        "owner": appointment.owner,
        "deputy": appointment.deputy,
        "safety officer": appointment.safety_officer,
        "staffed hours": site.staffed_hours,
    }
    missing = [word for word, value in needed.items() if not value]
    if appointment.mode is Mode.MONITORING and missing:
        raise Fault(f"Monitoring cannot start: {', '.join(missing)} not set. Nothing was changed.")
    return sites.appoint(
        tx,
        act,
        site.id,
        mode=appointment.mode,
        owner_id=_id(tx, site, appointment.owner),
        deputy_id=_id(tx, site, appointment.deputy),
        lead_id=_id(tx, site, appointment.lead),
        safety_officer_id=_id(tx, site, appointment.safety_officer),
        out_of_hours_id=_id(tx, site, appointment.out_of_hours),
        answers_in_notices=appointment.answers_in_notices,
    )


def _id(tx: Tx, site: Site, code: str | None) -> int | None:
    if code is None:
        return None
    person = staff.by_code(tx, code)
    if person is None or person.site_id != site.id:
        raise Fault(f"No staff {code!r} at site {site.code}. Add them first with `tmr-followup staff add`.")
    return person.id


def add_staff(
    tx: Tx,
    act: Act,
    *,
    code: str,
    site_code: str,
    role: str,
    name: str | None,
    phone: str | None,
    email: str | None,
) -> Staff:
    """Add one person to a site."""
    if role not in set(Role):
        raise Fault(f"{role!r} is not a role; use clinician or coordinator.")
    if staff.by_code(tx, code) is not None:
        raise Fault(f"There is already staff {code!r}.")
    site = named_site(tx, site_code)
    return staff.add(tx, act, site_id=site.id, code=code, role=Role(role), name=name, phone=phone, email=email)


def named_site(tx: Tx, code: str) -> Site:
    site = sites.by_code(tx, code)
    if site is None:
        raise Fault(f"There is no site {code!r}. Set it up first with `tmr-followup site set`.")
    return site
