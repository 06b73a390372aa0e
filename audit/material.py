"""What every format of the export is made from, read at one moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from audit.choosing import EVERYTHING, Choice, narrowed
from audit.deadlines import deadlines
from audit.dictionary import dictionary
from audit.folders import ExportFault
from audit.records import AskedInstrument, InstrumentOf
from audit.tables import Sheet, sheets
from audit.wide.table import WideTable, wide_table
from domain import Act
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from storage import audit_rows
from storage.audit_words import Register, ResponseRow
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person may ask of an export beyond its format. `map_file` is for the format nice alone."""

    choice: Choice = field(default_factory=lambda: EVERYTHING)
    with_free_text: bool = False
    map_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """`at` is the moment of the export, `chosen` says in words which operations are in it. `with_free_text`
    lets out what people wrote in their own words. `map_file`: how another tool's columns are to be filled."""

    register: Register
    library: Library
    instrument_of: InstrumentOf
    at: datetime
    with_free_text: bool = False
    chosen: str = "every operation of the register"
    map_file: Path | None = None

    @property
    def asked(self) -> tuple[AskedInstrument, ...]:
        """Every version there is: the bundled ones by name, then the site's own as they were added."""
        licences = self.library.licences
        return tuple(
            AskedInstrument(each, licences.get((each.id, each.version))) for each in self.library.instruments
        )

    @property
    def tables(self) -> tuple[Sheet, ...]:
        """The tables of the data set, in their order."""
        due_at = deadlines(self.register.signed_numbers, self.register.rota)
        return sheets(self.register, self.instrument_of, due_at, self.asked)

    @property
    def data_set(self) -> tuple[Sheet, ...]:
        """The tables and their dictionary."""
        return (*self.tables, dictionary())

    @property
    def wide(self) -> WideTable:
        """One row an operation."""
        return wide_table(self.register, self.instrument_of, self.library.instruments)


Writer = Callable[[Path, Material], Mapping[str, int]]
"""Writes one format into an empty folder, and tells how much of what it wrote."""


def instrument_of(library: Library) -> InstrumentOf:
    """The instrument of each response, refused where the file at hand is not the one it was asked with."""

    def pinned(response: ResponseRow) -> Instrument:
        instrument = library.get(response.instrument, response.version)
        if instrument.checksum != response.checksum:
            raise ExportFault(
                f"Response {response.id} was asked with another file of {response.instrument} "
                f"{response.version} than the one at hand; bring that file back."
            )
        return instrument

    return pinned


def read_material(database: Database, library: Library, act: Act, wanted: Wanted) -> Material:
    """What is to be exported, as it stands in one moment."""
    with database.read() as tx:
        register = narrowed(audit_rows.register(tx), wanted.choice)
    return Material(
        register,
        library,
        instrument_of(library),
        act.at,
        wanted.with_free_text,
        wanted.choice.words,
        wanted.map_file,
    )
