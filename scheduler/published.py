"""The published protocols, each read once: a published version never changes."""

from collections.abc import Callable
from datetime import datetime

from questionnaires.library import Library
from scheduler.instants import after_quiet
from scheduler.protocol import Protocol, read
from storage import protocols
from storage.database import Tx


class Protocols:
    """Published protocols by id; `library` gives the instruments as they stand in a transaction."""

    def __init__(self, library: Callable[[Tx], Library]) -> None:
        self._library = library
        self._read: dict[int, Protocol] = {}

    def get(self, tx: Tx, protocol_id: int) -> Protocol:
        """The protocol of this id; ProtocolFaults if it names an instrument that is no longer there."""
        if protocol_id not in self._read:
            known = frozenset(self._library(tx).ids)
            self._read[protocol_id] = read(protocols.body(tx, protocol_id), known)
        return self._read[protocol_id]

    def after_quiet(self, tx: Tx, protocol_id: int, zone: str, at: datetime) -> datetime:
        """The first instant not before `at` at which this protocol lets somebody in `zone` be asked."""
        return after_quiet(at, zone, self.get(tx, protocol_id).quiet)
