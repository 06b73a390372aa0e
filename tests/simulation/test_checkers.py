"""A law that cannot be broken says nothing: for each invariant a bug is planted, and its checker speaks.

Some of them every time, all of them at night.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.demo.standin_faults import Chances
from bot import courier, settling
from bot.letter import Letter, PacedBot, send
from bot.mail.post import Post
from domain import Act, Channel, Entry
from scheduler import digests, instants, judging, tick
from scheduler.plan import plan
from scheduler.reconcile import Move, reconcile
from storage import alerts, episodes, inbox, outbox, responses, staff
from storage.database import Tx
from storage.words import Outgoing
from tests.simulation.conftest import Run
from tests.simulation.ordeal import Plan

Patch = pytest.MonkeyPatch
CALM = Plan(seed=3, patients=2, days=26, harmed=True)


async def _speaks(run: Run, plan: Plan, invariant: str, words: str = "") -> None:
    _, breaches = await run(plan)
    said = [sentence for sentence in breaches.get(invariant, []) if words in sentence]
    assert said, f"the checker of {invariant} was silent; others: {breaches}"


PUBLISHED = replace(CALM, published=True)


async def test_without_a_bug_every_checker_is_silent(run: Run) -> None:
    outcome, breaches = await run(CALM)
    assert breaches == {}
    assert len(outcome.witness.deeds) > 60


async def test_i1_speaks_when_an_update_is_confirmed_unkept(run: Run, monkeypatch: Patch) -> None:
    keep, count = inbox.put, iter(range(10**6))

    def forgetful(tx: Tx, **told: Any) -> bool:
        return True if next(count) % 50 == 49 else keep(tx, **told)

    monkeypatch.setattr(inbox, "put", forgetful)
    await _speaks(run, CALM, "I1")


@pytest.mark.nightly
async def test_i2_speaks_when_another_answer_is_stored_than_was_tapped(run: Run, monkeypatch: Patch) -> None:
    append = responses.append

    def careless(tx: Tx, act: Act, response_id: int, told: Entry) -> bool:
        wrong = replace(told, values=(9,)) if told.values == (5,) else told
        return append(tx, act, response_id, wrong)

    monkeypatch.setattr(responses, "append", careless)
    await _speaks(run, CALM, "I2")


async def test_i3_speaks_when_quiet_hours_are_not_kept(run: Run, monkeypatch: Patch) -> None:
    def nightly(*given: Any) -> Any:
        return tuple(replace(one, send_at=one.send_at - timedelta(hours=16)) for one in plan(*given))

    monkeypatch.setattr(tick, "plan", nightly)
    monkeypatch.setattr(instants, "is_quiet", lambda *_: False)
    await _speaks(run, CALM, "I3")


@pytest.mark.nightly
async def test_i4_speaks_when_a_doubtful_prompt_is_sent_again(run: Run, monkeypatch: Patch) -> None:
    def stubborn(tx: Tx, act: Act, outgoing: Outgoing, reason: str) -> None:
        outbox.put_back(tx, act, outgoing.id, act.at + timedelta(minutes=1), reason)

    monkeypatch.setattr(settling, "unsure", stubborn)
    await _speaks(run, replace(CALM, chances=Chances(lost_reply=0.15)), "I4")


async def test_i5_speaks_when_a_finding_is_judged_and_not_raised(run: Run, monkeypatch: Patch) -> None:
    monkeypatch.setattr(judging, "raise_finding", lambda *_: False)
    await _speaks(run, CALM, "I5")


async def test_i6_speaks_when_nobody_is_paged(run: Run, monkeypatch: Patch) -> None:
    monkeypatch.setattr(tick, "due_steps", lambda *_: ())
    monkeypatch.setattr(tick, "next_step_at", lambda *_: None)
    await _speaks(run, CALM, "I6")


@pytest.mark.nightly
async def test_i6_speaks_when_nobody_is_told_of_a_case_that_came_back(run: Run, monkeypatch: Patch) -> None:
    monkeypatch.setattr(tick, "returns_of", lambda _: ())
    await _speaks(run, replace(CALM, patients=4), "I6")


@pytest.mark.nightly
async def test_i7_speaks_when_a_hand_over_counts_twice(run: Run, monkeypatch: Patch) -> None:
    hand_over = alerts.hand_over

    def eager(tx: Tx, act: Act, alert_id: int, staff_id: int, to_id: int) -> bool:
        hand_over(tx, act, alert_id, staff_id, to_id)
        return hand_over(tx, act, alert_id, staff_id, to_id)

    monkeypatch.setattr(alerts, "hand_over", eager)
    await _speaks(run, replace(CALM, patients=4), "I7")


@pytest.mark.nightly
async def test_i7_speaks_when_somebody_else_is_named(run: Run, monkeypatch: Patch) -> None:
    acknowledge = alerts.acknowledge

    def blurred(tx: Tx, act: Act, alert_id: int, staff_id: int) -> bool:
        site_id = episodes.get(tx, alerts.get(tx, alert_id).episode_id).site_id
        other = next(each for each in staff.of_site(tx, site_id) if each.id != staff_id)
        return acknowledge(tx, Act(f"staff:{other.code}", act.at), alert_id, other.id)

    monkeypatch.setattr(alerts, "acknowledge", blurred)
    await _speaks(run, CALM, "I7")


@pytest.mark.nightly
async def test_i8_speaks_when_a_screen_runs_ahead_of_the_tables(run: Run, monkeypatch: Patch) -> None:
    append, count = responses.append, iter(range(10**6))

    def boastful(tx: Tx, act: Act, response_id: int, told: Entry) -> bool:
        return True if next(count) % 20 == 19 else append(tx, act, response_id, told)

    monkeypatch.setattr(responses, "append", boastful)
    await _speaks(run, CALM, "I8")


@pytest.mark.nightly
async def test_i12_speaks_when_a_clock_change_moves_windows(run: Run, monkeypatch: Patch) -> None:
    def drifting(*given: Any) -> Any:
        return tuple(
            replace(one, closes_on=one.closes_on + timedelta(days=one.time_point == "M24"))
            for one in plan(*given)
        )

    monkeypatch.setattr(tick, "plan", drifting)
    await _speaks(run, CALM, "I12")


async def test_i6_speaks_when_a_slot_gives_no_digest(run: Run, monkeypatch: Patch) -> None:
    monkeypatch.setattr(digests, "_queue", lambda *_: None)
    await _speaks(run, replace(CALM, patients=1, days=8), "I6", "the slot ")


@pytest.mark.nightly
async def test_i6_speaks_when_the_digest_is_not_mailed(run: Run, monkeypatch: Patch) -> None:
    monkeypatch.setattr(digests, "_channels", lambda *_: (Channel.TELEGRAM,))
    await _speaks(run, replace(CALM, mail=True), "I6", "queued for telegram")


@pytest.mark.nightly
async def test_i6_speaks_when_a_mail_is_said_to_be_sent_that_never_left(run: Run, monkeypatch: Patch) -> None:
    async def mute(_post: Post, _to: str, _text: bytes) -> None:
        return None

    monkeypatch.setattr(Post, "send", mute)
    await _speaks(run, replace(CALM, mail=True), "I6", "digests came by e-mail")


@pytest.mark.nightly
async def test_i6_speaks_when_a_digest_comes_twice(run: Run, monkeypatch: Patch) -> None:
    async def stammering(bot: PacedBot, letter: Letter) -> int:
        if letter.outgoing.kind == "digest":
            await send(bot, letter)
        return await send(bot, letter)

    monkeypatch.setattr(courier, "send", stammering)
    await _speaks(run, CALM, "I6", "digests came by telegram")


@pytest.mark.nightly
async def test_without_a_bug_a_new_protocol_and_mail_break_no_law(run: Run) -> None:
    _, breaches = await run(replace(PUBLISHED, mail=True))
    assert breaches == {}


@pytest.mark.nightly
async def test_i3_speaks_when_a_new_protocol_asks_everything_again(run: Run, monkeypatch: Patch) -> None:
    def forgetful(planned: Any, existing: Any, present: Any) -> Any:
        own = [row for row in existing if row.protocol_id == present.protocol_id]
        return reconcile(planned, own, present)

    monkeypatch.setattr(tick, "reconcile", forgetful)
    await _speaks(run, PUBLISHED, "I3")


@pytest.mark.nightly
async def test_i12_speaks_when_a_new_protocol_moves_nothing(run: Run, monkeypatch: Patch) -> None:
    def stubborn(*given: Any) -> Any:
        return tuple(change for change in reconcile(*given) if not isinstance(change, Move))

    monkeypatch.setattr(tick, "reconcile", stubborn)
    await _speaks(run, replace(PUBLISHED, days=18), "I12")
