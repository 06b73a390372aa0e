"""What every format of the export is made from, read at one moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.deadlines import deadlines
from audit.dictionary import dictionary
from audit.records import AskedInstrument, InstrumentOf
from audit.tables import Sheet, sheets
from audit.wide.table import WideTable, wide_table
from questionnaires.library import Library
from storage.audit_words import Register


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
