"""What becomes of rows: put together, placed at time points, made into reports; and what is wrong."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.importing.tally import Came, Thing
from domain import AssessmentState, Coding, EntryKind, PatientStatus
from storage.import_words import NewVisit, OperationPart, PatientPart
from storage.register_words import NerveTransfer, SafetyKind
from storage.words import SafetyCategory, SafetyState
from tests.app.importing.desk import ANN, HEADERS, OPERATION, ann, decided, sentences, table

VISIT = "answers: [{at: M12, rlp: RLP, plp: PLP}]"


def only(outcome: Any) -> tuple[PatientPart, OperationPart]:
    (part,) = outcome.parts
    (operation,) = part.operations
    return part, operation


def answered(operation: OperationPart) -> dict[str, NewVisit]:
    return {visit.time_point: visit for visit in operation.visits if visit.responses}


def given_in(visit: NewVisit) -> dict[str, tuple[object, ...]]:
    (response,) = visit.responses
    return {line.link_id: line.values for line in response.entries}


def test_answers_of_a_named_time_point_are_a_partial_report_of_its_target_day() -> None:
    outcome, tally = ann(VISIT, ("RLP", "PLP"), 3, "4")
    visit = answered(only(outcome)[1])["M12"]
    assert given_in(visit) == {"rlp-average": (3,), "plp-average": (4,)}
    assert (visit.state, visit.reason) == (AssessmentState.PARTIAL, "window-closed")
    assert visit.answered_at == datetime(2025, 1, 15, 12, tzinfo=UTC)
    assert visit.responses[0].given_on is None
    assert tally.counts[Thing.ANSWERS, Came.NEW] == 2


def test_a_date_is_put_where_a_window_holds_it_and_kept() -> None:
    outcome, _ = ann("answers: [{on: Day, rlp: RLP}]", ("Day", "RLP"), "2025-02-01", 3)
    visit = answered(only(outcome)[1])["M12"]
    assert visit.responses[0].given_on == date(2025, 2, 1)
    assert visit.answered_at == datetime(2025, 2, 1, 12, tzinfo=UTC)


def test_two_time_points_of_one_day_each_get_their_own_questions() -> None:
    questions = "{on: Day, rlp: RLP, wound_signs: Wound}"
    outcome, tally = ann(f"answers: [{questions}]", ("Day", "RLP", "Wound"), "2024-01-29", 3, "redness; heat")
    assert not tally.told.troubles
    visits = answered(only(outcome)[1])
    assert {point: visit.instruments for point, visit in visits.items()} == {
        "W02": ("core",),
        "WC14": ("wound-check",),
    }


def test_a_report_with_all_that_must_be_answered_is_complete() -> None:
    names = (
        *("rlp", "rlp_worst", "plp", "plp_worst", "interference_activity", "interference_enjoyment"),
        *("prosthesis_have", "qol", "change", "safety_past"),
    )
    cells = (1, 2, 0, 0, 3, 4, "no", 7, "much better", "none")
    group = ", ".join(f"{name}: {name}" for name in names)
    outcome, tally = ann(f"answers: [{{at: M12, {group}}}]", names, *cells)
    assert not tally.told.troubles
    visit = answered(only(outcome)[1])["M12"]
    assert visit.state is AssessmentState.COMPLETED
    last = visit.responses[0].entries[-2:]
    assert [line.kind for line in last] == [EntryKind.SKIPPED, EntryKind.SENT]
    assert ("pain-interference", "1.0.0", Decimal("3.5"), None) in visit.responses[0].scores


def test_whoever_tells_days_of_wear_has_a_prosthesis() -> None:
    outcome, _ = ann("answers: [{at: M12, prosthesis_days: D, prosthesis_hours: H}]", ("D", "H"), 7, 8)
    visit = answered(only(outcome)[1])["M12"]
    assert given_in(visit)["prosthesis-have"] == (True,)
    assert ("wear-index", "1.0.0", Decimal("50.00"), None) in visit.responses[0].scores
    assert (visit.state, visit.reason) == (AssessmentState.MISSED, "no-key-outcome")


def test_what_the_other_answers_rule_out_is_left_out_with_a_note() -> None:
    group = "answers: [{at: M12, plp: A, plp_worst: B, plp_frequency: C}]"
    outcome, tally = ann(group, ("A", "B", "C"), 0, 0, "daily")
    assert set(given_in(answered(only(outcome)[1])["M12"])) == {"plp-average", "plp-worst"}
    assert "plp-frequency is not asked" in str(tally.told.notes[-1])


def test_declined_is_stored_and_missing_is_not() -> None:
    outcome, _ = ann(VISIT, ("RLP", "PLP"), "declined", "n/a")
    (entry,) = answered(only(outcome)[1])["M12"].responses[0].entries
    assert (entry.kind, entry.link_id) == (EntryKind.DECLINED, "rlp-average")


def test_choices_go_by_code_or_by_words_and_several_by_semicolons() -> None:
    group = "answers: [{at: M12, plp: P, plp_frequency: F, medicines: M, phq4_worry: W}]"
    outcome, tally = ann(group, ("P", "F", "M", "W"), 4, "Every day", "opioid; Injections", "2")
    assert not tally.told.troubles
    visit = answered(only(outcome)[1])["M12"]
    said = {line.link_id: line.values for each in visit.responses for line in each.entries}
    choice = "urn:tmr-followup:choice"
    assert said["plp-frequency"] == (Coding(choice, "daily"),)
    assert said["medicines"] == (Coding(choice, "injection"), Coding(choice, "opioid"))
    assert said["phq4-worry"] == (Coding(choice, "more-than-half"),)


def test_long_rows_of_one_answer_each_are_one_report() -> None:
    text = f"""
