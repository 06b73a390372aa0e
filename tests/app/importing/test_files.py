"""Files as hospitals have them: merged cells, formulas, stray rows, encodings; or a sentence why not."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from app.importing.files import content_of, map_values, sheets_of
from domain import Fault
from tests.app.importing.desk import ANN, HEADERS, OPERATION, decided, of_text, sentences, table

FILE = Path("table")


def book(*lines: tuple[Any, ...], merge: str = "", title: str = "Sheet") -> bytes:
    workbook, content = Workbook(), io.BytesIO()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for line in lines:
        sheet.append(line)
    if merge:
        sheet.merge_cells(merge)
    workbook.save(content)
    return content.getvalue()


def test_a_workbook_gives_its_cells_as_they_are() -> None:
    day = datetime(2025, 1, 15)  # noqa: DTZ001 - as a spreadsheet has it
    (sheet,) = sheets_of(FILE, book(("ID", "Day"), ("T1", day), (), (7, True)), None, None)
    assert sheet.rows == (("ID", "Day"), ("T1", day), (None, None), (7, True))


def test_merged_cells_hold_for_each_of_their_cells() -> None:
    (sheet,) = sheets_of(FILE, book(("ID", "RLP"), ("T1", 3), (None, 4), merge="A2:A3"), None, None)
    assert sheet.rows[1:] == (("T1", 3), ("T1", 4))


def test_a_formula_without_its_value_is_a_fault_with_its_place() -> None:
    content = book(("ID", "Died"), ("T1", "=DATE(2025,1,1)"))
    sheets = sheets_of(FILE, content, None, None)
    _, tally = decided("patient: {code: ID, died_on: Died}", *sheets)
    assert sentences(tally) == [
        "Sheet, row 2, column B (Died): This is a formula without a stored value: open the file in its "
        "program, and save it."
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    (sheet,) = of_text(delimiter.join(("ID", "RLP", "PLP")) + "\n" + delimiter.join(("T1", "3", "4")))
    assert sheet.rows[1] == ("T1", "3", "4")


def test_marks_at_the_beginning_are_no_part_of_the_first_header() -> None:
    for content in ("\ufeffID,A\nT1,é".encode(), "\ufeffID,A\nT1,é".encode("utf-16-le")):
        assert sheets_of(FILE, content, None, None)[0].rows == (("ID", "A"), ("T1", "é"))
    assert of_text("sep=;\nID;A,B\n")[0].rows[1] == ("ID", "A,B")


def test_another_encoding_is_refused_until_the_map_names_it() -> None:
    content = "ID;Side\nT1;rechts – ü".encode("cp1252")
    with pytest.raises(Fault, match="windows-1252"):
        sheets_of(FILE, content, None, None)
    assert sheets_of(FILE, content, "windows-1252", None)[0].rows[1] == ("T1", "rechts – ü")
    assert sheets_of(FILE, "ID;Side\nT1;ü".encode(), "windows-1252", None)[0].rows[1] == ("T1", "ü")


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter", "words"),
    [
        (b"PK\x03\x04 not really", None, None, "Excel file"),
        (b"\xd0\xcf\x11\xe0....", None, None, "password"),
        (b"ID,A\n", "klingon", None, "encoding"),
        (b"ID,A\n\xff\xfe", "ascii", None, "ascii"),
        (b"ID,A\n", None, "::", "CSV"),
        (b"ID,A\n" + b"x" * 200_000, None, ",", "CSV"),
    ],
)
def test_what_cannot_be_read_says_so(
    content: bytes, encoding: str | None, delimiter: str | None, words: str
) -> None:
    with pytest.raises(Fault, match=words):
        sheets_of(FILE, content, encoding, delimiter)


def test_a_file_that_swells_too_much_is_not_opened() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        with archive.open(info, "w", force_zip64=True) as part:
            for _ in range(301):
                part.write(b"0" * (1 << 20))
    with pytest.raises(Fault, match="too big"):
        sheets_of(FILE, content.getvalue(), None, None)


def test_a_file_or_map_that_is_not_there_or_no_yaml_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="cannot be read"):
        content_of(tmp_path / "nothing")
    for text, words in ((b"a: [", "YAML"), (b"\xff\xfe\xfa", "UTF-8"), (b"a: 2025-02-31", "calendar")):
        (tmp_path / "map.yaml").write_bytes(text)
        with pytest.raises(Fault, match=words):
            map_values(tmp_path / "map.yaml")
    (tmp_path / "map.yaml").write_text("at: yes", "utf-8")
    assert map_values(tmp_path / "map.yaml") == {"at": "yes"}


def test_titles_above_the_header_blank_rows_and_spaces_are_passed_over() -> None:
    sheet = table(("Our register", None), (), (" id ", *HEADERS[1:]), (), ("T1 ", *ANN[1:]), (None, "  "))
    outcome, tally = decided(f"patient: ID\n{OPERATION}", sheet)
    assert not tally.told.troubles
    assert [part.new.code for part in outcome.parts if part.new] == ["T1"]


def test_a_row_wider_than_the_header_is_a_fault() -> None:
    sheets = of_text("ID,rlp,plp\nT1,6,5,7\n", delimiter=",")
    _, tally = decided("patient: ID\nanswers: [{at: BL, rlp: rlp, plp: plp}]", *sheets)
    assert "more cells than the header" in sentences(tally)[0]
