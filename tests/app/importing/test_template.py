"""The maps that a coordinator starts from can be used with the tables beside them."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.importing.tally import Came, Thing
from app.importing.template import write_templates
from domain import Fault
from tests.app.clinic import open_site
from tests.app.importing.desk import decided, of_text
from tests.floors import ROOT
from tests.terminal import Terminal

ROW = {
    "patient": "T1",
    "kind": "operation",
    "tmr_on": "2023-01-15",
    "date": "2023-01-15",
    "amputation_on": "2021-05-02",
    "indication": "secondary",
    "limb": "lower",
    "side": "left",
    "level": "BKA",
    "cause": "trauma",
}


@pytest.mark.parametrize("name", ["wide.csv", "rows.csv", "workbook.xlsx"])
def test_each_map_goes_with_its_table(name: str, tmp_path: Path, sqlite_template: Path, key: str) -> None:
    at = Terminal({"TMR_DATABASE_URL": f"sqlite:///{tmp_path}/d.sqlite3", "TMR_KEY": key})
    (tmp_path / "d.sqlite3").write_bytes(sqlite_template.read_bytes())
    open_site(at)
    out = tmp_path / "out"
    assert name in at.done("import-template", "--out", str(out))
    file, headers = out / name, []
    if file.suffix == ".csv":
        headers = file.read_text("utf-8").strip().split(",")
        file.write_text(f"{','.join(headers)}\n{','.join(ROW.get(each, '') for each in headers)}\n", "utf-8")
    told = json.loads(at.run("import", str(file), "--map", str(file.with_suffix(".yaml")), "--json").out)
    assert told["faults"] == []
    assert told["counts"]["operations"]["new"] == bool(headers)


def test_the_workbook_has_the_sheets_of_its_map(tmp_path: Path) -> None:
    write_templates(tmp_path / "new")
    book = load_workbook(io.BytesIO((tmp_path / "new/workbook.xlsx").read_bytes()))
    assert book.sheetnames == ["Patients", "Operations", "Answers", "Events", "Theatre"]
    assert [cell.value for cell in book["Theatre"][1]] == ["Quarter", "TMR operations"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    write_templates(tmp_path)
    with pytest.raises(Fault, match="already"):
        write_templates(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Fault, match="cannot be written"):
        write_templates(tmp_path / "file" / "folder")


def test_the_example_of_the_page_can_be_imported() -> None:
    page = (ROOT / "docs/import.md").read_text("utf-8")
    text, mapped = (page.split(f"```{kind}\n")[1].split("```")[0] for kind in ("csv", "yaml"))
    _, tally = decided(mapped, *of_text(text))
    assert not tally.told.troubles
    assert tally.counts[Thing.ANSWERS, Came.NEW] == 3
