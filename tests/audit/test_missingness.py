"""How far each assessment came has one word: the table of tests/specs/missingness.txt."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.missingness import Missingness, missingness
from audit.records import Visit
from domain import AssessmentKind, AssessmentState, Entry, EntryKind, ResponseState
from storage.audit_words import AssessmentRow, LogLine, ResponseRow
from tests.audit.fhir.stories import OPERATED

AT = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
SPEC = Path(__file__).parents[1] / "specs" / "missingness.txt"
ROWS = [
    [cell.strip() for cell in line.split("|")]
    for line in SPEC.read_text("utf-8").split("\n\n\n")[1].strip().splitlines()[1:]
]
BY = {"staff": ("staff:CO1", EntryKind.ANSWERED)}


def _visit(state: str, reason: str, reached: str, entered: str) -> Visit:
    given = [] if entered == "-" else entered.split()
    assessment = AssessmentRow(
        id=1,
        episode_id=1,
        protocol="tmr-followup",
        protocol_version="1.0.0",
        time_point="M06",
        occurrence=1,
        tmr_on=date(2025, 1, 15),
        in_force=True,
        kind=AssessmentKind.SCHEDULED,
        parent_id=None,
        opens_on=date(2025, 6, 1),
        closes_on=date(2025, 10, 15),
        send_at=AT,
        zone="Europe/London",
        instruments=("core",),
        state=AssessmentState(state),
        reason=None if reason == "-" else reason,
        opened_at=AT,
        prompted_at=AT if "sent" in reached else None,
        first_seen_at=AT if "seen" in reached else None,
        answered_at=None,
        closed_at=None,
    )
    return Visit(OPERATED, assessment, (_response(given),) if given else ())


def _response(given: list[str]) -> ResponseRow:
    log = tuple(_line(seq, word) for seq, word in enumerate(given))
    return ResponseRow(
        1, 1, "core", "1.2.0", "c" * 64, "en", {}, ResponseState.IN_PROGRESS, AT, None, log=log
    )


def _line(seq: int, word: str) -> LogLine:
    by, kind = BY.get(word) or ("patient:P0001", EntryKind(word))
    return LogLine(Entry(seq, kind, f"item-{seq}", (), AT), by)


@pytest.mark.parametrize("row", ROWS, ids=[" ".join(row) for row in ROWS])
def test_how_far_an_assessment_came_is_told_by_what_is_stored(row: list[str]) -> None:
    *told, expected = row
    state, reason, reached, entered = told
    assert missingness(_visit(state, reason, reached, entered)) == expected


def test_every_word_has_an_example() -> None:
    assert {row[-1] for row in ROWS} == {word.value for word in Missingness}


def test_what_was_answered_and_then_declined_is_declined() -> None:
    visit = _visit("open", "-", "sent seen", "answered")
    log = (*visit.responses[0].log, _line(1, "declined"))
    again = LogLine(Entry(2, EntryKind.DECLINED, "item-0", (), AT), log[1].by)
    response = ResponseRow(
        1, 1, "core", "1.2.0", "c" * 64, "en", {}, ResponseState.IN_PROGRESS, AT, None, log=(*log, again)
    )
    assert missingness(Visit(visit.operation, visit.assessment, (response,))) is Missingness.DECLINED
