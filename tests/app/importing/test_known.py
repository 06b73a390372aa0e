"""A file held against what the register knows: the same changes nothing, what differs is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from app.importing.setting import Setting
from app.importing.tally import Came, Tally, Thing
from domain import Assessment, AssessmentKind, AssessmentState, Episode, Limb, PatientStatus, Side
from storage.import_words import Count, Event, KnownEvent, KnownOperation, KnownPatient, PatientPart
from storage.register_words import NerveTransfer, Surgery
from storage.words import Cause, Governance, Indication, Operation, SafetyCategory, SafetyState, Technique
from tests.app.importing.desk import ANN, HEADERS, OPERATION, SETTING, SITE, decided, sentences, table

AT = datetime(2026, 1, 1, 9, tzinfo=UTC)
DONE = Operation(
    amputation_on=date(2021, 5, 2),
    tmr_on=date(2024, 1, 15),
    indication=Indication.SECONDARY,
    technique=Technique.TMR,
    limb=Limb.LOWER,
    side=Side.LEFT,
    level="transtibial",
    cause=Cause.TRAUMA,
)
EPISODE = Episode(5, 3, 1, "E0005", DONE.tmr_on, DONE.amputation_on, Limb.LOWER, Side.LEFT, 1, AT, None, None)
INFECTION = Event("infection::2024-02-01", SafetyCategory.INFECTION, date(2024, 2, 1), SafetyState.CONFIRMED)
STORED = KnownOperation(
    episode=EPISODE,
    operation=DONE,
    governance=Governance(),
    surgery=Surgery(),
    transfers=(NerveTransfer("tibial", "soleus"),),
    reoperation_of=None,
    assessments=(),
    responses=(),
    logs={},
    events=(KnownEvent(8, INFECTION),),
)
T1 = KnownPatient(
    id=3,
    code="T1",
    site_id=1,
    zone="Europe/London",
    send_time=time(9, 30),
    language="en",
    status=PatientStatus.FOLLOWED,
    status_at=AT,
    erasing_at=None,
    operations=(STORED,),
)
OWN = replace(SETTING, operation_codes=frozenset({"E0005"}))


def held(
    extra: str, headers: tuple[str, ...], *cells: Any, known: KnownPatient = T1, update: bool = False
) -> tuple[PatientPart, Tally]:
    """Ann's row against what is known of her."""
    text = f"patient: {{code: ID, died_on: Died, withdrew_on: Left, withdrew: Gone}}\n{OPERATION}{extra}"
    ends = {"Died": None, "Left": None, "Gone": None, **dict(zip(headers, cells, strict=True))}
    outcome, tally = decided(
        text,
        table((*HEADERS, *ends), (*ANN, *ends.values())),
        known={"T1": known},
        setting=OWN,
        update=update,
    )
    return outcome.parts[0], tally


def test_what_is_stored_already_is_unchanged() -> None:
    text = "surgery: {transfers: N}\nevents: [{category: infection, occurred_on: SSI}]"
    part, tally = held(text, ("N", "SSI"), "tibial>soleus", "2024-02-01")
    assert not tally.told.troubles
    (operation,) = part.operations
    assert (operation.events, operation.changed_events, operation.corrected) == ((), (), {})
    for thing in (Thing.PATIENTS, Thing.OPERATIONS, Thing.EVENTS):
        assert tally.counts[thing, Came.UNCHANGED] == 1


def test_what_differs_is_refused_or_changed() -> None:
    event = "{category: infection, occurred_on: D, grade: G, state: X}"
    text = f"surgery: {{transfers: N, suture: S}}\nevents: [{event}]"
    cells = (("N", "S", "D", "G", "X"), "tibial>FHL", "8-0", "2024-02-01", "IIIb", "refuted")
    _, tally = held(text, *cells)
    assert len(sentences(tally)) == 3
    assert tally.counts[Thing.EVENTS, Came.REFUSED] == 1
    part, tally = held(text, *cells, update=True)
    assert not tally.told.troubles
    (operation,) = part.operations
    assert operation.corrected == {"suture": "8-0"}
    assert operation.transfers == (NerveTransfer("tibial", "FHL"),)
    (changed,) = operation.changed_events
    assert (changed.id, changed.event.grade, changed.event.state) == (8, "IIIb", SafetyState.REFUTED)


def test_an_event_written_down_by_hand_is_the_same_event() -> None:
    by_hand = KnownEvent(8, replace(INFECTION, suffix=""))
    known = replace(T1, operations=(replace(STORED, events=(by_hand,)),))
    part, tally = held("events: [{category: infection, occurred_on: D}]", ("D",), "2024-02-01", known=known)
    assert part.operations[0].events == ()
    assert tally.counts[Thing.EVENTS, Came.UNCHANGED] == 1


