"""The instruments as a database has them: the bundled ones and a site's own, for every part of the service.

A number in the database grows with each version and licence added, so that one look at it tells whether
anything is new: what a coordinator adds reaches a running service without a restart. A version never
changes, so what is pinned to one is found without any look.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

import structlog

from domain import Fault, Response
from questionnaires.definitions import read_definition, spoken_in
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from storage import site_instruments
from storage.database import Tx
from storage.site_instruments import Held

log = structlog.get_logger()


class Shelf:
    """Holds what was read. Calls from several threads may read twice and never see half of it."""

    def __init__(self) -> None:
        self._held = (0, Library.bundled())
        self._read: dict[str, _Read | None] = {}

    def library(self, tx: Tx) -> Library:
        """The instruments as they stand in this transaction."""
        stamp = site_instruments.stamp(tx)
        held_at, library = self._held
        if stamp != held_at:
            library = self._filled(tx)
            self._held = (stamp, library)
        return library

    def pinned(self, tx: Tx, response: Response, language: str = "") -> Instrument:
        """The instrument that a response is pinned to; a LibraryFault when it is not here any more."""
        _, library = self._held
        found = library.find(response.instrument, response.version, language)
        return found or self.library(tx).get(response.instrument, response.version, language)

    def _filled(self, tx: Tx) -> Library:
        own = site_instruments.every(tx)
        bundled, read = Library.bundled(), list(self._read_of(tx, own))
        return replace(
            bundled,
            instruments=(*bundled.instruments, *(each.shown(held)[0] for held, each in read)),
            spoken=(*bundled.spoken, *(other for held, each in read for other in each.shown(held)[1:])),
            files={**bundled.files, **{held.checksum: each.body for held, each in read}},
            licences={(held.instrument, held.version): held.licence for held in own},
        )

    def _read_of(self, tx: Tx, own: tuple[Held, ...]) -> Iterator[tuple[Held, "_Read"]]:
        """Those that can be read."""
        for held in own:
            if held.checksum not in self._read:
                self._read[held.checksum] = _read(tx, held)
            read = self._read[held.checksum]
            if read is not None:
                yield held, read


@dataclass(frozen=True, slots=True)
class _Read:
    """A stored file, and its instrument: in its own language, then in those it is translated into."""

    body: bytes
    instruments: tuple[Instrument, ...]

    def shown(self, held: Held) -> tuple[Instrument, ...]:
        """The instruments with the words that the licence wants said."""
        words = held.licence.attribution if held.licence.attribution_shown else ""
        return tuple(replace(instrument, attribution=words) for instrument in self.instruments)


def _read(tx: Tx, held: Held) -> _Read | None:
    """What a stored file holds; None, and a line in the log, where it cannot be had."""
    name = f"{held.instrument}-{held.version}"
    body = site_instruments.body(tx, held.id)
    if sha256(body).hexdigest() != held.checksum:
        log.error("shelf.altered", instrument=name)
        return None
    try:
        return _Read(body, tuple(read_definition(body, name, language) for language in spoken_in(body)))
    except Fault as fault:
        log.error("shelf.unreadable", instrument=name, fault=str(fault))
        return None
