"""How cases come back to be taken anew, read from what was done about them; snoozes end here."""

from collections.abc import Sequence
from datetime import datetime

from alerts.ladder import Return, Returns
from domain import Act, AlertState
from storage import alerts
from storage.database import Tx
from storage.facts import EpisodeFacts
from storage.handling import Snooze, handling
from storage.words import ActionKind, AlertAction


def returns_of(actions: Sequence[AlertAction]) -> Returns:
    """How often a case came back, and to whom, in the order of time."""
    return tuple(
        Return(action.at, int(str(action.detail["to"])), action.kind is ActionKind.HANDED_OVER)
        for action in handling(actions).returns
    )


def end_snoozes(tx: Tx, act: Act, known: EpisodeFacts) -> bool:
    """End each snooze whose time has come or whose case a further finding has joined; whether one did."""
    ended = [
        alerts.end_snooze(tx, act, alert_id, snooze.staff_id)
        for alert_id, snooze in _snoozes(known)
        if snooze.stirred or snooze.until <= act.at
    ]
    return any(ended)


def snoozes_end_at(known: EpisodeFacts) -> tuple[datetime, ...]:
    """When the tick must look at the snoozed cases of an episode."""
    return tuple(snooze.until for _, snooze in _snoozes(known))


def _snoozes(known: EpisodeFacts) -> list[tuple[int, Snooze]]:
    taken = [alert.id for alert in known.alerts if alert.state is AlertState.ACKNOWLEDGED]
    found = ((alert_id, handling(known.actions[alert_id]).snooze) for alert_id in taken)
    return [(alert_id, snooze) for alert_id, snooze in found if snooze is not None]
