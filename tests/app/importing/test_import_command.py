"""A hospital's own spreadsheet comes into the register: read, held against it, stored whole or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit.cohort.measures import Measure
from audit.cohort.operated import Operated
from audit.cohort.reading import operated
from domain import AssessmentState, PatientStatus
from questionnaires.library import Library
from storage import audit_rows, trail
from storage.words import SafetyCategory
from tests.app.clinic import open_site, opened
from tests.terminal import Terminal

WIDE = """\
ID;Name;TMR;Amputation;Limb;Side;Level;Cause;rlp_baseline;plp_baseline;rlp_12m;plp_12m;qol_12m;Infection;Died
T-001;Ann Canary;15/01/2023;02/05/2021;leg;L;AKA;Trauma;7;8;3;99;6;;
T-002;Ben Canary;20/02/2023;11/11/2020;arm;R;TR;Cancer;6;declined;4;2,0;7;01/03/2023;
T-003;Cara Canary;01/03/2023;01/03/2020;leg;R;BKA;PVD;9;9;n/a;;;;01/11/2023
"""
MAP = """\
dates: dmy
decimal: comma
missing: [99]
patient: {code: ID, name: Name, died_on: Died}
operation:
  tmr_on: TMR
  amputation_on: Amputation
  indication: secondary
  limb: Limb
  side: Side
  level: {column: Level, values: {AKA: transfemoral, BKA: transtibial, TR: transradial}}
  cause: Cause
answers:
  - {at: BL, rlp: rlp_baseline, plp: plp_baseline}
  - {at: M12, rlp: rlp_12m, plp: plp_12m, qol: qol_12m}
events:
  - {category: infection, occurred_on: Infection}
