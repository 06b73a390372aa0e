"""The stories of tests/specs/schedule_follow_up.txt hold, lived from look to look."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.scheduler.life import Life
from tests.scheduler.specs import Block, blocks, fields
from tests.scheduler.stories import instant, lived

STORIES = blocks("schedule_follow_up.txt")


def _shown(block: Block, at: datetime, said: str) -> str:
    """A line of the log in the patient's local time, as it was then."""
    zone = block.operation[1]
    for line in block.lines:
        if " | moves to " in line and instant(fields(line[1:])[0], block.operation[1]) <= at:
            zone = line.split(" moves to ")[1]
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} | {said}"


@pytest.mark.parametrize("block", STORIES, ids=[block.title for block in STORIES])
def test_silence_is_followed_up_as_the_story_says(block: Block) -> None:
    expected = [" | ".join(fields(line)) for line in block.lines if not line.startswith(">")]
    life, end = lived(block, Life)
    assert [_shown(block, at, said) for at, said in life.log if at < end] == expected
