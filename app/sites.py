"""Sets up a site and its staff, and refuses monitoring until somebody in reach answers for the alerts."""

import re
from dataclasses import dataclass

from alerts.hours import StaffedHours
from app.protocols import publish_default
from domain import Act, Fault, Mode, Nation, Site
from scheduler.instants import zone_fault
from storage import sites, staff
from storage.database import Tx

MOST_NAME, MOST_PHONE, MOST_HOURS = 200, 40, 200
"""Characters that the tables hold."""


@dataclass(frozen=True, slots=True)
class SiteWords:
    """What is said of a site; None keeps what is known. People are named by staff code."""

    name: str | None = None
    nation: Nation | None = None
    zone: str | None = None
    team_phone: str | None = None
    staffed_hours: str | None = None
    mode: Mode | None = None
    owner: str | None = None
    deputy: str | None = None
    lead: str | None = None
    safety_officer: str | None = None
    out_of_hours: str | None = None
    answers_in_notices: bool | None = None


def set_site(tx: Tx, act: Act, code: str, words: SiteWords) -> Site:
    """Create or change a site and appoint its people. The first site brings the bundled protocol with it."""
    check_code(code)
    known = sites.by_code(tx, code)
    name, team_phone = words.name or (known and known.name), words.team_phone or (known and known.team_phone)
    if not name or not team_phone:
        raise Fault("A new site needs --name and --team-phone.")
    if len(name) > MOST_NAME or len(team_phone) > MOST_PHONE:
        raise Fault(f"A name has at most {MOST_NAME} characters, a telephone number {MOST_PHONE}.")
    zone = words.zone or (known.zone if known else "Europe/London")
    fault = zone_fault(zone)
    if fault:
        raise Fault(fault)
    hours = words.staffed_hours or (known.staffed_hours if known else "Mon-Fri 09:00-17:00")
    StaffedHours.read(hours)
    if len(hours) > MOST_HOURS:
        raise Fault(f"Staffed hours have at most {MOST_HOURS} characters.")
    nation = words.nation or (known.nation if known else Nation.ENGLAND)
    site = sites.put(
        tx, act, code=code, name=name, nation=nation, zone=zone, team_phone=team_phone, staffed_hours=hours
    )
    publish_default(tx, act)
    return _appoint(tx, act, site, words)


def _appoint(tx: Tx, act: Act, site: Site, words: SiteWords) -> Site:
    """Name the people; monitoring without owner, deputy and clinical safety officer is refused.

    So is monitoring whose owner or deputy no notice would reach. Who is lost later on bars no other change.
    """
    answers = site.answers_in_notices if words.answers_in_notices is None else words.answers_in_notices
    appointed = sites.appoint(
        tx,
        act,
        site.id,
        mode=words.mode or site.mode,
        owner_id=_id(tx, site, words.owner, site.owner_id),
        deputy_id=_id(tx, site, words.deputy, site.deputy_id),
        lead_id=_id(tx, site, words.lead, site.lead_id),
        safety_officer_id=_id(tx, site, words.safety_officer, site.safety_officer_id),
        out_of_hours_id=_id(tx, site, words.out_of_hours, site.out_of_hours_id),
        answers_in_notices=answers,
    )
    missing = monitoring_lacks(appointed)
    if appointed.mode is Mode.MONITORING and missing:
        raise Fault(f"Monitoring cannot start: {', '.join(missing)} not set. Nothing was changed.")
    unreached = _newly_unreached(tx, site, appointed) if appointed.mode is Mode.MONITORING else ()
    if unreached:
        raise Fault(
            f"Monitoring needs people whom a notice reaches: {' and '.join(unreached)} must open the link "
            "and enter the PIN of `tmr-followup staff link` first. Nothing was changed."
        )
    return appointed


def _newly_unreached(tx: Tx, before: Site, after: Site) -> tuple[str, ...]:
    """Who of owner and deputy is out of reach, of those whom this change makes answer for alerts."""
    known = {before.owner_id, before.deputy_id} if before.mode is Mode.MONITORING else set()
    lost = staff.out_of_reach(tx, after.id)
    posts = (("owner", after.owner_id), ("deputy", after.deputy_id))
    return tuple(
        f"{staff.get(tx, staff_id).code} ({post})"
        for post, staff_id in posts
        if staff_id is not None and staff_id in lost and staff_id not in known
    )


def monitoring_lacks(site: Site) -> tuple[str, ...]:
    """Who must still be appointed before alerts may be on."""
    needed = {
        "owner": site.owner_id,
        "deputy": site.deputy_id,
        "clinical safety officer": site.safety_officer_id,
        "staffed hours": site.staffed_hours,
    }
    return tuple(word for word, value in needed.items() if not value)


def _id(tx: Tx, site: Site, code: str | None, known: int | None) -> int | None:
    if code is None:
        return known
    person = staff.by_code(tx, code)
    if person is None or person.site_id != site.id:
        raise Fault(f"No staff {code!r} at site {site.code}. Add them first with `tmr-followup staff add`.")
    if not person.active:
        raise Fault(f"{code} works at site {site.code} no longer. Nothing was changed.")
    return person.id


def named_site(tx: Tx, code: str) -> Site:
    site = sites.by_code(tx, code)
    if site is None:
        raise Fault(f"There is no site {code!r}. Set it up first with `tmr-followup site set`.")
    return site


def check_code(code: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", code):
        raise Fault(f"{code!r} cannot be a code: use letters, digits, dots and dashes, 32 at most.")
