"""What holds for every format: nobody is named, nothing runs as a formula, same register, same bytes."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from audit.choosing import choice
from audit.csv_export import STARTS_A_FORMULA, restored
from audit.export import FORMATS, Exported, Wanted, export
from domain import Act
from questionnaires.library import Library
from storage import trail
from storage.database import Database
from tests.audit.conftest import EXPORTED_AT
from tests.audit.hostile import FORMULA, HOSTILE, NERVE, ROLE, bytes_in
from tests.audit.lives import CANARIES

MADE_OF_CSV = ("csv", "wide", "redcap", "nice")


def folder(made: Exported) -> Path:
    return made.files[0].parent if made.files[0].parent.name in FORMATS else made.files[0].parent.parent


def cells(folder: Path) -> list[str]:
    found = []
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            found += [cell for row in csv.reader(stream) for cell in row]
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_no_identifier_and_no_free_text_is_in_any_byte_of_any_format(
    made: dict[str, Exported], name: str
) -> None:
    content = bytes_in(folder(made[name]))
    assert b"E0001" in content or b"E\x000\x000" in content
    assert not [canary for canary in CANARIES if canary.encode() in content]
    assert not [canary for canary in CANARIES if canary.encode("utf-16-le") in content]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_register_at_the_same_moment_gives_the_same_bytes_in_every_format(
    made: dict[str, Exported], hostile_register: Database, tmp_path: Path, name: str
) -> None:
    again = export(hostile_register, Library.bundled(), name, tmp_path / name, Act("cli", EXPORTED_AT))
    assert again.checksums == made[name].checksums


@pytest.mark.parametrize("name", MADE_OF_CSV)
def test_no_cell_of_a_csv_file_runs_as_a_formula_and_each_can_be_read_back(
    made: dict[str, Exported], name: str
) -> None:
    found = cells(folder(made[name]))
    hostile = [cell for cell in found if STARTS_A_FORMULA.match(cell) and not cell.startswith("'")]
    assert [cell for cell in hostile if not cell.removeprefix("-").replace(".", "", 1).isdecimal()] == []
    assert {"=1+1", "\t=1"} <= {restored(cell) for cell in found}


def test_every_hostile_text_of_the_register_is_in_the_tables_as_it_was(made: dict[str, Exported]) -> None:
    found = {restored(cell) for cell in cells(folder(made["csv"]))}
    assert {*HOSTILE.values(), f"{ROLE}; pain", NERVE, "=soleus"} <= found


def test_every_cell_of_the_workbook_is_a_value_and_hostile_texts_are_texts(made: dict[str, Exported]) -> None:
    book = load_workbook(folder(made["xlsx"]) / "audit.xlsx")
    every = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in every} == {"s", "n", "b", "d"}
    assert {cell.data_type for cell in every if cell.value in HOSTILE.values()} == {"s"}
    assert FORMULA in {cell.value for cell in every}


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_of_any_format_is_in_the_trail(
    made: dict[str, Exported], hostile_register: Database, name: str
) -> None:
    with hostile_register.read() as tx:
        told = trail.read(tx, f"export:{name}")[0]
    assert told.at == EXPORTED_AT
    assert told.detail == {"rows": dict(made[name].counts), "sha256": dict(made[name].checksums)}
    assert told.by == "cli"


def test_a_filter_is_kept_in_the_trail_and_told_in_the_workbook(
    hostile_register: Database, tmp_path: Path
) -> None:
    wanted = Wanted(choice("=SITE", "2025-Q2"))
    done = export(
        hostile_register, Library.bundled(), "xlsx", tmp_path / "out", Act("cli", EXPORTED_AT), wanted=wanted
    )
    assert done.counts["operations"] == 1
    assert (done.counts["assessments"], done.counts["answers"], done.counts["alerts"]) == (0, 0, 0)
    notes = load_workbook(tmp_path / "out" / "audit.xlsx")["notes"]
    assert "operated at =SITE, TMR from 2025-04-01 to 2025-06-30" in {row[1].value for row in notes}
    with hostile_register.read() as tx:
        told = trail.read(tx, "export:xlsx")
    wanted_filter = {"site": "=SITE", "from": "2025-04-01", "to": "2025-06-30"}
    assert wanted_filter in [each.detail.get("filter") for each in told]
