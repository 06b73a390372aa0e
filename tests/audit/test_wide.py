"""One row an operation: columns that never change places, what was answered, counted and left out."""

import csv
from dataclasses import replace

import pandas as pd
import pyreadstat
import pytest

from audit.csv_export import restored
from audit.export import Exported
from audit.labelled.variables import cut, short
from audit.standing import AnswerState
from audit.wide.asking import asked_at, plain_name, questions
from audit.wide.table import wide_table
from domain import AssessmentKind
from questionnaires.library import Library
from storage import audit_rows
from storage.audit_words import Register
from storage.database import Database
from tests.audit.test_formats import folder

LIBRARY = Library.bundled()


@pytest.fixture(scope="module")
def rows(made: dict[str, Exported]) -> dict[str, dict[str, str]]:
    with (folder(made["wide"]) / "wide.csv").open(encoding="utf-8", newline="") as stream:
        return {row["episode"]: row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def register(hostile_register: Database) -> Register:
    with hostile_register.read() as tx:
        return audit_rows.register(tx)


def columns(register: Register, library: Library = LIBRARY) -> list[str]:
    table = wide_table(register, lambda each: library.get(each.instrument, each.version), library.instruments)
    return [column.name for column in table.sheet.columns]


def test_every_operation_is_one_row_and_its_indication_is_told(rows: dict[str, dict[str, str]]) -> None:
    assert list(rows) == ["E0001", "E0002", "E0003", "E0004", "E0005"]
    assert {row["indication"] for row in rows.values()} == {"secondary"}
    assert rows["E0005"]["active"] == "false"


def test_answers_and_scores_stand_under_their_time_point(rows: dict[str, dict[str, str]]) -> None:
    ann, ben = rows["E0001"], rows["E0002"]
    assert (ann["rlp_avg_m06"], ann["plp_frequency_m06"], ann["prosthesis_have_m06"]) == (
        "7",
        "days-1-2",
        "false",
    )
    assert (ann["pain_interference_m06"], ann["wear_index_m06"]) == ("5.5", "")
    assert (ann["came_m06"], ann["given_on_m06"], ann["came_m12"]) == ("completed", "2025-06-02", "")
    assert (ben["rlp_avg_m06"], ben["plp_avg_m06"], ben["came_m06"]) == ("0", "", "started")
    assert rows["E0003"]["safety_m06"] == "bleeding"


def test_windows_alerts_and_harms_are_counted(rows: dict[str, dict[str, str]]) -> None:
    ann, fay = rows["E0001"], rows["E0004"]
    names = ("windows_due", "windows_answered", "alerts_amber", "alerts_red", "safety_infection_confirmed")
    assert [ann[name] for name in names] == ["1", "1", "1", "0", "1"]
    assert [fay[name] for name in names] == ["0", "0", "0", "0", "0"]
    assert rows["E0003"]["alerts_red"] == "1"


def test_free_text_has_no_column(rows: dict[str, dict[str, str]]) -> None:
    assert not [name for name in rows["E0001"] if name.startswith("comments")]


def test_every_column_is_in_the_dictionary(
    made: dict[str, Exported], rows: dict[str, dict[str, str]]
) -> None:
    with (folder(made["wide"]) / "dictionary.csv").open(encoding="utf-8", newline="") as stream:
        described = [row for row in csv.DictReader(stream) if row["table"] == "wide"]
    assert [row["column"] for row in described] == list(rows["E0001"])
    assert all(row["meaning"] and row["source"] for row in described)


def test_columns_do_not_depend_on_what_was_answered_and_new_ones_come_after_their_kind(
    register: Register,
) -> None:
    empty = replace(
        register, operations=(), assessments=(), responses=(), scores=(), alerts=(), safety_events=()
    )
    usual = columns(empty)
    assert columns(register) == usual
    assert len(usual) == len(set(usual))
    added = replace(register.assessments[0], time_point="Y10", instruments=("core", "own"), id=999)
    more = columns(replace(register, assessments=(*register.assessments, added)))
    assert [name for name in more if name in set(usual)] == usual
    assert "rlp_avg_y10" in more


def test_a_question_that_a_later_version_leaves_out_keeps_its_column() -> None:
    core = [each for each in LIBRARY.instruments if each.id == "core"]
    shorter = replace(core[-1], version="9.0.0", questions=core[-1].questions[3:])
    assert list(questions([*core, shorter])["core"]) == list(questions(core)["core"])


def test_reports_begun_unasked_belong_to_no_time_point(register: Register) -> None:
    odd = replace(register.assessments[0], kind=AssessmentKind.UNSCHEDULED, time_point="PAIN-1")
    assert "PAIN-1" not in asked_at(replace(register, assessments=(odd,)))


@pytest.mark.parametrize(
    ("text", "name"), [("rlp-worst", "rlp_worst"), ("/44249-1", "q_44249_1"), ("", "q_")]
)
def test_a_name_begins_with_a_letter(text: str, name: str) -> None:
    assert plain_name(text) == name


def test_spss_reads_labels_dates_and_why_a_value_is_missing(made: dict[str, Exported]) -> None:
    data, meta = pyreadstat.read_sav(folder(made["spss"]) / "wide.sav", user_missing=True)
    ann = data.iloc[0]
    assert (ann["episode"], ann["rlp_avg_m06"], ann["quality_of_life_m06"]) == ("E0001", 7, -99)
    assert meta.missing_ranges["quality_of_life_m06"] == [{"lo": -99, "hi": -99}]
    assert meta.variable_value_labels["quality_of_life_m06"] == {-99: "declined"}
    assert meta.variable_value_labels["cause"][ann["cause"]] == "trauma"
    assert meta.variable_value_labels["prosthesis_have_m03"] == {0: "no", 1: "yes"}
    assert meta.variable_value_labels["plp_frequency_m06"][ann["plp_frequency_m06"]] == "On 1 or 2 days"
    assert str(ann["tmr_on"]) == "2025-01-15"
    assert "remaining limb on average" in str(meta.column_names_to_labels["rlp_avg_m06"])
    assert (ann["level"], str(meta.creation_time)) == ("=1+1", "2025-07-01 12:00:00")
    without, _ = pyreadstat.read_sav(folder(made["spss"]) / "wide.sav")
    assert pd.isna(without.iloc[0]["quality_of_life_m06"])


def test_stata_reads_labels_dates_and_why_a_value_is_missing(made: dict[str, Exported]) -> None:
    data, meta = pyreadstat.read_dta(folder(made["stata"]) / "wide.dta", user_missing=True)
    ann = data.iloc[0]
    assert (ann["episode"], ann["rlp_avg_m06"], ann["quality_of_life_m06"]) == ("E0001", 7, "a")
    assert str(meta.variable_value_labels["quality_of_life_m06"]) == "{'a': 'declined'}"
    assert meta.variable_value_labels["cause"][ann["cause"]] == "trauma"
    assert str(ann["tmr_on"]) == "2025-01-15"
    assert max(len(name) for name in meta.column_names) <= 32
    assert max(len(str(label)) for label in meta.column_labels) <= 80
    without, _ = pyreadstat.read_dta(folder(made["stata"]) / "wide.dta")
    assert pd.isna(without.iloc[0]["quality_of_life_m06"])


@pytest.mark.parametrize("name", ["spss", "stata"])
def test_a_statistics_file_has_every_column_of_the_wide_table_but_local_times(
    made: dict[str, Exported], rows: dict[str, dict[str, str]], name: str
) -> None:
    file = {"spss": "wide.sav", "stata": "wide.dta"}[name]
    read = pyreadstat.read_sav if name == "spss" else pyreadstat.read_dta
    _, meta = read(folder(made[name]) / file, metadataonly=True)
    wanted = [column for column in rows["E0001"] if not column.endswith("_at_local")]
    longest = 64 if name == "spss" else 28
    assert list(meta.column_names) == [short(column, longest) for column in wanted]
    assert len(set(meta.column_names)) == len(wanted)


def test_names_and_labels_that_are_too_long_are_cut() -> None:
    assert short("a" * 40, 28) == f"{'a' * 22}_{short('a' * 40, 28)[-5:]}"
    assert short("a" * 39 + "b", 28) != short("a" * 40, 28)
    assert cut("ŵ" * 50, 80) == "ŵ" * 38 + "..."
    assert restored(cut("short", 80)) == "short"
    assert {AnswerState.DECLINED, AnswerState.SKIPPED} < set(AnswerState)
