"""What every format of the export is made from, read at one moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.records import InstrumentOf
from questionnaires.library import Library
from storage.audit_words import Register


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
