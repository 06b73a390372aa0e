"""The words of a notice to staff: code, severity, rule and time; answers only where the site allows them."""

from bot import buttons
from bot.screen import Button, Screen, page
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import Alert
from storage import episodes, patients, sites, staff
from storage.database import Tx


def notice(tx: Tx, speech: Speech, alert: Alert, *, climbed: bool = False, repeat: bool = False) -> Screen:
    """A notice to acknowledge. `climbed`: somebody before did not. `repeat`: it may have come before."""
    around = about(tx, speech, alert)
    text = page(
        around.say("maybe-repeat") if repeat else "",
        _head(tx, around, alert),
        around.say("notice-step") if climbed else "",
        _inputs(around, alert),
    )
    return Screen(text, ((Button(around.say("button-acknowledge"), buttons.acknowledged(alert.id)),),))


def settled(tx: Tx, speech: Speech, alert: Alert) -> Screen:
    """A notice that needs nothing more: who took the case, or that it is closed."""
    around = about(tx, speech, alert)
    last = taken_by(tx, around, alert, "notice-acknowledged") or around.say("ack-over")
    return Screen(page(_head(tx, around, alert), _inputs(around, alert), last))


def about(tx: Tx, speech: Speech, alert: Alert) -> Surroundings:
    """The site of an alert, in the language of staff."""
    site = sites.get(tx, episodes.get(tx, alert.episode_id).site_id)
    return Surroundings(speech.staff, site, "")


def taken_by(tx: Tx, around: Surroundings, alert: Alert, key: str) -> str:
    """Who acknowledged, and when in the site's time; nothing if nobody did."""
    if alert.acknowledged_by_id is None or alert.acknowledged_at is None:
        return ""
    code = staff.get(tx, alert.acknowledged_by_id).code
    return around.say(key, by=code, when=around.moment(alert.acknowledged_at))


def case(tx: Tx, around: Surroundings, alert: Alert) -> str:
    """One line of the list of cases."""
    by = alert.acknowledged_by_id
    state = around.say("case-acknowledged", by=staff.get(tx, by).code) if by else around.say("case-open")
    return around.say("case-line", state=state, **_words(tx, around, alert))


def _head(tx: Tx, around: Surroundings, alert: Alert) -> str:
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
    if not around.site.answers_in_notices or not alert.inputs:
        return ""
    told = ", ".join(f"{name} {value}" for name, value in sorted(alert.inputs.items()))
    return around.say("notice-inputs", inputs=told)
