"""Whether the console of `run` listens, remembered as a heartbeat: for the health page and `status`."""

from datetime import datetime

from storage import heartbeats
from storage.database import Tx

ON, OFF, ENDED = "on", "off", "ended"
_HEARTBEAT = "console"


def note(tx: Tx, at: datetime, state: str) -> None:
    """How it stands from now on; one that has ended has ended since the first word of it."""
    beat = heartbeats.last(tx, _HEARTBEAT)
    if beat is None or beat.detail["state"] != state:
        heartbeats.beat(tx, _HEARTBEAT, at, {"state": state})


def console_fault(tx: Tx) -> str | None:
    """What health says: nothing where it listens, or is not wanted."""
    beat = heartbeats.last(tx, _HEARTBEAT)
    if beat is None or beat.detail["state"] != ENDED:
        return None
    return f"The console has not answered since {beat.at:%Y-%m-%d %H:%M} UTC. Follow-up goes on without it."
