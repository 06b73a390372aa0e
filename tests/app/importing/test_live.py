"""An import beside people who are being followed: what is asked stays asked, what is answered ends, and
nobody is alerted or written to because of a file."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.importing.bringing import Asked, Brought, bring
from domain import Act, AssessmentState, Entry, EntryKind, ResponseState
from storage import (
    assessments,
    audit_rows,
    episodes,
    facts,
    outbox,
    patients,
    responses,
    safety_events,
    surgery,
    trail,
)
from storage.audit_words import AssessmentRow, Register
from storage.crypto import KeyRing
from storage.database import Database
from tests.scheduler.lives import enrolled, lived, new_tick

OPENED = datetime(2025, 2, 26, 10, 0, tzinfo=UTC)
"""Six weeks after the operation: the questions of W06 are out."""
ACT = Act("staff:COORD", datetime(2025, 2, 27, 12, 0, tzinfo=UTC))


def imported(
    database: Database, folder: Path, table: str, mapped: str, act: Act = ACT, **how: bool
) -> Brought:
    file, map_file = folder / "table.csv", folder / "map.yaml"
    file.write_text(table, "utf-8")
    map_file.write_text(mapped, "utf-8")
    asked = Asked(file, map_file, how.get("dry_run", False), how.get("update", False))
    brought = bring(database, act, asked)
    assert not brought.tally.told.troubles, brought.tally.told.troubles
    return brought


@pytest.fixture
def filed(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> Iterator[Database]:
    """A database in a file: where what is decided matters, and not the engine."""
    file = tmp_path / "filed.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}", keys)
    yield database
    database.close()


def stored(database: Database) -> Register:
    with database.read() as tx:
        return audit_rows.register(tx)


def window(found: Register, point: str) -> AssessmentRow:
    (row,) = [each for each in found.assessments if each.time_point == point]
    return row


async def test_answers_from_paper_end_the_window_that_is_open(database: Database, tmp_path: Path) -> None:
    _, person = enrolled(database)
    await lived(database, OPENED, since=OPENED - timedelta(days=3))
    assert window(stored(database), "W06").state is AssessmentState.OPEN
    table = f"ID,day,rlp,plp\n{person.patient.code},2025-02-27,10,10\n"
    mapped = "patient: ID\nanswers: [{on: day, rlp: rlp, plp: plp}]\n"
    assert imported(database, tmp_path, table, mapped).stored
    found = stored(database)
    assert (window(found, "W06").state, window(found, "W06").reason) == (
        AssessmentState.PARTIAL,
        "window-closed",
    )
    await new_tick(database).run(ACT.at + timedelta(minutes=5))
    found = stored(database)
    assert not found.alerts
    (given,) = [each for each in found.responses if each.assessment_id == window(found, "W06").id]
    assert (given.state, str(given.given_on)) == (ResponseState.STOPPED, "2025-02-27")
    assert {line.by for line in given.log} == {"staff:COORD"}
    assert window(found, "M03").state is AssessmentState.PLANNED
    assert not imported(database, tmp_path, table, mapped).stored


async def test_what_the_patient_answers_now_is_not_overwritten(filed: Database, tmp_path: Path) -> None:
    _, person = enrolled(filed)
    await lived(filed, OPENED, since=OPENED - timedelta(days=3))
    with filed.write() as tx:
        known = facts.load(tx, person.episode.id)
        (asked,) = [each for each in known.assessments if each.time_point == "W06"]
        (response,) = responses.of_assessment(tx, asked.id)
        entry = Entry(0, EntryKind.ANSWERED, "rlp-average", (4,), OPENED)
        responses.append(tx, Act(f"patient:{person.patient.id}", OPENED), response.id, entry)
    file, map_file = tmp_path / "t.csv", tmp_path / "m.yaml"
    file.write_text(f"ID,rlp\n{person.patient.code},9\n", "utf-8")
    map_file.write_text("patient: ID\nanswers: [{at: W06, rlp: rlp}]\n", "utf-8")
    brought = bring(filed, ACT, Asked(file, map_file, dry_run=False, update=True))
    assert not brought.stored
    assert "being answered now" in str(brought.tally.told.troubles[0])


HISTORY = """\
ID,TMR,Amputation,Limb,Side,Level,Cause,rlp_bl,rlp_w02,rlp_w06
H1,2025-01-15,2021-05-02,leg,L,transtibial,trauma,8,5,4
"""
HISTORY_MAP = """\
patient: ID
operation: {tmr_on: TMR, amputation_on: Amputation, indication: secondary, limb: Limb, side: Side,
            level: Level, cause: Cause}
answers:
  - {at: BL, rlp: rlp_bl}
  - {at: W02, rlp: rlp_w02}
  - {at: W06, rlp: rlp_w06}
