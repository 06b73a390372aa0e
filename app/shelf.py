"""The instruments as a database has them: the bundled ones and a site's own, for every part of the service.

A number in the database grows with each version and licence added, so that one look at it tells whether
anything is new: what a coordinator adds reaches a running service without a restart. A version never
changes, so what is pinned to one is found without any look.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import structlog

from domain import Fault, Response
from questionnaires.instrument import Instrument
from questionnaires.library import Library, read_definition
from storage import site_instruments
from storage.database import Tx
from storage.site_instruments import Held

log = structlog.get_logger()


class Shelf:
    """Holds what was read. Calls from several threads may read twice and never see half of it."""

    def __init__(self) -> None:
        self._held = (0, Library.bundled())
        self._read: dict[str, Instrument | None] = {}

    def library(self, tx: Tx) -> Library:
        """The instruments as they stand in this transaction."""
        stamp = site_instruments.stamp(tx)
        held_at, library = self._held
        if stamp != held_at:
            library = self._filled(tx)
            self._held = (stamp, library)
        return library

    def pinned(self, tx: Tx, response: Response) -> Instrument:
        """The instrument that a response is pinned to; a LibraryFault when it is not here any more."""
        _, library = self._held
        found = library.find(response.instrument, response.version)
        return found or self.library(tx).get(response.instrument, response.version)

    def _filled(self, tx: Tx) -> Library:
        own = site_instruments.every(tx)
        licences = {(held.instrument, held.version): held.licence for held in own}
        return Library((*Library.bundled().instruments, *self._instruments(tx, own)), licences)

    def _instruments(self, tx: Tx, own: tuple[Held, ...]) -> Iterator[Instrument]:
        """Those that can be read, each with the words that its licence wants said."""
        for held in own:
            if held.checksum not in self._read:
                self._read[held.checksum] = _read(tx, held)
            instrument = self._read[held.checksum]
            if instrument is not None:
                shown = held.licence.attribution if held.licence.attribution_shown else ""
                yield replace(instrument, copyright=shown)


def _read(tx: Tx, held: Held) -> Instrument | None:
    """The instrument of a stored file; None, and a line in the log, where it cannot be had."""
    name = f"{held.instrument}-{held.version}"
    body = site_instruments.body(tx, held.id)
    if sha256(body).hexdigest() != held.checksum:
        log.error("shelf.altered", instrument=name)
        return None
    try:
        return read_definition(body, name)
    except Fault as fault:
        log.error("shelf.unreadable", instrument=name, fault=str(fault))
        return None
