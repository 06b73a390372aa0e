"""The published protocols, each read once: a published version never changes."""

from datetime import datetime

from scheduler.instants import after_quiet
from scheduler.protocol import Protocol, read
from storage import protocols
from storage.database import Tx


class Protocols:
    """Published protocols by id; `known` are the ids of the instruments that there are."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self._read: dict[int, Protocol] = {}

    def get(self, tx: Tx, protocol_id: int) -> Protocol:
        """The protocol of this id; ProtocolFaults if it names an instrument that is no longer there."""
        if protocol_id not in self._read:
            self._read[protocol_id] = read(protocols.body(tx, protocol_id), self._known)
        return self._read[protocol_id]

    def after_quiet(self, tx: Tx, protocol_id: int, zone: str, at: datetime) -> datetime:
        """The first instant not before `at` at which this protocol lets somebody in `zone` be asked."""
        return after_quiet(at, zone, self.get(tx, protocol_id).quiet)
