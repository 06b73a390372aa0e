"""Whatever stands in the cells of a file, an import says what is wrong, and never fails."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.importing.tally import Tally
from app.importing.words import Raw
from tests.app.importing.desk import ANN, HEADERS, OPERATION, decided, table

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 60_000),
    st.floats(),
    st.text(max_size=12),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from(
        ("T1", "2024-01-15", "leg", "L", "transtibial", "trauma", "yes", "12m", "rlp", "99", "3b")
    ),
)
EVERYTHING = f"""\
dates: dmy
missing: [99]
patient: {{code: ID, name: Name, died_on: Died, died: Dead, zone: Zone, send_time: Time, language: Tongue}}
{OPERATION}surgery: {{transfers: Nerves, coaptations: N}}
answers:
  - {{time_point: Visit, on: Day, item: Question, value: Score}}
  - {{on: Day, rlp: RLP, plp_frequency: F, prosthesis_days: D, comments: C, medicines: M, phq4_down: P}}
events:
  - {{category: Cat, kind: Kind, occurred_on: EDay, grade: CD, id: Eid, happened: Hap, state: State}}
theatre: {{quarter: Q, operations: Ops}}
"""
ALL = (
    *HEADERS,
    *("Name", "Died", "Dead", "Zone", "Time", "Tongue", "Nerves", "N", "Visit", "Day", "Question", "Score"),
    *("RLP", "F", "D", "C", "M", "P", "Cat", "Kind", "EDay", "CD", "Eid", "Hap", "State", "Q", "Ops"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=len(ALL), max_size=len(ALL)), min_size=1, max_size=3))
def test_no_dirty_cell_whatever_makes_an_import_fail(lines: list[list[Raw]]) -> None:
    _, tally = decided(EVERYTHING, table(ALL, *lines))
    assert isinstance(tally, Tally)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(ALL) - 1), CELLS)
def test_one_dirty_cell_in_a_sound_row_makes_no_import_fail(at: int, cell: Raw) -> None:
    sound: list[Raw] = [*ANN, *[None] * (len(ALL) - len(ANN))]
    for name, value in (("Visit", "M12"), ("Question", "rlp"), ("Cat", "infection"), ("EDay", "2024-02-01")):
        sound[ALL.index(name)] = value
    sound[ALL.index("Score")] = 4
    _, clean = decided(EVERYTHING, table(ALL, sound))
    assert not clean.told.troubles
    sound[at] = cell
    decided(EVERYTHING, table(ALL, sound))
