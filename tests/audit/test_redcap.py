"""The REDCap project against the rules that REDCap documents for data dictionaries and imports."""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from audit.csv_export import restored
from audit.export import Exported
from audit.redcap.fields import raw_code
from audit.redcap_export import HEADINGS
from tests.audit.test_formats import folder

NAME = re.compile(r"[a-z][a-z0-9_]*")
CODE = re.compile(r"[a-z0-9_]+")
TYPES = {"text", "notes", "radio", "dropdown", "checkbox", "yesno", "calc", "slider"}
VALIDATIONS = {"", "date_ymd", "datetime_seconds_ymd", "integer", "number"}
Row = dict[str, str]


def truth(cell: str) -> None:
    assert cell in {"0", "1"}


def moment(cell: str) -> None:
    datetime.strptime(cell, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - REDCap knows no zones


CHECKS: dict[tuple[str, str], Callable[[str], object]] = {
    ("checkbox", ""): truth,
    ("yesno", ""): truth,
    ("text", "date_ymd"): date.fromisoformat,
    ("text", "datetime_seconds_ymd"): moment,
    ("text", "integer"): int,
    ("text", "number"): float,
}


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def dictionary(made: dict[str, Exported]) -> list[Row]:
    return read(folder(made["redcap"]) / "redcap_dictionary.csv")


@pytest.fixture(scope="module")
def imported(made: dict[str, Exported]) -> list[Row]:
    return read(folder(made["redcap"]) / "redcap_import.csv")


def choices(row: Row) -> dict[str, str]:
    told = row["Choices, Calculations, OR Slider Labels"]
    return dict(pair.split(", ", 1) for pair in told.split(" | ")) if told else {}


def test_the_dictionary_has_the_columns_of_redcaps_template(dictionary: list[Row]) -> None:
    assert tuple(dictionary[0]) == HEADINGS
    assert len(HEADINGS) == 18
    assert (dictionary[0]["Variable / Field Name"], dictionary[0]["Form Name"]) == ("record_id", "operation")


def test_names_are_small_short_and_unique(dictionary: list[Row]) -> None:
    names = [row["Variable / Field Name"] for row in dictionary]
    assert len(names) == len(set(names)) > 100
    assert all(NAME.fullmatch(name) and len(name) <= 26 for name in names)
    assert all(NAME.fullmatch(row["Form Name"]) for row in dictionary)
    forms = [row["Form Name"] for row in dictionary]
    assert [name for n, name in enumerate(forms) if name in forms[:n] and forms[n - 1] != name] == []


def test_types_validations_and_choices_are_those_redcap_knows(dictionary: list[Row]) -> None:
    for row in dictionary:
        name, validation = row["Variable / Field Name"], row["Text Validation Type OR Show Slider Number"]
        assert row["Field Type"] in TYPES, name
        assert validation in VALIDATIONS, name
        assert row["Field Label"], name
        has_choices = row["Field Type"] in {"radio", "dropdown", "checkbox"}
        assert bool(choices(row)) is has_choices, name
        assert all(CODE.fullmatch(code) and label for code, label in choices(row).items()), name
        told = row["Choices, Calculations, OR Slider Labels"]
        assert len(choices(row)) == len(told.split(" | ")) if told else not has_choices, name


def test_every_column_of_the_import_file_is_a_field_or_a_choice_of_a_checkbox(
    dictionary: list[Row], imported: list[Row]
) -> None:
    wanted = ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance"]
    for row in dictionary[1:]:
        name = row["Variable / Field Name"]
        several = row["Field Type"] == "checkbox"
        wanted += [f"{name}___{code}" for code in choices(row)] if several else [name]
    assert list(imported[0]) == wanted


def test_a_row_fills_only_the_fields_of_its_form_and_each_instance_is_there_once(
    dictionary: list[Row], imported: list[Row]
) -> None:
    form_of = {row["Variable / Field Name"]: row["Form Name"] for row in dictionary}
    keys = set()
    for row in imported:
        form = row["redcap_repeat_instrument"] or "operation"
        filled = [name.split("___")[0] for name, cell in list(row.items())[3:] if cell]
        assert {form_of[name] for name in filled} == {form}
        assert bool(row["redcap_repeat_instance"]) is (form != "operation")
        key = (row["record_id"], form, row["redcap_repeat_instance"])
        assert key not in keys
        keys.add(key)
    assert {key[1] for key in keys} == {"operation", "visit", "core", "safety_event"}


def test_every_cell_passes_the_validation_of_its_field(dictionary: list[Row], imported: list[Row]) -> None:
    met = set()
    for field in dictionary[1:]:
        name, kind = field["Variable / Field Name"], field["Field Type"]
        validation = field["Text Validation Type OR Show Slider Number"]
        columns = [name] if kind != "checkbox" else [f"{name}___{code}" for code in choices(field)]
        for cell in {row[column] for row in imported for column in columns} - {""}:
            met.add((kind, validation))
            assert kind != "radio" or cell in choices(field), name
            CHECKS.get((kind, validation), str)(cell)
    kinds = {("checkbox", ""), ("yesno", ""), ("radio", ""), ("text", "date_ymd"), ("text", "integer")}
    assert kinds | {("text", "number"), ("text", "datetime_seconds_ymd"), ("text", "")} <= met


def test_answers_stand_in_their_instance(imported: list[Row]) -> None:
    core = {row["record_id"]: row for row in imported if row["redcap_repeat_instrument"] == "core"}
    ann, cara = core["E0001"], core["E0003"]
    assert (ann["core_time_point"], ann["core_rlp_avg"], ann["core_plp_frequency"]) == (
        "M06",
        "7",
        "days_1_2",
    )
    assert (ann["core_prosthesis_have"], ann["core_quality_of_life"]) == ("0", "")
    assert (ann["core_safety___none"], ann["core_safety___bleeding"]) == ("1", "0")
    assert (cara["core_safety___none"], cara["core_safety___bleeding"]) == ("0", "1")
    assert ann["core_pain_interference"] == "5.5"


def test_hostile_text_is_defused_and_can_be_restored(imported: list[Row]) -> None:
    level = imported[0]["level"]
    assert (level, restored(level)) == ("'=1+1", "=1+1")


@pytest.mark.parametrize(
    ("code", "raw"), [("tmr+rpni", "tmr_rpni"), ("days-1-2", "days_1_2"), ("+", "other")]
)
def test_a_code_is_made_of_small_letters_digits_and_underlines(code: str, raw: str) -> None:
    assert raw_code(code) == raw