"""


async def test_nothing_imported_is_asked_again_once_somebody_activates(
    database: Database, tmp_path: Path
) -> None:
    enrolled(database)
    imported(database, tmp_path, HISTORY, HISTORY_MAP)
    tick = new_tick(database)
    await tick.run(ACT.at + timedelta(minutes=5))
    with database.write() as tx:
        (mine,) = [each for each in episodes.every(tx) if each.activated_at is None]
        assert {each.state for each in assessments.of_episode(tx, mine.id)} <= {"partial", "missed"}
        assert outbox.of_episode(tx, mine.id) == ()
        episodes.activate(tx, Act("cli", ACT.at + timedelta(hours=1)), mine.id)
    await tick.run(ACT.at + timedelta(hours=2))
    with database.read() as tx:
        states = {each.time_point: each.state for each in assessments.of_episode(tx, mine.id)}
        assert outbox.of_episode(tx, mine.id) == ()
    assert {point for point, state in states.items() if state == "planned"} == {"M03", "M06", "M12", "M24"}
    assert {point for point, state in states.items() if state == "partial"} == {"BL", "W02", "W06"}


async def test_a_death_in_a_file_ends_what_waits(filed: Database, tmp_path: Path) -> None:
    _, person = enrolled(filed)
    await lived(filed, OPENED, since=OPENED - timedelta(days=3))
    table = f"ID,Died\n{person.patient.code},2025-02-26\n"
    assert imported(filed, tmp_path, table, "patient: {code: ID, died_on: Died}").stored
    with filed.read() as tx:
        now = patients.get(tx, person.patient.id)
    assert (now.status, str(now.status_at)) == ("deceased", "2025-02-26 12:00:00+00:00")
    await new_tick(filed).run(ACT.at + timedelta(minutes=5))
    assert not [row for row in stored(filed).assessments if row.state in ("open", "planned")]


def test_an_update_is_an_amendment_that_keeps_what_was_said(database: Database, tmp_path: Path) -> None:
    enrolled(database)
    imported(database, tmp_path, HISTORY, HISTORY_MAP)
    other = HISTORY.replace(",8,5,4", ",8,5,2").replace("trauma", "cancer")
    assert imported(database, tmp_path, other, HISTORY_MAP, update=True).stored
    found = stored(database)
    logs = [each.log for each in found.responses if each.state is ResponseState.AMENDED]
    assert [[line.entry.values for line in log] for log in logs] == [[(4,), (2,)]]
    assert not imported(database, tmp_path, other, HISTORY_MAP).stored


def test_a_whole_report_is_known_again(filed: Database, tmp_path: Path) -> None:
    names = (
        *("rlp", "rlp_worst", "plp", "plp_worst", "interference_activity", "interference_enjoyment"),
        *("prosthesis_have", "qol", "change", "safety"),
    )
    table = HISTORY.replace("rlp_w06", ",".join(names)).replace("8,5,4", "8,5,1,2,0,0,3,4,no,7,same,none")
    group = ", ".join(f"{name}: {name}" for name in names)
    mapped = HISTORY_MAP.replace("rlp: rlp_w06", group)
    enrolled(filed)
    assert imported(filed, tmp_path, table, mapped).stored
    found = stored(filed)
    (row,) = [each for each in found.assessments if each.state is AssessmentState.COMPLETED]
    assert (row.time_point, row.answered_at is not None) == ("W06", True)
    assert not imported(filed, tmp_path, table, mapped).stored


def test_a_further_questionnaire_joins_the_window_that_was_imported(filed: Database, tmp_path: Path) -> None:
    enrolled(filed)
    imported(filed, tmp_path, HISTORY, HISTORY_MAP)
    table = HISTORY.replace("rlp_w06", "rlp_w06,sleep").replace("8,5,4", "8,5,4,7")
    mapped = HISTORY_MAP.replace("rlp: rlp_w06", "rlp: rlp_w06, sleep: sleep")
    assert imported(filed, tmp_path, table, mapped).stored
    found = stored(filed)
    (joined,) = [
        each for each in found.assessments if "extended" in each.instruments and each.state == "partial"
    ]
    assert joined.instruments == ("core", "extended")
    assert len([each for each in found.responses if each.assessment_id == joined.id]) == 2
    assert not imported(filed, tmp_path, table, mapped).stored


def test_corrections_go_by_the_verbs_of_the_record(filed: Database, tmp_path: Path) -> None:
    enrolled(filed)
    table = HISTORY.replace("rlp_w06", "rlp_w06,S,L,N").replace("8,5,4", "8,5,4,S01,Dr L,tibial>soleus")
    more = "surgery: {operating_surgeon: S, transfers: N}\ngovernance: {governance_lead: L}\nevents:\n"
    more += "  - {category: infection, occurred_on: {value: 2025-02-01}, state: STATE, grade: {value: II}}\n"
    more, later = more.replace("STATE", "suspected"), more.replace("STATE", "confirmed")
    imported(filed, tmp_path, table, HISTORY_MAP + more)
    other = table.replace("S01,Dr L,tibial>soleus", "S02,Dr M,tibial>FHL").replace("trauma", "cancer")
    assert imported(filed, tmp_path, other, HISTORY_MAP + later, update=True).stored
    with filed.read() as tx:
        number = max(each.id for each in episodes.every(tx))
        verbs = [line.verb for line in trail.read(tx, f"episode:{number}")]
        assert episodes.operation(tx, number).cause == "cancer"
        assert episodes.governance(tx, number).governance_lead == "Dr M"
        assert surgery.of_episode(tx, number).operating_surgeon == "S02"
        (event,) = safety_events.of_episode(tx, number)
        assert (event.state, event.grade, event.decided_at) == ("confirmed", "II", ACT.at)
        assert [pair.target for pair in surgery.transfers(tx, number)] == ["FHL"]
    record = ["episode.set-operation", "episode.set-governance", "episode.set-surgery"]
    assert verbs == ["episode.register", *record]