sections:
  - sheet: Ops
    patient: ID
{OPERATION.replace(chr(10), chr(10) + "    ").strip().join(("    ", ""))}
  - sheet: Long
    patient: ID
    answers: [{{time_point: Visit, item: Question, value: Score}}]
"""
    ops = table(HEADERS, ANN, name="Ops")
    long = table(
        ("ID", "Visit", "Question", "Score"),
        ("T1", "12 months", "rlp", 3),
        ("T1", "12 months", "PLP worst", 5),
        ("T1", "baseline", "rlp", 8),
        name="Long",
    )
    outcome, tally = decided(text, ops, long)
    assert not tally.told.troubles
    visits = answered(only(outcome)[1])
    assert given_in(visits["M12"]) == {"rlp-average": (3,), "plp-worst": (5,)}
    assert given_in(visits["BL"]) == {"rlp-average": (8,)}


def test_two_rows_that_answer_one_question_are_refused_unless_the_map_chooses() -> None:
    text = f"patient: ID\n{OPERATION}answers: [{{on: Day, rlp: RLP}}]"
    rows = table(
        (*HEADERS, "Day", "RLP"), (*ANN, "2024-12-20", 3), (*ANN, "2025-01-20", 5), (*ANN, "2025-06-01", 7)
    )
    _, tally = decided(text, rows)
    assert len(sentences(tally)) == 2
    for several, value in (("first", 3), ("last", 7), ("closest", 5)):
        outcome, tally = decided(f"several: {several}\n{text}", rows)
        assert not tally.told.troubles
        assert given_in(answered(only(outcome)[1])["M12"]) == {"rlp-average": (value,)}


def test_an_event_is_there_if_its_row_says_so_or_has_a_date() -> None:
    events = """\
events:
  - {category: infection, occurred_on: SSI, grade: CD}
  - {category: other, kind: clot, happened: DVT, occurred_on: DVT date, state: {value: suspected}}
  - {category: bleeding, happened: Bled}
"""
    headers = ("SSI", "CD", "DVT", "DVT date", "Bled")
    outcome, tally = ann(events, headers, "2024-02-01", "3b", "yes", "2024-03-01", "no")
    assert not tally.told.troubles
    found = {(each.category, each.kind, each.state, each.grade) for each in only(outcome)[1].events}
    assert found == {
        (SafetyCategory.INFECTION, None, SafetyState.CONFIRMED, "IIIb"),
        (SafetyCategory.OTHER, SafetyKind.CLOT, SafetyState.SUSPECTED, None),
    }
    _, tally = ann(events, headers, None, "2", "yes", None, "no")
    assert [each.sentence for each in tally.told.troubles] == ["An event needs its date."] * 2


def test_the_whole_record_of_an_operation() -> None:
    text = """\
