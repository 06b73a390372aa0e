"""A site as pure tests of screens need it: in no database, and with nobody appointed."""

from domain import Mode, Nation, Site

SITE = Site(
    id=1,
    code="NORTH",
    name="North Hospital",
    nation=Nation.NORTHERN_IRELAND,
    zone="Europe/London",
    team_phone="028 9018 0000",
    staffed_hours="Mon-Fri 09:00-17:00",
    mode=Mode.MONITORING,
    owner_id=None,
    deputy_id=None,
    lead_id=None,
    safety_officer_id=None,
    out_of_hours_id=None,
    answers_in_notices=False,
)
