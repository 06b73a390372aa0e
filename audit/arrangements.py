"""What an operation of the register still waits for before its follow-up can begin."""

from datetime import date

from audit.gates import shut_on
from storage import episodes
from storage.database import Tx


def missing(tx: Tx, episode_id: int, on: date) -> tuple[str, ...]:
    """The sentences of the gates that are shut on a day."""
    shut = shut_on(episodes.operation(tx, episode_id), episodes.governance(tx, episode_id), on)
    return tuple(gate.sentence for gate in shut)
