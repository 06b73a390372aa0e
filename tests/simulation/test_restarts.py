"""I9 and I10: updates that come again change nothing, and a death at any commit leads to the same end."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import select

from bot import answering
from bot.courier import Courier
from domain import Act, Lane, ResponseState
from questionnaires.conversation import Ask, Move, accept, answers, standing
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from questionnaires.moves import Number
from storage import responses
from storage.crypto import KeyRing
from storage.database import Tx
from storage.key_check import require_key
from storage.schema import response
from storage.words import OutboxState
from tests.simulation.ordeal import Ordeal, Plan
from tests.simulation.tables import read

SHORT = Plan(seed=3, patients=1, days=20, harmed=True, published=True, mail=True)
End = dict[str, object]


async def _end(path: Path, template: Path, keys: KeyRing, plan: Plan) -> tuple[End, Ordeal]:
    """What it all came to: answers in force, states of the assessments, alerts, prompts left in doubt."""
    copy(template, path)
    ordeal = Ordeal(plan, path, keys)
    require_key(ordeal.calm)
    try:
        await ordeal.run()
        tables, library = read(ordeal.calm), Library.bundled()
    finally:
        ordeal.calm.close()
    given = {
        (tables.assessments[each.assessment_id].time_point, each.instrument): answers(
            library.get(each.instrument, each.version), each.context, tables.logs[each.id]
        )
        for each in tables.responses.values()
    }
    states = {each.time_point: each.state for each in tables.assessments.values()}
    alerts = sorted((each.key, each.rule) for each in tables.alerts.values())
    in_doubt = [
        row.key for row in tables.outgoing if row.lane is Lane.PROMPT and row.state is OutboxState.UNSURE
    ]
    said = {
        "digests": sorted(row.key for row in tables.digests),
        "versions": [tables.protocols[each.protocol_id].version for each in tables.assessments.values()],
    }
    return {"answers": given, "states": states, "alerts": alerts, "in doubt": in_doubt, **said}, ordeal


async def _replayed(tmp_path: Path, template: Path, keys: KeyRing, every: int) -> tuple[End, End]:
    """How it ends in peace, and how when after every so many deeds the last updates come again."""
    calm, whole = await _end(tmp_path / "calm.sqlite3", template, keys, SHORT)
    instants = sorted({deed.at for deed in whole.standin.witness.deeds})[::every]
    plan = replace(SHORT, replayed_at=tuple(at + timedelta(seconds=1) for at in instants))
    again, _ = await _end(tmp_path / "again.sqlite3", template, keys, plan)
    return calm, again


async def test_updates_that_come_again_in_any_order_change_nothing(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing
) -> None:
    calm, again = await _replayed(tmp_path, sqlite_template, keys, every=6)
    assert calm["answers"]
    assert calm["alerts"]
    assert again == calm


@pytest.mark.nightly
async def test_i9_speaks_when_a_tap_need_not_be_on_the_newest_screen(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anywhere(instrument: Instrument, context: Any, log: Any, move: Move, **named: Any) -> Any:
        step = standing(instrument, context, log).step
        if isinstance(move, Number) and isinstance(step, Ask):
            move = Number(step.item.ordinal, move.value)
        return accept(instrument, context, log, move, seq=None, as_of=named["as_of"])

    monkeypatch.setattr(answering, "accept", anywhere)
    calm, again = await _replayed(tmp_path, sqlite_template, keys, every=6)
    assert again != calm


@pytest.mark.nightly
async def test_updates_that_come_again_after_every_deed_change_nothing(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing
) -> None:
    calm, again = await _replayed(tmp_path, sqlite_template, keys, every=1)
    assert again == calm


async def _other_ends(tmp_path: Path, template: Path, keys: KeyRing, every: int) -> AsyncIterator[int]:
    """Die at every so many of the commits that a life without a death makes, one life a commit.

    Gives the commits at which a death leads to another end. Not those that leave a prompt in doubt: it is not
    repeated, so its patient may be asked by the next reminder only, and answer of another day.
    """
    calm, whole = await _end(tmp_path / "calm.sqlite3", template, keys, SHORT)
    for point in range(every - 1, whole.writes - 20, every):
        plan = replace(SHORT, die_at=point, die_after=point % 2 == 0)
        end, ordeal = await _end(tmp_path / f"{point}.sqlite3", template, keys, plan)
        assert ordeal.deaths == 1, f"write {point} was never reached"
        if end != calm and not end["in doubt"]:
            yield point


async def test_a_death_at_any_commit_leads_to_the_same_end(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing
) -> None:
    assert [at async for at in _other_ends(tmp_path, sqlite_template, keys, every=101)] == []


async def test_i10_speaks_when_a_start_gives_up_what_was_begun(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    recover = Courier.recover

    async def giving_up(courier: Courier, as_of: datetime) -> int:
        def work(tx: Tx) -> None:
            begun = tx.conn.execute(
                select(response.c.id).where(response.c.state == ResponseState.IN_PROGRESS)
            )
            for response_id in begun.scalars().all():
                responses.end(tx, Act("bug", as_of), response_id, ResponseState.STOPPED)

        await courier._database.within(work)
        return await recover(courier, as_of)

    monkeypatch.setattr(Courier, "recover", giving_up)
    assert await anext(_other_ends(tmp_path, sqlite_template, keys, every=58))


@pytest.mark.nightly
async def test_a_death_at_every_commit_leads_to_the_same_end(
    tmp_path: Path, sqlite_template: Path, keys: KeyRing
) -> None:
    assert [at async for at in _other_ends(tmp_path, sqlite_template, keys, every=1)] == []
