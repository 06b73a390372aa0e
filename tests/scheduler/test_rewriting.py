"""Fields of a protocol's text are changed, and the rest stays as it was written."""

from difflib import ndiff

from scheduler.protocol import default_text, parse
from scheduler.rewriting import anchor_of, rewritten


def changed_lines(before: str, after: str) -> list[str]:
    return [line.rstrip() for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_nothing_but_what_was_changed_is_written_anew_and_comments_stay() -> None:
    text = default_text()
    assert rewritten(text, {("time_points", 1, "target"): "P3D", ("never_on",): None}) == text
    after = rewritten(text, {("version",): "1.10", ("time_points", 12, "optional"): None})
    assert changed_lines(text, after) == ["- version: 1.0.0", "+ version: '1.10'", "-     optional: true"]


def test_time_points_that_share_a_part_do_not_change_together() -> None:
    own = {"reminders": ["P1D"]}
    after, _ = parse(rewritten(default_text(), {("time_points", 1, "follow_up"): own}), frozenset())
    assert [len(point.ladder.reminders) for point in after.time_points[1:4]] == [1, 1, 1]
    assert after.time_points[1].ladder != after.time_points[2].ladder == after.time_points[3].ladder


def test_a_time_point_is_put_in_and_taken_out_and_parts_are_made() -> None:
    text = default_text()
    after = rewritten(text, {("time_points", 0): {"code": "B0"}, ("caps", "a_day"): 2})
    assert "code: B0" in after.split("code: BL")[0]
    assert after.endswith("caps:\n  a_day: 2\n")
    assert "code: BL" not in rewritten(text, {("time_points", 0): None})


def test_comments_are_given_up_where_a_text_would_read_otherwise() -> None:
    text = "# Why\nbase: &b {a: 1, c: 2}\nown:\n  <<: *b\n  d: 3\n"
    after = rewritten(text, {("base", "a"): 5})
    assert "<<" not in after
    assert after.count("a: 5") == 1


def test_what_a_series_counts_from_is_read() -> None:
    assert anchor_of("anchors: {stump: amputation}\n", "stump") == "amputation"
    assert anchor_of("anchors:\n", "stump") == "tmr"
