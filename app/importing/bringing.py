"""What `tmr-followup import` does: read, decide, and store all of it or nothing."""

import base64
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from app.importing.deciding import Outcome, decide
from app.importing.files import content_of, map_values, sheets_of
from app.importing.gathering import Gathered, gather
from app.importing.map_reading import read_map
from app.importing.maps import ImportMap
from app.importing.questions import Questions
from app.importing.setting import Setting
from app.importing.tally import Tally
from app.importing.words import Told
from app.protocols import known_instruments
from app.shelf import Shelf
from bot.texts.loading import load
from domain import Act, Fault
from scheduler.protocol import read as read_protocol
from storage import import_facts, imports, protocols, sites, theatre, trail
from storage.database import Database, Tx
from storage.import_words import Count, KnownPatient

_MADE = "import.patient-key"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be imported, and how: only looked at (`dry_run`), with stored values changed (`update`)."""

    file: Path
    map_file: Path
    dry_run: bool
    update: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """What it came to. `stored`: it was stored; nothing of it was otherwise."""

    file: str
    sha256: str
    stored: bool
    tally: Tally = field(repr=False)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was read, and what there is to say of it before it is held against the register."""

    mapped: ImportMap
    gathered: Gathered
    told: Told
    sha256: str


def bring(database: Database, act: Act, asked: Asked) -> Brought:
    """Import a file by its map. With any fault nothing is stored.

    Everything is decided while others may write; where somebody did meanwhile, it is decided again when
    nobody can.
    """
    file = _read(asked)
    with database.read() as tx:
        head, (outcome, tally) = trail.head(tx), _decided(tx, act, file, update=asked.update)
    if asked.dry_run or not _is_to_be_stored(tally):
        return Brought(asked.file.name, file.sha256, stored=False, tally=tally)
    with database.write() as tx:
        if trail.head(tx) != head:
            outcome, tally = _decided(tx, act, file, update=asked.update)
        stored = _is_to_be_stored(tally)
        if stored:
            _store(tx, act, outcome, tally, file.sha256)
    return Brought(asked.file.name, file.sha256, stored, tally)


def _is_to_be_stored(tally: Tally) -> bool:
    return tally.is_news and not tally.told.troubles


def _read(asked: Asked) -> _File:
    told = Told()
    mapped = read_map(map_values(asked.map_file), told)
    content = content_of(asked.file)
    gathered = Gathered()
    if not told.troubles:
        sheets = sheets_of(asked.file, content, mapped.encoding, mapped.delimiter)
        gathered = gather(mapped, sheets, told)
    return _File(mapped, gathered, told, sha256(content).hexdigest())


def _decided(tx: Tx, act: Act, file: _File, *, update: bool) -> tuple[Outcome, Tally]:
    protocol_id = protocols.current(tx)
    if protocol_id is None:
        raise Fault("No protocol is published yet. Set the site up first with `tmr-followup site set`.")
    tally = Tally(Told(list(file.told.troubles), list(file.told.notes)), update)
    if any(each.place.sheet == "map" for each in tally.told.troubles):
        return Outcome((), ()), tally  # every row would lack what the map does not find
    counts = frozenset(Count(t.site_id, t.year, t.quarter, t.operations) for t in theatre.every(tx))
    setting = _setting(tx, act, protocol_id, _known(tx, file.gathered))
    return decide(file.mapped, file.gathered, setting, counts, tally), tally


def _known(tx: Tx, gathered: Gathered) -> dict[str, KnownPatient]:
    """The people of the file whom the register has, by code."""
    rows = [*gathered.patients, *gathered.operations, *gathered.events]
    rows += [visit.found for visit in gathered.visits]
    codes: dict[str, None] = {}
    for who in {row.who for row in rows}:
        codes |= dict.fromkeys([who.code] if who.code is not None else codes_of(tx, who.key or ""))
    return import_facts.known(tx, sorted(codes))


def codes_of(tx: Tx, key: str) -> tuple[str, ...]:
    """The codes that a hospital's key may have: under the master key in use, then under earlier ones.

    Nobody can tell the key from the code without the master key.
    """
    spelled = "".join(key.split()).casefold()
    return tuple(f"H{base64.b32encode(index[:10]).decode()}" for index in tx.keys.indexes(spelled, _MADE))


def _setting(tx: Tx, act: Act, protocol_id: int, known: dict[str, KnownPatient]) -> Setting:
    library = Shelf().library(tx)
    current = {name: library.current(name) for name in library.ids}
    used = {each.episode.protocol_id for person in known.values() for each in person.operations}
    instruments = known_instruments(tx)
    return Setting(
        as_of=act.at,
        sites={site.code: site for site in sites.every(tx)},
        protocol_id=protocol_id,
        protocols={
            each: read_protocol(protocols.body(tx, each), instruments) for each in {*used, protocol_id}
        },
        instruments=current,
        pinned=library.get,
        questions=Questions(tuple(current.values())),
        languages=frozenset(load()),
        codes_of=lambda key: codes_of(tx, key),
        known=known,
        operation_codes=import_facts.codes_in_use(tx),
    )


def _store(tx: Tx, act: Act, outcome: Outcome, tally: Tally, checksum: str) -> None:
    imports.store(tx, act, outcome.parts, outcome.counts)
    counts = {thing: {c: n for c, n in came.items() if n} for thing, came in tally.rows().items()}
    detail = {"sha256": checksum, "counts": {thing: came for thing, came in counts.items() if came}}
    trail.record(tx, act, "import.store", f"import:{checksum[:16]}", detail)
