"""What a report makes us suspect of the safety outcomes, in either mode."""

import pytest

from alerts.suspicion import suspicions
from tests.alerts.people import report


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("safety=none", []),
        ("rlp-average=9", []),
        ("safety=bleeding+admission", ["bleeding", "reoperation"]),
        ("safety-past=wound-infection+clot", ["infection", "other"]),
        ("safety=not-safe+new-place-pain", []),
        ("wound-past=infection+bleeding", ["bleeding", "infection"]),
        ("bleeding=little wound-signs=heat", ["bleeding", "infection"]),
        ("bleeding=none wound-signs=none", []),
        ("chest-breath-calf=yes limb-cold=no", ["other"]),
        ("chest-breath-calf=no limb-cold=yes", ["other"]),
    ],
)
def test_a_report_makes_us_suspect_each_outcome_once(text: str, categories: list[str]) -> None:
    found = suspicions(report(7, text, number=12))
    assert [one.category for one in found] == categories
    assert [one.key for one in found] == [f"12:{category}" for category in categories]
