"""What must hold of people who tapped while services came and went: nothing lost, nothing counted twice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from random import Random

from sqlalchemy import select

from alerts.numbers_file import bundled
from alerts.red import red
from alerts.rule import Finding
from alerts.rules import amber
from app.demo.standin import StandIn
from clock import SystemClock
from domain import Severity
from questionnaires.library import Library
from scheduler.reports import ENDED, answers_of, history_of, report_of
from storage import facts, inbox, responses, trail
from storage.database import Database, Tx
from storage.facts import EpisodeFacts
from storage.schema import inbox as inbox_table
from storage.words import ActionKind
from tests.end_to_end.tapping import Person, Sent, expected_logs, line

_LONGEST = 60.0
FEWEST_TAPS, _MOST_CALLS = 5, 30


@asynccontextmanager
async def tapping(standin: StandIn, chats: Mapping[int, int], roll: Random) -> AsyncIterator[Sequence[Sent]]:
    """People tap all the while; gives what they have sent."""
    sent: list[Sent] = []
    people = [Person(standin, chat_id, Random(roll.random()), sent) for chat_id in chats]
    lives = [asyncio.create_task(person.live()) for person in people]
    try:
        yield sent
    finally:
        for life in lives:
            life.cancel()
        ends = await asyncio.gather(*lives, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends


async def a_while(standin: StandIn, roll: Random) -> None:
    """Until people have tapped a little more and the service has made some more calls; then for a moment."""
    taps, calls = standin.last_update + FEWEST_TAPS, len(standin.calls) + roll.randint(1, _MOST_CALLS)
    await true(lambda: standin.last_update >= taps and len(standin.calls) >= calls)
    await asyncio.sleep(roll.random() * 0.02)


async def all_handled(database: Database, standin: StandIn) -> None:
    """Until nothing waits any more: with Telegram, in the inbox, or for the rules."""

    def waits(tx: Tx) -> bool:
        unjudged = responses.waiting_to_be_judged(tx, SystemClock().now())
        return bool(unjudged) or inbox.oldest_waiting(tx) is not None

    await true(lambda: not standin.unconfirmed)
    async with asyncio.timeout(_LONGEST):
        while True:
            if not await database.seeing(waits):
                return
            await asyncio.sleep(0.1)


async def true(condition: Callable[[], bool]) -> None:
    """Until something is so."""
    async with asyncio.timeout(_LONGEST):
        while True:
            if condition():
                return
            await asyncio.sleep(0.002)


def check(database: Database, standin: StandIn, episodes: Mapping[int, int], sent: Sequence[Sent]) -> None:
    """Everything at once: inbox, logs, alerts, trail, and that nobody was asked twice."""
    with database.read() as tx:
        known = {chat_id: facts.load(tx, episode_id) for chat_id, episode_id in episodes.items()}
        _check_inbox(tx, sent, standin)
        assert trail.verify(tx).fault is None
    _check_logs(sent, known)
    for each in known.values():
        _check_alerts(each)
    assert all(len(standin.cards(chat_id)) <= 1 for chat_id in episodes), "somebody was asked twice"


def _check_inbox(tx: Tx, sent: Sequence[Sent], standin: StandIn) -> None:
    """Every update there ever was is in the inbox, once, and done."""
    rows = tx.conn.execute(select(inbox_table.c.update_id, inbox_table.c.done_at)).all()
    assert sorted(row.update_id for row in rows) == [each.update_id for each in sent]
    assert sent[-1].update_id == standin.last_update
    assert not [row.update_id for row in rows if row.done_at is None]


def _check_logs(sent: Sequence[Sent], known: Mapping[int, EpisodeFacts]) -> None:
    """The logs are what the taps make of them if each is taken once and in order: no more, no less."""
    stored = {
        response_id: [line(entry) for entry in log]
        for each in known.values()
        for response_id, log in each.logs.items()
        if log
    }
    sittings = {chat_id: each.responses for chat_id, each in known.items()}
    assert stored == expected_logs(sent, sittings, SystemClock().now())


def _check_alerts(known: EpisodeFacts) -> None:
    """Every finding is told once: an alert, or a line in the case that was open. RED has its notice."""
    joined = [
        str(action.key)
        for actions in known.actions.values()
        for action in actions
        if action.kind is ActionKind.JOINED
    ]
    assert sorted([*joined, *(alert.key for alert in known.alerts)]) == sorted(_findings(known))
    reds = {alert.id for alert in known.alerts if alert.severity is Severity.RED}
    first = [row.alert_id for row in known.outgoing if row.detail.get("step") == "first"]
    assert reds <= set(first)
    assert len(first) == len(set(first))


def _findings(known: EpisodeFacts) -> set[str]:
    """What the rules find in the logs as they are stored."""
    library, keys = Library.bundled(), set()
    for response in known.responses:
        for seq in range(len(known.logs.get(response.id, ()))):
            report = report_of(known, library, response, upto=seq + 1)
            before = answers_of(known, library, response, seq)
            keys |= {finding.key for finding in red(report, before, seq)}
        if response.state in ENDED:
            report = report_of(known, library, response)
            found = amber(report, history_of(known, library), bundled())
            keys |= {finding.key for finding in found if isinstance(finding, Finding)}
    return keys