def test_whoever_was_erased_is_not_brought_back() -> None:
    _, tally = held("", (), known=replace(T1, erasing_at=AT))
    (trouble,) = sentences(tally)
    assert trouble.endswith("T1 was erased. Take the rows of this patient out of the file.")


def test_two_of_a_kind_on_one_day_need_ids() -> None:
    bled = "category: bleeding, occurred_on: D"
    text = f"events: [{{{bled}, grade: A}}, {{{bled}, grade: B}}]"
    _, tally = held(text, ("D", "A", "B"), "2024-02-01", "I", "II")
    assert "give each an `id`" in sentences(tally)[0]
    text = (
        "events: [{id: X, category: bleeding, occurred_on: D}, {id: Y, category: bleeding, occurred_on: D}]"
    )
    part, tally = held(text, ("D", "X", "Y"), "2024-02-01", "1", "2")
    assert len(part.operations[0].events) == 2
    assert not tally.told.troubles


def test_a_date_beside_a_no_is_a_note_and_no_event() -> None:
    part, tally = held(
        "events: [{category: pain, happened: H, occurred_on: D}]", ("H", "D"), "no", "2024-02-01"
    )
    assert part.operations[0].events == ()
    assert "did not happen" in str(tally.told.notes[-1])


def test_the_end_of_follow_up() -> None:
    part, _ = held("", ("Left",), "2025-02-01")
    assert part.ended == (PatientStatus.WITHDRAWN, datetime(2025, 2, 1, 12, tzinfo=UTC))
    gone = replace(T1, status=PatientStatus.WITHDRAWN, status_at=datetime(2025, 2, 1, 12, tzinfo=UTC))
    part, tally = held("", ("Left",), "2025-02-01", known=gone)
    assert (part.ended, tally.counts[Thing.ENDS, Came.UNCHANGED]) == (None, 1)
    _, tally = held("", ("Died",), "2025-03-01", known=gone)
    assert "end of follow-up differs" in sentences(tally)[0]
    part, _ = held("", ("Died",), "2025-03-01", known=gone, update=True)
    assert part.ended is not None
    assert part.ended[0] is PatientStatus.DECEASED
    assert held("", ("Left", "Gone"), "2025-02-01", "no")[0].ended is None


@pytest.mark.parametrize(
    ("header", "cell", "words"),
    [
        ("Gone", "yes", "must say when"),
        ("Left", "2031-01-01", "future"),
        ("Died", "2020-01-01", "before the operation"),
    ],
)
def test_an_end_that_cannot_be_is_a_fault(header: str, cell: str, words: str) -> None:
    assert words in sentences(held("", (header,), cell)[1])[0]


def test_a_corrected_date_is_checked_as_a_new_one() -> None:
    text = f"patient: ID\n{OPERATION}surgery: {{code: Op}}"
    row = ("T1", "2021-05-10", *ANN[2:], "E0005")
    outcome, tally = decided(text, table((*HEADERS, "Op"), row), known={"T1": T1}, setting=OWN, update=True)
    assert outcome.parts[0].operations[0].corrected == {"tmr_on": date(2021, 5, 10)}
    assert any("labelled secondary" in str(note) for note in tally.told.notes)


def test_codes_of_operations_belong_to_one_patient() -> None:
    text = f"patient: ID\n{OPERATION}surgery: {{code: Op}}"
    other = ("T2", *ANN[1:], "E0005")
    _, tally = decided(text, table((*HEADERS, "Op"), other), setting=OWN)
    assert "has this code already" in sentences(tally)[0]
    _, tally = decided(text, table((*HEADERS, "Op"), (*ANN, "X"), ("T2", *ANN[1:], "X")))
    assert "in the file has this code too" in sentences(tally)[0]


def test_a_reoperation_is_flagged_once_and_a_second_operation_on_a_limb_noted() -> None:
    text = f"patient: ID\n{OPERATION}surgery: {{reoperation_of: Of, code: Op}}"
    later = ("T1", "2025-06-01", *ANN[2:], "E0005", "E9")
    outcome, tally = decided(text, table((*HEADERS, "Of", "Op"), later), known={"T1": T1}, setting=OWN)
    assert not tally.told.troubles
    assert [each.follows for each in outcome.parts[0].operations] == [None, "E0005"]
    second = replace(STORED, reoperation_of="E0001")
    known = replace(T1, operations=(second,))
    part, _ = held("surgery: {reoperation_of: Of}", ("Of",), "E0001", known=known)
    assert part.operations[0].follows is None
    plain = (*HEADERS, "Of", "Op")
    _, tally = decided(text, table(plain, (*later[:-2], None, None)), known={"T1": T1}, setting=OWN)
    assert "Another operation on this limb" in str(tally.told.notes[-1])