"""


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    terminal = Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})
    open_site(terminal)
    return terminal


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path, key: str) -> Terminal:
    """The same on a file: where the words matter and not the database."""
    file = tmp_path / "desk.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    terminal = Terminal({"TMR_DATABASE_URL": f"sqlite:///{file}", "TMR_KEY": key})
    open_site(terminal)
    return terminal


def brought(at: Terminal, folder: Path, table: str, mapped: str, *words: str) -> Any:
    """What importing this text by this map tells a machine."""
    file, map_file = folder / "table.csv", folder / "map.yaml"
    file.write_text(table, "utf-8")
    map_file.write_text(mapped, "utf-8")
    return json.loads(at.run("import", str(file), "--map", str(map_file), "--json", *words).out)


def register(at: Terminal) -> tuple[Operated, ...]:
    """The operations of the register as the report reads them."""
    library = Library.bundled()
    with opened(at) as database, database.read() as tx:
        return operated(audit_rows.register(tx), lambda row: library.get(row.instrument, row.version))


def counted(told: Any, came: str) -> dict[str, int]:
    """Thing -> how many of them came to that, where any did."""
    return {thing: counts[came] for thing, counts in told["counts"].items() if counts[came]}


def test_a_wide_table_comes_in_as_operations_answers_and_events(at: Terminal, tmp_path: Path) -> None:
    told = brought(at, tmp_path, WIDE, MAP)
    assert (told["stored"], told["faults"]) == (True, [])
    ann, ben, cara = register(at)
    assert ann.outcomes["BL"].values == {Measure.RLP: 7, Measure.PLP: 8}
    assert ann.outcomes["M12"].values == {Measure.RLP: 3, Measure.QOL: 6}
    assert ben.outcomes["M12"].values == {Measure.RLP: 4, Measure.PLP: 2, Measure.QOL: 7}
    assert ben.outcomes["BL"].values == {Measure.RLP: 6}
    assert [event.category for event in ben.confirmed] == [SafetyCategory.INFECTION]
    assert cara.row.patient_status is PatientStatus.DECEASED
    assert str(cara.died_on) == "2023-11-01"
    assert (ann.row.operation.level, ben.row.operation.limb, ann.row.activated_at) == (
        "transfemoral",
        "upper",
        None,
    )


def test_the_same_file_twice_changes_nothing(at: Terminal, tmp_path: Path) -> None:
    first = brought(at, tmp_path, WIDE, MAP)
    with opened(at) as database, database.read() as tx:
        before, head = audit_rows.register(tx), trail.verify(tx)
    again = brought(at, tmp_path, WIDE, MAP)
    assert (again["stored"], counted(again, "new")) == (False, {})
    assert counted(again, "unchanged")["answers"] == counted(first, "new")["answers"]
    with opened(at) as database, database.read() as tx:
        assert audit_rows.register(tx) == before
        assert trail.verify(tx) == head
        assert head.fault is None


def test_past_windows_without_answers_are_closed_and_nobody_is_asked(desk: Terminal, tmp_path: Path) -> None:
    brought(desk, tmp_path, WIDE, MAP)
    with opened(desk) as database, database.read() as tx:
        found = audit_rows.register(tx)
    assert not [each for each in found.assessments if each.state in ("planned", "open")]
    assert not found.alerts
    dead = [each for each in found.assessments if each.episode_id == found.operations[2].episode_id]
    states = {each.time_point: (each.state, each.reason) for each in dead}
    assert states["W06"] == (AssessmentState.MISSED, "not-asked")
    assert states["M12"] == (AssessmentState.CANCELLED, "deceased")


def test_every_fault_is_told_at_once_and_nothing_is_stored(desk: Terminal, tmp_path: Path) -> None:
    dirty = WIDE.replace("leg;L;AKA", "tail;L;AKA").replace(";7;8;3;", ";7;eight;31;")
    told = brought(desk, tmp_path, dirty, MAP)
    places = [(fault["row"], fault["column"].split("(")[1], fault["value"]) for fault in told["faults"]]
    assert places == [(2, "Limb)", "tail"), (2, "plp_baseline)", "eight"), (2, "rlp_12m)", "31")]
    assert told["stored"] is False
    assert register(desk) == ()


def test_a_changed_value_is_refused_or_amended_and_never_lost(at: Terminal, tmp_path: Path) -> None:
    brought(at, tmp_path, WIDE, MAP)
    other = WIDE.replace("7;8;3;99;6", "7;8;5;99;6").replace("02/05/2021", "03/05/2021")
    refused = brought(at, tmp_path, other, MAP)
    assert counted(refused, "refused") == {"operations": 1, "answers": 1}
    assert not refused["stored"]
    assert brought(at, tmp_path, other, MAP, "--update")["stored"]
    ann = register(at)[0]
    assert ann.outcomes["M12"].values[Measure.RLP] == 5
    assert str(ann.row.operation.amputation_on) == "2021-05-03"
    assert counted(brought(at, tmp_path, other, MAP), "new") == {}


def test_names_never_show(desk: Terminal, tmp_path: Path) -> None:
    swapped = MAP.replace("cause: Cause", "cause: Name")
    brought(desk, tmp_path, WIDE, swapped)
    ran = desk.run("import", str(tmp_path / "table.csv"), "--map", str(tmp_path / "map.yaml"))
    assert ran.code == 2
    assert "Canary" not in ran.out + ran.err
    assert "row 3, column B (Name)" in ran.err


def test_at_a_terminal_it_counts_and_names_the_file_by_its_hash(desk: Terminal, tmp_path: Path) -> None:
    brought(desk, tmp_path, WIDE, MAP, "--dry-run")
    words = ("import", str(tmp_path / "table.csv"), "--map", str(tmp_path / "map.yaml"))
    assert "this was a dry run" in desk.done(*words, "--dry-run")
    assert register(desk) == ()
    out = desk.done(*words, "--by", "CO1")
    assert "operations: 3 new" in out
    assert "SHA-256" in out
    assert desk.done(*words).endswith("Nothing is new: the register has all of it.\n")
    with opened(desk) as database, database.read() as tx:
        (line,) = [row for row in trail.read(tx) if row.verb == "import.store"]
    assert (line.by, line.detail["counts"]["operations"]) == ("staff:CO1", {"new": 3})
    assert desk.refused(*words, "--by", "NOBODY") == (
        "No staff 'NOBODY'. Add them first with `tmr-followup staff add`."
    )


def test_faults_go_to_standard_error_and_many_notes_are_shortened(desk: Terminal, tmp_path: Path) -> None:
    many = WIDE + "".join(f"N-{number};;;;;;;;;;;;;;\n" for number in range(30))
    brought(desk, tmp_path, many.replace(";trauma;", ";bad luck;").replace(";Trauma;", ";bad luck;"), MAP)
    told = desk.refused("import", str(tmp_path / "table.csv"), "--map", str(tmp_path / "map.yaml"))
    assert "and 10 more; --json lists all." in told
    assert told.endswith("2 faults: nothing was stored.")
    brought(desk, tmp_path, WIDE, MAP.replace("indication: secondary", "indication: tertiary"))
    told = desk.refused("import", str(tmp_path / "table.csv"), "--map", str(tmp_path / "map.yaml"))
    assert told.endswith("1 fault: nothing was stored.")


def test_before_a_site_is_set_up_there_is_nothing_to_import_into(key: str, tmp_path: Path) -> None:
    at = Terminal({"TMR_DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3", "TMR_KEY": key})
    at.done("migrate")
    (tmp_path / "map.yaml").write_text(MAP, "utf-8")
    (tmp_path / "table.csv").write_text(WIDE, "utf-8")
    told = at.refused("import", str(tmp_path / "table.csv"), "--map", str(tmp_path / "map.yaml"))
    assert told.startswith("No protocol is published yet.")
    (tmp_path / "map.yaml").write_text("colour: red", "utf-8")
    told = at.refused("import", str(tmp_path / "table.csv"), "--map", str(tmp_path / "map.yaml"))
    assert told.startswith("No protocol is published yet.")
