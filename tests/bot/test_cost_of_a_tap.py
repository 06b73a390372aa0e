"""What answering costs: taps for the patient, transactions for the database, calls for Telegram.

A tap is one write transaction in its handler. The durable inbox has its own bookkeeping around that: one
transaction that keeps the update before it is confirmed, and one that notes what was handled, which is shared
by all that is handled meanwhile. So a lone tap is three transactions in all, of which the answer is one.

That note is not part of the handler's transaction on purpose. An update is done once its reply went out or
was left to the courier, which is after the commit. Noted with the answer, an update whose process dies
between the two would not come again: the tap would be stored and the screen would stand still, and the reply
to a command, which stores nothing, would be lost.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from domain import Assessment, AssessmentState
from storage import assessments
from storage.crypto import KeyRing
from storage.database import Database, Tx
from tests import cast
from tests.bot.house import House, opened

CHAT = cast.CHATS["Ann"]
PAINS = ("5", "5", "5", "5", "Every day", "5", "5")
END = ("5", "A little better", "None of these", "Skip", "Send")
WITHOUT = (*PAINS, "No", *END)
WITH = (*PAINS, "Yes", "7", "16+", "Pain", *END)


class Counting(Database):
    """A database that counts its transactions."""

    writes = reads = 0

    @contextmanager
    def write(self) -> Iterator[Tx]:
        self.writes += 1
        with super().write() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        self.reads += 1
        with super().read() as tx:
            yield tx


@pytest.fixture
def counting(database: Database, keys: KeyRing) -> Iterator[Counting]:
    """The same database, counted."""
    counted = Counting(database.url, keys)
    yield counted
    counted.close()


@pytest.fixture
def core(database: Database, as_of: datetime) -> Assessment:
    """Ann's core questionnaire, six weeks after surgery, at a site that monitors."""
    with database.write() as tx:
        ann = cast.person(tx, as_of, cast.team(tx, as_of), "Ann", tmr_on=as_of.date() - timedelta(days=42))
        return opened(tx, as_of, ann)


@pytest.fixture
async def house(counting: Counting, as_of: datetime, core: Assessment) -> AsyncIterator[House]:
    """The first question is on the card."""
    async with House(counting, as_of) as house:
        await house.say(CHAT, "/start")
        await house.tap(CHAT, "Go on")
        yield house


def _calls(house: House) -> list[str]:
    return [method for method, _ in house.people.calls if method != "getupdates"]


@pytest.mark.parametrize(("labels", "most"), [(WITHOUT, 13), (WITH, 17)], ids=["without", "with"])
async def test_the_core_questionnaire_is_few_taps_of_one_transaction_and_two_calls_each(
    house: House, counting: Counting, core: Assessment, labels: tuple[str, ...], most: int
) -> None:
    assert len(labels) <= most
    for label in labels:
        card = house.people.cards(CHAT)[-1]
        house.people.tap(CHAT, card.message_id, card.data_of(label))
        (update,) = await house.application.bot.get_updates(offset=house.people.last_update, timeout=0)
        writes, reads, calls = counting.writes, counting.reads, len(_calls(house))
        await house.application.process_update(update)
        assert (counting.writes - writes, counting.reads - reads) == (1, 0)
        assert _calls(house)[calls:] == ["answercallbackquery", "editmessagetext"]
    with counting.read() as tx:
        assert assessments.get(tx, core.id).state is AssessmentState.COMPLETED


async def test_the_inbox_adds_two_transactions_to_a_lone_tap_and_no_call(
    house: House, counting: Counting
) -> None:
    for label in PAINS:
        writes, calls = counting.writes, len(_calls(house))
        await house.tap(CHAT, label)
        assert counting.writes - writes == 3
        assert len(_calls(house)) - calls == 2
