"""An amended report moves the usual pain of later ones: what that changes, as `tests/specs/anew.txt` says."""

from pathlib import Path

import pytest

from alerts.anew import Anew, anew
from alerts.numbers_file import bundled
from alerts.report import RECHECK, Report
from tests.alerts.people import report

TABLE = Path(__file__).parent.parent / "specs" / "anew.txt"
EXAMPLES = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
NUMBERS = bundled()
LATER = 4


def _history(pains: str) -> tuple[Report, ...]:
    days = (14, 42, 91)
    return tuple(
        report(day, f"rlp-average={pain}", number=number)
        for number, (day, pain) in enumerate(zip(days, pains.split(), strict=True), 1)
    )


def _said(told: Anew) -> set[str]:
    signs = {(True, False): "+", (False, True): "-", (True, True): "~"}
    said = {
        f"{signs[each.after is not None, each.before is not None]} {each.key.split(':')[0]}"
        for each in told.differences
    }
    return said | ({"?"} if told.wanted else set()) or {"="}


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_an_amendment_changes_later(example: str) -> None:
    pains, _, rest = example.partition("  ")
    was, is_now = (_history(part) for part in pains.split(" / "))
    text, _, expected = rest.strip().partition("  ")
    answers, _, when = text.partition(" ")
    later = report(182, answers, number=LATER)
    own = frozenset({LATER})
    told = anew(
        later,
        (*was, later),
        (*is_now, later),
        NUMBERS,
        silent=own if when == "silent" else frozenset(),
        too_late=own if when == "too-late" else frozenset(),
    )
    assert _said(told) == set(expected.strip().partition("  ")[0].split(", "))
    assert told.report == later


def test_a_recheck_is_judged_anew_by_the_usual_pain_of_the_report_that_it_checks() -> None:
    first = report(182, "rlp-average=6", number=LATER)
    check = report(184, "rlp-average=6", number=5, instrument=RECHECK, recheck_of=LATER)
    was, is_now = ((*_history(pains), first, check) for pains in ("3 3 3", "5 5 3"))
    (gone,) = anew(check, was, is_now, NUMBERS).differences
    assert (gone.key, gone.after) == (f"AMB-2:{LATER}:rlp", None)
