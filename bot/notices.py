"""The words of a notice to staff: code, severity, rule and time; answers only where the site allows them."""

from bot import buttons
from bot.case_presses import opened
from bot.late import beside_days, entered_later
from bot.screen import Button, Screen, page
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import STANDING, Alert, AlertState
from storage import alerts, episodes, patients, sites, staff
from storage.database import Tx
from storage.handling import handling
from storage.words import ActionKind


def notice(tx: Tx, speech: Speech, alert: Alert, *, climbed: bool = False, repeat: bool = False) -> Screen:
    """A notice to acknowledge. `climbed`: somebody before did not. `repeat`: it may have come before.

    A case that comes back says so, and who hands it over.
    """
    around = about(tx, speech, alert)
    text = page(
        around.say("maybe-repeat") if repeat else "",
        head(tx, around, alert),
        entered_later(around.texts, alert.inputs),
        around.say("notice-step") if climbed else _comes_back(tx, around, alert),
        _inputs(around, alert),
    )
    return Screen(text, ((Button(around.say("button-acknowledge"), buttons.acknowledged(alert.id)),),))


def _comes_back(tx: Tx, around: Surroundings, alert: Alert) -> str:
    returns = handling(alerts.actions(tx, alert.id)).returns
    if not returns:
        return ""
    if returns[-1].kind is ActionKind.SNOOZE_ENDED:
        return around.say("notice-back")
    return around.say("notice-handed", by=staff.get(tx, int(str(returns[-1].detail["staff"]))).code)


def settled(tx: Tx, speech: Speech, alert: Alert) -> Screen:
    """A notice that needs nothing more: who took the case, and whether it is closed."""
    around = about(tx, speech, alert)
    taken = taken_by(tx, around, alert, "notice-acknowledged")
    over = "" if alert.state in STANDING else around.say("ack-over")
    to_case = Button(around.say("button-open-case"), opened(alert.id))
    days = entered_later(around.texts, alert.inputs)
    return Screen(page(head(tx, around, alert), days, _inputs(around, alert), taken, over), ((to_case,),))


def about(tx: Tx, speech: Speech, alert: Alert) -> Surroundings:
    """The site of an alert, in the language of staff."""
    site = sites.get(tx, episodes.get(tx, alert.episode_id).site_id)
    return Surroundings(speech.staff, site, "")


def taken_by(tx: Tx, around: Surroundings, alert: Alert, key: str) -> str:
    """Who acknowledged last, and when in the site's time; nothing if nobody did."""
    taken = [each for each in alerts.actions(tx, alert.id) if each.kind is ActionKind.ACKNOWLEDGED]
    if not taken:
        return ""
    code = staff.get(tx, int(str(taken[-1].detail["staff"]))).code
    return around.say(key, by=code, when=around.moment(taken[-1].at))


def case(tx: Tx, around: Surroundings, alert: Alert) -> str:
    """One line of the list of cases."""
    return around.say("case-line", state=_state(tx, around, alert), **_words(tx, around, alert))


def _state(tx: Tx, around: Surroundings, alert: Alert) -> str:
    now = handling(alerts.actions(tx, alert.id))
    if now.holder_id is None:
        return around.say("case-open")
    holder = staff.get(tx, now.holder_id).code
    if alert.state is AlertState.OPEN:
        return around.say("case-passed-on", to=holder)
    if now.snooze is not None:
        return around.say("case-snoozed", by=holder, until=around.moment(now.snooze.until))
    return around.say("case-acknowledged", by=holder)


def head(tx: Tx, around: Surroundings, alert: Alert) -> str:
    """Severity, rule and title, patient's code and time."""
    return around.say("notice", **_words(tx, around, alert))


def _words(tx: Tx, around: Surroundings, alert: Alert) -> dict[str, str]:
    patient = patients.get(tx, episodes.get(tx, alert.episode_id).patient_id)
    return {
        "code": patient.code,
        "severity": around.say(f"severity-{alert.severity}"),
        "rule": alert.rule,
        "title": around.texts.rule(alert.rule),
        "when": around.moment(alert.fired_at),
    }


def _inputs(around: Surroundings, alert: Alert) -> str:
    answered = beside_days(alert.inputs)
    if not around.site.answers_in_notices or not answered:
        return ""
    told = ", ".join(f"{name} {value}" for name, value in sorted(answered.items()))
    return around.say("notice-inputs", inputs=told)
