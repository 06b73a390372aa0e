"""What every format of the export, and the report, is made from, read at one moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.folders import ExportFault
from audit.records import InstrumentOf
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from storage.audit_words import Register, ResponseRow


@dataclass(frozen=True, slots=True)
class Material:
    """`at` is the moment of the export. `with_free_text` lets out what people wrote in their own words."""

    register: Register
    library: Library
    instrument_of: InstrumentOf
    at: datetime
    with_free_text: bool = False


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
