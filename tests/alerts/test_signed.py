"""A signed file that lacks what a newer program knows is made whole, and what it lacks is told."""

from dataclasses import replace

from alerts.numbers_file import bundled, bundled_text, checksum_of
from alerts.signed import held

OWN = (
    bundled_text().replace('version: "1.1.0"', 'version: "north-2"').replace("join_days: 14", "join_days: 7")
)


def test_a_whole_file_is_taken_as_it_is() -> None:
    found = held(OWN)
    assert found.faults == ()
    expected = replace(bundled().amber, join_days=7)
    assert (found.numbers.version, found.numbers.amber) == ("north-2", expected)
    assert found.numbers.checksum == checksum_of(OWN) != bundled().checksum


def test_what_an_older_file_lacks_is_taken_from_the_product() -> None:
    older = OWN.replace("silence:\n  windows: 2 ", "# ").replace("  AMB-8: 5\n", "")
    found = held(older)
    assert [path for path, _ in found.faults] == ["silence", "working_days.AMB-8"]
    assert found.numbers == replace(held(OWN).numbers, checksum=checksum_of(older))


def test_what_this_program_does_not_know_is_left_out() -> None:
    found = held(OWN + "moon:\n  phase: 1\n")
    assert [path for path, _ in found.faults] == ["moon"]
    assert found.numbers == replace(held(OWN).numbers, checksum=found.numbers.checksum)


def test_a_section_that_is_none_is_taken_from_the_product() -> None:
    found = held(OWN.replace("wound:\n  last_day: 90", "wound: 90"))
    assert [path for path, _ in found.faults] == ["wound"]
    assert found.numbers.wound == bundled().wound


def test_what_cannot_be_used_at_all_leaves_the_numbers_of_the_product() -> None:
    found = held(OWN.replace("last_day: 90", "last_day: 900"))
    assert [path for path, _ in found.faults] == ["wound.last_day"]
    assert found.numbers == bundled()
