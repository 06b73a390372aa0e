"""What staff do on Telegram: acknowledge a case, list and open cases, see who is on call, read the digest."""

from datetime import datetime

from bot.case_presses import opened
from bot.casework import look_up
from bot.claims import foreign
from bot.digest.gathering import digest_of
from bot.digest.telling import as_message
from bot.notices import about, case, settled, taken_by
from bot.oncall import on_call
from bot.people import pseudonym, who
from bot.presses import Acknowledged
from bot.reply import Came, Edit, Reply
from bot.screen import Button, Screen, page
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import Act, Alert, AlertState
from storage import alerts, episodes, sites
from storage.database import Tx
from storage.words import Staff

_MOST_BUTTONS = 30


def acknowledge(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Acknowledged) -> Reply:
    """A named, active person of the site takes the case, once; whoever comes second is told who did."""
    person, alert = who(tx, came.chat_id), _alert(tx, pressed.alert_id)
    if alert is None or not isinstance(person, Staff):
        return foreign(tx, speech, came)
    if episodes.get(tx, alert.episode_id).site_id != person.site_id:
        return Reply(speech.staff.say("ack-not-yours"), alert=True)
    if alerts.acknowledge(tx, Act(pseudonym(person), as_of), alert.id, person.id):
        shown = settled(tx, speech, alerts.get(tx, alert.id))
        return Reply(speech.staff.say("ack-done"), card=Edit(came.message_id, shown), wake=True)
    around = about(tx, speech, alert)
    toast = around.say("ack-over")
    if alert.state is AlertState.ACKNOWLEDGED:
        toast = taken_by(tx, around, alert, "ack-already")
    return Reply(toast, alert=True, card=Edit(came.message_id, settled(tx, speech, alert)))


def cases(tx: Tx, _as_of: datetime, speech: Speech, person: Staff, _argument: str) -> Reply:
    """The standing cases of the person's site, the oldest first, with a button each for the first of them."""
    site_id = person.site_id
    standing = [
        alert for alert in alerts.standing(tx) if episodes.get(tx, alert.episode_id).site_id == site_id
    ]
    if not standing:
        return Reply(say=(Screen(speech.staff.say("cases-none")),))
    around = Surroundings(speech.staff, sites.get(tx, site_id), "")
    oldest_first = sorted(standing, key=lambda alert: (alert.fired_at, alert.id))
    lines = "\n".join(case(tx, around, alert) for alert in oldest_first)
    rows = tuple(
        (Button(around.say("button-case", number=alert.id, rule=alert.rule), opened(alert.id)),)
        for alert in oldest_first[:_MOST_BUTTONS]
    )
    return Reply(say=(Screen(page(around.say("cases-head", count=len(standing)), lines), rows),))


def digest_now(tx: Tx, as_of: datetime, speech: Speech, person: Staff, _argument: str) -> Reply:
    """/digest: what the person's digest would say now. It does not count as one."""
    return Reply(say=(Screen(as_message(speech.staff, digest_of(tx, speech.figuring, person, as_of))),))


def one_case(tx: Tx, _as_of: datetime, speech: Speech, person: Staff, argument: str) -> Reply:
    """A case, or the cases of a patient."""
    return look_up(tx, speech, person, argument)


def on_duty(tx: Tx, as_of: datetime, speech: Speech, person: Staff, _argument: str) -> Reply:
    """Who is on call."""
    return on_call(tx, as_of, speech, person)


def help_text(_tx: Tx, _as_of: datetime, speech: Speech, person: Staff, _argument: str) -> Reply:
    """What this is, for staff."""
    return Reply(say=(Screen(speech.staff.say("help-staff", code=person.code)),))


def unasked(_tx: Tx, _as_of: datetime, speech: Speech, _person: Staff, _argument: str) -> Reply:
    """Words of staff: nobody reads them here."""
    return Reply(say=(Screen(speech.staff.say("staff-unasked")),))


def _alert(tx: Tx, alert_id: int) -> Alert | None:
    try:
        return alerts.get(tx, alert_id)
    except LookupError:
        return None
