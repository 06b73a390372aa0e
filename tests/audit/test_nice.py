"""The map of another tool's columns: ours fills a file, the site's own too, every fault is told at once."""

import csv
from pathlib import Path

import pytest

from audit.export import Exported, Wanted, export
from audit.folders import ExportFault
from audit.nice.mapping import MapFault, read_map
from audit.nice_export import MAP
from domain import Act
from questionnaires.library import Library
from storage.database import Database
from tests.audit.conftest import EXPORTED_AT
from tests.audit.test_formats import folder

Row = dict[str, str]


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def mapped(database: Database, room: Path, text: str) -> list[Row]:
    (room / "own.yaml").write_text(text, "utf-8")
    wanted = Wanted(map_file=room / "own.yaml")
    export(database, Library.bundled(), "nice", room / "out", Act("cli", EXPORTED_AT), wanted=wanted)
    (file,) = (room / "out").glob("*.csv")
    assert (room / "out" / "map.yaml").read_text("utf-8") == text
    return read(file)


def test_the_map_that_comes_with_the_product_fills_a_file(made: dict[str, Exported]) -> None:
    rows = read(folder(made["nice"]) / "nice_audit.csv")
    assert list(rows[0]) == [target.name for target in read_map(MAP.read_text("utf-8")).targets]
    assert [row["Case"] for row in rows] == ["E0001", "E0002", "E0003", "E0004", "E0005"]
    assert (rows[0]["Indication"], rows[0]["Infection (confirmed events)"]) == ("Later", "1")


def test_a_site_uses_its_own_headings_codes_and_differences(
    hostile_register: Database, tmp_path: Path
) -> None:
    rows = mapped(
        hostile_register,
        tmp_path,
        """
        file: nice_ours.csv
        operations: secondary
        columns:
          - {name: "Limb, as we say", from: operations.limb, values: {lower: Leg, upper: Arm}}
          - {name: Difference, from: answers.rlp-worst@M06, minus: answers.core/rlp-average@M06}
          - {name: Interference, from: scores.pain-interference@M06}
          - {name: Came, from: assessments.missingness@M06}
          - {name: Red, from: wide.alerts_red}
          - {name: Unit, text: "=North"}
        """,
    )
    assert rows[0] == {
        "Limb, as we say": "Leg",
        "Difference": "1",
        "Interference": "5.5",
        "Came": "completed",
        "Red": "0",
        "Unit": "'=North",
    }
    assert rows[1]["Difference"] == ""


def test_primary_operations_are_told_apart(hostile_register: Database, tmp_path: Path) -> None:
    text = "operations: primary\ncolumns: [{name: Case, from: operations.episode}]\n"
    assert mapped(hostile_register, tmp_path, text) == []


def test_every_fault_of_a_map_is_told_at_once() -> None:
    text = """
        file: ../x.csv
        operations: some
        colour: blue
        columns:
          - {name: A, from: operations.limb, text: both}
          - {name: A}
          - {from: operations.limb}
          - {name: B, minus: wide.x, text: t}
          - {name: C, from: 5}
          - {name: D, from: operations.limb, values: [1], odd: 1}
          - just a word
        """
    with pytest.raises(MapFault) as found:
        read_map(text)
    told = str(found.value)
    for words in (
        "file: '../x.csv' is not as nice_NAME.csv.",
        "operations: 'some' is not one of all, primary, secondary.",
        "colour: nothing is known by that name.",
        "columns[1]: The name 'A' is there twice.",
        "columns[1]: It needs either `from` or `text`.",
        "columns[2]: It needs either `from` or `text`.",
        "columns[3]: Its name is missing.",
        "columns[4]: `minus` needs `from`.",
        "columns[5]: `from` must be a text.",
        "columns[6]: `values` must give a word for each code.",
        "columns[6]: `odd` is not known.",
        "columns[7]: It needs a name, and `from` or `text`.",
    ):
        assert f"- {words}" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: []", "columns: there are none."),
        ("columns: 3", "columns: there are none."),
        ("- a\n- b", "One object with the key"),
        ("a: [", "cannot be read"),
    ],
)
def test_what_is_no_map_is_told(text: str, words: str) -> None:
    with pytest.raises(MapFault, match=words):
        read_map(text)


def test_sources_that_are_not_there_and_codes_without_a_word_are_told_together(
    hostile_register: Database, tmp_path: Path
) -> None:
    with pytest.raises(MapFault) as found:
        mapped(
            hostile_register,
            tmp_path,
            """
            columns:
              - {name: A, from: operations.came_m06}
              - {name: B, from: answers.no-such@M06}
              - {name: C, from: assessments.missingness}
              - {name: D, from: elsewhere.x}
              - {name: E, from: operations.limb, minus: wide.alerts_red}
              - {name: F, from: operations.limb, values: {upper: Arm}}
            """,
        )
    told = str(found.value)
    for words in (
        "A: there is no operations.came_m06.",
        "B: there is no answers.no-such@M06.",
        "C: there is no assessments.missingness.",
        "D: there is no elsewhere.x.",
        "E: operations.limb is no number.",
        "F: values has no word for 'lower', which occurs.",
    ):
        assert f"- {words}" in told
    assert not (tmp_path / "out").exists()


def test_a_map_that_is_not_there_is_told(hostile_register: Database, tmp_path: Path) -> None:
    wanted = Wanted(map_file=tmp_path / "none.yaml")
    with pytest.raises(ExportFault, match=r"The map .*none.yaml cannot be read: No such file"):
        export(
            hostile_register,
            Library.bundled(),
            "nice",
            tmp_path / "o",
            Act("cli", EXPORTED_AT),
            wanted=wanted,
        )
