"""Who is on call: /oncall of staff."""

from datetime import datetime

from bot.duties import Duty
from bot.reply import Reply
from bot.screen import Screen, page
from bot.speech import Speech
from bot.surroundings import Surroundings
from storage import sites, staff
from storage.database import Tx
from storage.words import Staff


def on_call(tx: Tx, as_of: datetime, speech: Speech, person: Staff) -> Reply:
    """Who is told first of an urgent case now and next, and when the site is staffed."""
    site = sites.get(tx, person.site_id)
    around = Surroundings(speech.staff, site, "")
    now, *later = speech.duties.on_call(tx, site, as_of)
    first = around.say("oncall-now", who=_named(tx, around, now), until=around.moment(now.ends_at))
    lines = [
        around.say(
            "oncall-next",
            who=_named(tx, around, duty),
            since=around.moment(duty.starts_at),
            until=around.moment(duty.ends_at),
        )
        for duty in later
    ]
    hours = around.say("oncall-hours", hours=site.staffed_hours)
    return Reply(say=(Screen(page("\n".join([first, *lines]), hours)),))


def _named(tx: Tx, around: Surroundings, duty: Duty) -> str:
    if duty.staff_id is None:
        return around.say("oncall-nobody")
    return around.say(f"oncall-{duty.basis}", code=staff.get(tx, duty.staff_id).code)
