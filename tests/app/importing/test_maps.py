"""A map is read generously where it means one thing, and each of its faults is told with its path."""

from typing import Any

import pytest

from app.importing.map_reading import read_map
from app.importing.maps import Outside, Several, Source
from app.importing.words import DateOrder, Told
from tests.app.importing.desk import HEADERS, OPERATION, decided, mapped, sentences, table


def faults(given: Any) -> list[str]:
    told = Told()
    read_map(given, told)
    return [str(each) for each in told.troubles]


SOUND: dict[str, Any] = {"patient": "ID", "answers": {"at": "BL", "rlp": "RLP"}}


def test_what_may_be_said_of_the_whole_file() -> None:
    text = """\
site: NORTH
encoding: windows-1252
delimiter: semicolon
Dates: MDY
decimal: comma
missing: NA
declined: ["99", n/a]
several: last
Outside windows: leave-out
patient: ID
answers: {at: BL, items: {rlp: RLP}}
"""
    found, told = mapped(text)
    assert not told.troubles
    assert (found.site, found.encoding, found.delimiter) == ("NORTH", "windows-1252", ";")
    assert (found.manner.dates, found.manner.comma) == (DateOrder.MONTH_FIRST, True)
    assert {"99", "n/a"} <= found.manner.declined
    assert "n/a" not in found.manner.missing
    assert (found.several, found.outside) == (Several.LAST, Outside.LEAVE_OUT)
    assert found.sections[0].answers == ({"time_point": Source("BL"), "rlp": Source("RLP")},)


def test_a_column_may_have_words_dates_and_a_default_of_its_own() -> None:
    found, _ = mapped(
        "patient: ID\noperation: {tmr_on: {column: D, dates: dmy}, side: {value: left}, limb: true}"
    )
    part = found.sections[0].operation
    assert part["tmr_on"].dates is DateOrder.DAY_FIRST
    assert (part["side"].value, part["limb"].value) == ("left", True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("text", "map: The map must hold fields"),
        ({"patient": "ID"} | {"operation": {"colour": "A"}}, "operation.colour: There is no such field"),
        (SOUND | {"colour": 1}, "colour: There is no such field"),
        (SOUND | {"dates": "ymd"}, "dates: This must be one of iso, dmy, mdy."),
        (SOUND | {"site": ["A"]}, "site: One word is wanted here."),
        (SOUND | {"missing": {1.5}}, "missing: A list is wanted here."),
        (SOUND | {"header_row": 0}, "header_row: This must be the number of a row"),
        (SOUND | {"where": "Kind"}, "where: Write the column and the words"),
        (SOUND | {"operation": "A"}, "operation: Write its fields below it"),
        (SOUND | {"operation": {"side": ["A"]}}, "operation.side: Name a column here"),
        (SOUND | {"operation": {"side": {"values": {"L": "left"}}}}, "operation.side: This needs a `column`"),
        (
            SOUND | {"operation": {"side": {"column": "A", "values": 3}}},
            "operation.side.values: Write each word",
        ),
        ({"answers": {"at": "BL", "rlp": "RLP"}}, "patient: Each row needs its patient"),
        ({"sections": [{"sheet": "A"}]}, "sections[1]: Nothing is mapped"),
        ({"sections": ["A"]}, "sections[1]: A section must hold fields"),
        ({"sheets": [{"patient": "ID"}], "colour": 1}, "colour: There is no such field"),
    ],
)
def test_each_fault_of_a_map_has_its_path(given: Any, words: str) -> None:
    assert any(f"map, {words}" in told or words in told for told in faults(given)), faults(given)


def test_sheets_headers_and_columns_that_are_not_there_are_told() -> None:
    sheet = table(HEADERS, name="Ops")
    assert (
        "There is no sheet 'Other'; there are Ops."
        in sentences(decided("sheet: Other\npatient: ID", sheet)[1])[0]
    )
    for text in ("header_row: 9\npatient: ID", "patient: Nobody"):
        assert "No header row was found" in sentences(decided(text, sheet)[1])[0]
    assert "no such column" in sentences(decided("patient: ID\nwhere: {Kind: a}", sheet)[1])[0]
    twice = table((*HEADERS, "side"), name="Ops")
    assert "columns E, H have the same header" in sentences(decided(f"patient: ID\n{OPERATION}", twice)[1])[0]
    wide = table((*["x"] * 26, "ID", "ID"), name="Ops")
    assert "columns AA, AB" in sentences(decided("patient: ID", wide)[1])[0]


def test_a_section_in_which_no_row_was_found_is_noted() -> None:
    _, tally = decided("header_row: 1\npatient: ID\nwhere: {Side: up}", table(HEADERS, name="Ops"))
    assert str(tally.told.notes[0]) == "Ops: No row was found here."


def test_a_misspelt_column_is_no_value_but_for_words_of_a_list() -> None:
    text = f"patient: ID\n{OPERATION.replace('Level', 'Levle')}"
    _, tally = decided(text, table(HEADERS, ("T1", "2024-01-15", "2021-05-02", "leg", "L", "x", "trauma")))
    assert "no such column" in sentences(tally)[0]
