"""What the alert commands do: rows to read, the story of a case, and deeds by a named person."""

from datetime import date
from zoneinfo import ZoneInfo

from app.rosters import DUTIES
from bot.case_words import told
from bot.casework import hand_over as pass_on
from bot.objections import Objection, may_hand_over, may_snooze
from bot.speech import FALLBACK
from bot.story import Line, story
from bot.surroundings import Surroundings
from bot.texts import load
from domain import Act, Alert, Fault
from storage import alerts, episodes, outbox, patients, sites, staff
from storage.database import Tx
from storage.handling import handling
from storage.words import CloseCode, Staff


def alert_rows(tx: Tx, *, closed_too: bool) -> list[dict[str, object]]:
    """One row an alert: red before amber, then oldest first."""
    found = alerts.every(tx) if closed_too else alerts.standing(tx)
    ordered = sorted(found, key=lambda alert: (alert.severity.value != "red", alert.fired_at, alert.id))
    return [_row(tx, alert) for alert in ordered]


def _row(tx: Tx, alert: Alert) -> dict[str, object]:
    episode = episodes.get(tx, alert.episode_id)
    now = handling(alerts.actions(tx, alert.id))
    acknowledged_by = staff.get(tx, alert.acknowledged_by_id).code if alert.acknowledged_by_id else None
    return {
        "alert": alert.id,
        "patient": patients.get(tx, episode.patient_id).code,
        "episode": episode.code,
        "severity": alert.severity.value,
        "rule": alert.rule,
        "state": alert.state.value,
        "fired_at": alert.fired_at,
        "acknowledged_by": acknowledged_by,
        "acknowledged_at": alert.acknowledged_at,
        "held_by": staff.get(tx, now.holder_id).code if now.holder_id else None,
        "snoozed_until": now.snooze.until if now.snooze and alert.closed_at is None else None,
    }


def acknowledge(tx: Tx, act: Act, alert_id: int, staff_code: str) -> str:
    """Acknowledge once, by a clinician or coordinator of the alert's own site."""
    alert, person = _authorised(tx, alert_id, staff_code)
    by = Act(f"staff:{person.code}", act.at)
    if alerts.acknowledge(tx, by, alert.id, person.id):
        return f"Alert {alert.id} is acknowledged by {person.code}."
    raise Fault(f"Alert {alert.id} is already {alerts.get(tx, alert.id).state.value}. Nothing was changed.")


def close(tx: Tx, act: Act, alert_id: int, staff_code: str, code: str, reason: str) -> str:
    """Close with an action code; `no-action` needs a reason."""
    if code not in set(CloseCode):
        raise Fault(
            f"{code!r} is not an action code; use one of {', '.join(each.value for each in CloseCode)}."
        )
    if code == CloseCode.NO_ACTION and not reason.strip():
        raise Fault("Closing without action needs --reason.")
    alert, person = _authorised(tx, alert_id, staff_code)
    by = Act(f"staff:{person.code}", act.at)
    if alerts.close(tx, by, alert.id, person.id, CloseCode(code), reason.strip()):
        return f"Alert {alert.id} is closed by {person.code}: {code}."
    raise Fault(f"Alert {alert.id} is already closed. Nothing was changed.")


def hand_over(tx: Tx, act: Act, alert_id: int, staff_code: str, to_code: str) -> str:
    """Hand a case over to somebody of the site whom a message reaches."""
    alert, person = _authorised(tx, alert_id, staff_code)
    to = staff.by_code(tx, to_code)
    now, to_id = handling(alerts.actions(tx, alert.id)), to.id if to else 0
    _heed(may_hand_over(tx, alert, now, person, to_id))
    pass_on(tx, Act(f"staff:{person.code}", act.at), alert.id, person.id, to_id)
    return f"Alert {alert.id} is handed over to {to_code}, who is told at once."


def snooze(tx: Tx, act: Act, alert_id: int, staff_code: str, until_on: date, reason: str) -> str:
    """Let an AMBER case rest until the site opens on that day; by whoever has it in hand."""
    alert, person = _authorised(tx, alert_id, staff_code)
    if not reason.strip():
        raise Fault("A snooze needs --reason.")
    site = sites.get(tx, person.site_id)
    zone, ends = ZoneInfo(site.zone), DUTIES.snooze_ends(tx, site, act.at)
    until = next((at for at in ends if at.astimezone(zone).date() == until_on), None)
    _heed(may_snooze(alert, handling(alerts.actions(tx, alert.id)), person, until, ends))
    if until is None:
        days = ", ".join(str(at.astimezone(zone).date()) for at in ends)
        raise Fault(f"A snooze can end on {days or 'no day now'}. Nothing was changed.")
    alerts.snooze(tx, Act(f"staff:{person.code}", act.at), alert.id, person.id, until, reason.strip())
    return (
        f"Alert {alert.id} rests until {until.astimezone(zone):%Y-%m-%d %H:%M}, then {person.code} is told."
    )


def _heed(objection: Objection | None) -> None:
    if objection is not None:
        raise Fault(load()[FALLBACK].say(objection))


def story_rows(tx: Tx, alert_id: int) -> dict[str, object]:
    """The story of a case as facts: what was found, who was told and how, who did what."""
    alert = _known(tx, alert_id)
    return {
        **_row(tx, alert),
        "rule_version": alert.rule_version,
        "response": alert.response_id,
        "story": [
            {"at": line.at, "what": line.what.value, **line.words, "inputs": dict(line.inputs)}
            for line in _story(tx, alert)
        ],
    }


def story_lines(tx: Tx, alert_id: int) -> list[str]:
    """The same in plain words, in the site's local time, answers included."""
    alert = _known(tx, alert_id)
    site = sites.get(tx, episodes.get(tx, alert.episode_id).site_id)
    around = Surroundings(load()[FALLBACK], site, "")
    return [told(around, line, answers=True) for line in _story(tx, alert)]


def _story(tx: Tx, alert: Alert) -> tuple[Line, ...]:
    return story(alert, alerts.actions(tx, alert.id), outbox.of_alert(tx, alert.id), staff.codes(tx))


def _known(tx: Tx, alert_id: int) -> Alert:
    try:
        return alerts.get(tx, alert_id)
    except LookupError:
        raise Fault(f"There is no alert {alert_id}.") from None


def _authorised(tx: Tx, alert_id: int, staff_code: str) -> tuple[Alert, Staff]:
    alert = _known(tx, alert_id)
    person = staff.by_code(tx, staff_code)
    if person is None or not person.active or person.site_id != episodes.get(tx, alert.episode_id).site_id:
        raise Fault(f"{staff_code!r} is not active staff of the site this alert belongs to.")
    return alert, person
