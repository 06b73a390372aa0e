"""What the alert commands do: rows to read, acknowledgement and closing by a named person."""

from domain import Act, Alert, Fault
from storage import alerts, episodes, patients, staff
from storage.database import Tx
from storage.words import CloseCode, Staff


def alert_rows(tx: Tx, *, closed_too: bool) -> list[dict[str, object]]:
    """One row an alert: red before amber, then oldest first."""
    found = alerts.every(tx) if closed_too else alerts.standing(tx)
    ordered = sorted(found, key=lambda alert: (alert.severity.value != "red", alert.fired_at, alert.id))
    return [_row(tx, alert) for alert in ordered]


def _row(tx: Tx, alert: Alert) -> dict[str, object]:
    episode = episodes.get(tx, alert.episode_id)
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


def _authorised(tx: Tx, alert_id: int, staff_code: str) -> tuple[Alert, Staff]:
    alert = next((each for each in alerts.every(tx) if each.id == alert_id), None)
    if alert is None:
        raise Fault(f"There is no alert {alert_id}.")
    person = staff.by_code(tx, staff_code)
    if person is None or not person.active or person.site_id != episodes.get(tx, alert.episode_id).site_id:
        raise Fault(f"{staff_code!r} is not active staff of the site this alert belongs to.")
    return alert, person
