"""The tables of tests/specs/schedule.txt hold."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.plan import Planned, Preferences, plan
from tests.scheduler.cast import DEFAULT
from tests.scheduler.specs import Block, blocks, fields

EXAMPLES = blocks("schedule.txt")


def _line(planned: Planned, zone: str) -> list[str]:
    local = planned.send_at.astimezone(ZoneInfo(zone))
    asked = f"{local:%Y-%m-%d %H:%M} {local.isoformat()[-6:]}"
    window = [planned.opens_on.isoformat(), planned.closes_on.isoformat()]
    return [planned.time_point, *window, asked, " ".join(planned.instruments)]


@pytest.mark.parametrize("block", EXAMPLES, ids=[block.title for block in EXAMPLES])
def test_the_default_schedule_is_as_the_table_says(block: Block) -> None:
    tmr_on, zone, send_time, linked, *rest = block.operation
    optional = {code for field in rest if field.startswith("with ") for code in field.split()[1:]}
    only = {code for field in rest if field.startswith("only ") for code in field.split()[1:]}
    preferences = Preferences(
        zone=zone,
        send_time=time.fromisoformat(send_time),
        enrolled_on=date.fromisoformat(linked.removeprefix("linked ")),
        optional=frozenset(optional),
    )
    found = plan(DEFAULT, date.fromisoformat(tmr_on), preferences)
    shown = [_line(each, zone) for each in found if not only or each.time_point in only]
    assert shown == [fields(line) for line in block.lines]
