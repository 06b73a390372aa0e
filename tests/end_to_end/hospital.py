"""A hospital set up on the command line, with one patient some weeks after surgery, where it is noon."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from scheduler.protocol import default_text
from tests.end_to_end import places
from tests.end_to_end.conversation import CORE, WOUND_CHECK, Said
from tests.terminal import Terminal, publish

CORE_ALONE, BOTH = 20, 16
"""Days after surgery on which a window ends, so that whoever joins is asked at once."""

_PATIENT = """
site: NORTH
name: Ann Canary-Surname
phone: 07700 900123
zone: {zone}
send_time: "08:00"
enrolled_on: {enrolled_on}
operation:
  amputation_on: {amputation_on}
  tmr_on: {tmr_on}
  indication: secondary
  limb: lower
  side: left
  level: transtibial
  cause: trauma
governance:
  governance_lead: Dr Lead
  governance_on: {enrolled_on}
  procedure_consent_on: {enrolled_on}
  procedure_information_version: 3
  audit_number: AUD-12
  mdt_on: {enrolled_on}
  mdt_roles: [surgeon, rehabilitation medicine]
"""


@dataclass(frozen=True, slots=True)
class Hospital:
    """`staffed`: AMBER notices go out now. `says`: all that the patient is asked, with what they say."""

    staffed: bool
    says: tuple[Said, ...]
    time_points: frozenset[str]


def set_up(at: Terminal, folder: Path, as_of: datetime, *, both_questionnaires: bool) -> None:
    """Migrate, name the staff, and publish a protocol if need be, each by its command."""
    zone = places.where_it_is_noon(as_of)
    place = places.staffed_now(as_of)
    at.done("migrate")
    nation, site_zone = place if place is not None else ("england", zone)
    words = ("--team-phone", "020 7946 0000", "--nation", nation, "--zone", site_zone)
    at.done("site", "set", "NORTH", "--name", "North Hospital", *words, "--hours", places.ALL_HOURS)
    for code, role in (
        ("DR1", "clinician"),
        ("DR2", "clinician"),
        ("CSO", "clinician"),
        ("CO1", "coordinator"),
    ):
        at.done("staff", "add", code, "--site", "NORTH", "--role", role)
    if both_questionnaires:
        publish(at, str(_protocol(folder)))


def admit(at: Terminal, folder: Path, as_of: datetime, *, both_questionnaires: bool) -> Hospital:
    """Start monitoring, now that owner and deputy are linked, and enrol the patient."""
    people = ("--owner", "DR1", "--deputy", "DR2", "--safety-officer", "CSO")
    at.done("site", "set", "NORTH", "--mode", "monitoring", *people)
    zone, place = places.where_it_is_noon(as_of), places.staffed_now(as_of)
    today = places.today(zone, as_of)
    days = BOTH if both_questionnaires else CORE_ALONE
    at.done("enrol", "--file", str(_patient(folder, zone, today - timedelta(days=days))))
    if both_questionnaires:
        return Hospital(place is not None, (*WOUND_CHECK, *CORE), frozenset({"WC14", "W02"}))
    return Hospital(place is not None, CORE, frozenset({"W02"}))


def _protocol(folder: Path) -> Path:
    """The bundled protocol, but with both windows of the second week ending on the same day."""
    text = default_text().replace("version: 1.0.0", "version: 1.0.1")
    file = folder / "protocol.yaml"
    text = text.replace("closes: P20D", f"closes: P{BOTH}D")
    # The last reminder and the call must lie within the shorter window.
    text = text.replace("reminders: [P2D, P4D]\n      call: P6D", "reminders: [P1D]\n      call: P2D")
    file.write_text(text, "utf-8")
    return file


def _patient(folder: Path, zone: str, tmr_on: date) -> Path:
    file = folder / "patient.yaml"
    file.write_text(
        _PATIENT.format(
            zone=zone,
            tmr_on=tmr_on,
            enrolled_on=tmr_on - timedelta(days=42),
            amputation_on=tmr_on - timedelta(days=500),
        ),
        "utf-8",
    )
    return file
