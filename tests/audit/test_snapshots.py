"""Every table of the small register as it was approved: what changes in a file that others read is seen.

`SNAPSHOTS=write uv run pytest tests/audit/test_snapshots.py` writes them anew. Of the tables that are made
from the questionnaires' files, and of the wide ones, only the headings are kept.
"""

import os
from pathlib import Path

import pytest

from audit.dictionary import DICTIONARY
from audit.export import Exported
from audit.tables import TABLES
from tests.audit.test_formats import folder

KEPT = Path(__file__).with_name("snapshots")
HEADINGS_ONLY = frozenset({"instruments", "items", "dictionary", "wide", "redcap_import"})
FILES = (
    *(("csv", f"{table.name}.csv") for table in (*TABLES, DICTIONARY)),
    ("wide", "wide.csv"),
    ("redcap", "redcap_import.csv"),
    ("redcap", "redcap_dictionary.csv"),
    ("nice", "nice_audit.csv"),
)


@pytest.mark.parametrize(("format_name", "file"), FILES)
def test_a_table_is_as_it_was_approved(made: dict[str, Exported], format_name: str, file: str) -> None:
    found = (folder(made[format_name]) / file).read_bytes()
    if Path(file).stem in HEADINGS_ONLY:
        found = found[: found.index(b"\r\n") + 2]
    kept = KEPT / file
    if os.environ.get("SNAPSHOTS") == "write":
        KEPT.mkdir(exist_ok=True)
        kept.write_bytes(found)
    assert found == kept.read_bytes()