def window(point: str, state: AssessmentState, reason: str | None) -> Assessment:
    day, at = date(2025, 1, 1), None if state is AssessmentState.PLANNED else AT
    return Assessment(
        *(9, 5, 1, point, 1, DONE.tmr_on, AssessmentKind.SCHEDULED, day, day, AT, ("core",), state, reason),
        *(None, None, None, None, None, at, None),
    )


def test_a_window_that_was_missed_is_answered_after_all_as_a_further_occurrence() -> None:
    missed = window("M12", AssessmentState.MISSED, "not-asked")
    known = replace(T1, operations=(replace(STORED, assessments=(missed,)),))
    part, tally = held("answers: [{at: M12, rlp: R}]", ("R",), 3, known=known)
    assert not tally.told.troubles
    (visit,) = [each for each in part.operations[0].visits if each.responses]
    assert (visit.occurrence, visit.fills) == (2, None)


def test_a_planned_window_that_is_over_is_closed_in_its_place() -> None:
    planned = window("M12", AssessmentState.PLANNED, None)
    known = replace(T1, operations=(replace(STORED, assessments=(planned,)),))
    part, _ = held("", (), known=known)
    (visit,) = [each for each in part.operations[0].visits if each.time_point == "M12"]
    assert (visit.fills, visit.state) == (9, AssessmentState.MISSED)


def counted(
    setting: Setting, stored: frozenset[Count], *cells: Any, update: bool = False
) -> tuple[Any, Tally]:
    from app.importing.deciding import decide
    from app.importing.gathering import gather
    from tests.app.importing.desk import mapped

    given, told = mapped("theatre: {site: Site, year: Y, quarter_number: Q, operations: N}")
    gathered = gather(given, (table(("Site", "Y", "Q", "N"), cells),), told)
    tally = Tally(told, update)
    return decide(given, gathered, setting, stored, tally).counts, tally


def test_theatre_counts_are_new_unchanged_or_changed() -> None:
    stored = frozenset({Count(1, 2025, 1, 4)})
    assert counted(OWN, frozenset(), "north hospital", 2025, 1, 4)[0] == (Count(1, 2025, 1, 4),)
    counts, tally = counted(OWN, stored, "NORTH", 2025, 1, 4)
    assert (counts, tally.counts[Thing.THEATRE, Came.UNCHANGED]) == ((), 1)
    assert "theatre count differs" in sentences(counted(OWN, stored, "NORTH", 2025, 1, 5)[1])[0]
    assert counted(OWN, stored, "NORTH", 2025, 1, 5, update=True)[0] == (Count(1, 2025, 1, 5),)
    assert counted(OWN, stored, "NORTH", 2025, 1, None)[0] == ()
    assert "needs its site" in sentences(counted(OWN, stored, "SOUTH", 2025, 1, 5)[1])[0]


def test_a_patient_is_found_by_a_key_under_any_of_its_codes_and_by_a_file_of_answers_alone() -> None:
    setting = replace(OWN, codes_of=lambda key: (f"N{key}", f"T{key}"))
    text = "patient: {key: No}\nanswers: [{at: M12, rlp: R}]"
    outcome, tally = decided(text, table(("No", "R"), (1, 3)), known={"T1": T1}, setting=setting)
    assert not tally.told.troubles
    assert outcome.parts[0].id == 3
    _, tally = decided(text, table(("No", "R"), (2, 3)), setting=setting)
    assert "neither in the register nor among the operations" in sentences(tally)[0]


def test_sites_are_named_where_there_are_several() -> None:
    two = replace(OWN, sites={"NORTH": SITE, "SOUTH": replace(SITE, id=2, code="SOUTH", name="South")})
    text = f"patient: {{code: ID, site: Site}}\n{OPERATION}"
    outcome, _ = decided(text, table((*HEADERS, "Site"), (*ANN, "south")), setting=two)
    assert outcome.parts[0].new is not None
    assert outcome.parts[0].new.site_id == 2
    for text_of_map, words in ((text, "column H (Site)"), (f"patient: ID\n{OPERATION}", "map, site")):
        _, tally = decided(text_of_map, table((*HEADERS, "Site"), (*ANN, "East")), setting=two)
        assert f"{words}: Name one of the sites: NORTH, SOUTH." in "\n".join(sentences(tally))