surgery: {transfers: Nerves, anaesthesia: An, coaptations: N, operating_surgeon: S}
governance: {mdt_on: MDT, mdt_roles: Roles, audit_number: No}
"""
    headers = ("Nerves", "An", "N", "S", "MDT", "Roles", "No")
    cells = ("tibial > soleus; peroneal->FHL", "GA", 2, "S01", "2023-12-01", "surgeon, rehabilitation", 55)
    outcome, tally = ann(text, headers, *cells)
    assert not tally.told.troubles
    new = only(outcome)[1].new
    assert new is not None
    assert new.transfers == (NerveTransfer("tibial", "soleus"), NerveTransfer("peroneal", "FHL"))
    assert (new.surgery.anaesthesia, new.surgery.coaptations) == ("general", 2)
    assert (new.governance.mdt_roles, new.governance.audit_number) == (("surgeon", "rehabilitation"), "55")


def test_past_windows_of_the_dead_are_cancelled_from_that_day() -> None:
    outcome, _ = ann("", (), *())
    assert {visit.state for visit in only(outcome)[1].visits} == {AssessmentState.MISSED}
    text = f"patient: {{code: ID, died_on: Died}}\n{OPERATION}{VISIT}"
    outcome, tally = decided(text, table((*HEADERS, "Died", "RLP", "PLP"), (*ANN, "2024-06-01", None, None)))
    part, operation = only(outcome)
    assert part.ended == (PatientStatus.DECEASED, datetime(2024, 6, 1, 11, tzinfo=UTC))
    assert {visit.time_point: visit.reason for visit in operation.visits} == {
        "BL": "not-asked",
        "W02": "not-asked",
        "W06": "not-asked",
        "M03": "not-asked",
        "M06": "deceased",
        "M12": "deceased",
    }
    _, tally = decided(text, table((*HEADERS, "Died", "RLP", "PLP"), (*ANN, "2024-06-01", 3, None)))
    assert "after the date on which the patient was deceased" in sentences(tally)[0]


def test_a_second_limb_is_a_second_operation_and_answers_find_theirs() -> None:
    text = f"patient: ID\n{OPERATION}answers: [{{at: M12, rlp: RLP}}]"
    right = ("T1", "2024-03-01", *ANN[2:4], "R", *ANN[5:])
    outcome, tally = decided(text, table((*HEADERS, "RLP"), (*ANN, 3), (*right, 5)))
    assert not tally.told.troubles
    (part,) = outcome.parts
    found = [given_in(answered(each)["M12"])["rlp-average"] for each in part.operations]
    assert found == [(3,), (5,)]


def test_columns_that_nobody_reads_are_named() -> None:
    _, tally = ann("", ("Shoe size",), 42)
    assert [each.sentence for each in tally.told.notes] == ["Columns that the map does not name: Shoe size."]


def test_a_named_time_point_that_is_still_to_come_is_taken_at_its_word_with_a_note() -> None:
    outcome, tally = ann("answers: [{at: M48, rlp: RLP}]", ("RLP",), 1)
    assert answered(only(outcome)[1])["M48"].answered_at == datetime(2026, 6, 1, 9, tzinfo=UTC)
    assert "which is to come" in str(tally.told.notes[0])


def test_groups_may_be_named_by_their_time_points_and_blank_cells_have_defaults() -> None:
    text = "answers: {BL: {rlp: A}, M12: {rlp: {column: B, default: 5}}}"
    outcome, tally = ann(text, ("A", "B"), 7, None)
    assert not tally.told.troubles
    visits = answered(only(outcome)[1])
    assert [given_in(visits[point])["rlp-average"] for point in ("BL", "M12")] == [(7,), (5,)]


def test_a_kind_of_the_other_harms_may_stand_as_its_category() -> None:
    outcome, _ = ann("events: [{category: What, occurred_on: When}]", ("What", "When"), "DVT", "2024-03-01")
    (event,) = only(outcome)[1].events
    assert (event.category, event.kind) == (SafetyCategory.OTHER, SafetyKind.CLOT)


def test_the_only_sheet_with_all_columns_is_taken_if_none_is_named() -> None:
    text = f"patient: ID\n{OPERATION}"
    outcome, tally = decided(text, table(("Notes",), name="Read me"), table(HEADERS, ANN, name="2024"))
    assert not tally.told.troubles
    assert len(outcome.parts) == 1
    _, tally = decided(text, table(HEADERS, ANN, name="2023"), table(HEADERS, ANN, name="2024"))
    assert "name one with `sheet`: 2023, 2024" in sentences(tally)[0]


def test_any_day_before_the_operation_is_baseline_and_other_gaps_need_a_word() -> None:
    group = "answers: [{on: D, rlp: R, plp: P}]"
    outcome, tally = ann(group, ("D", "R", "P"), "2023-10-01", 7, 8)
    assert len(tally.told.notes) == 1
    assert given_in(answered(only(outcome)[1])["BL"]) == {"rlp-average": (7,), "plp-average": (8,)}
    _, tally = ann(group, ("D", "R", "P"), "2024-02-09", 3, 4)
    assert len(sentences(tally)) == 1
    outcome, tally = ann(f"outside_windows: nearest\n{group}", ("D", "R", "P"), "2024-02-09", 3, 4)
    assert not tally.told.troubles
    assert set(answered(only(outcome)[1])) == {"W06"}
