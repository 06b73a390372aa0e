"""What the tests of changing an answer share: Ann answers everything, and picks a question to change."""

from domain import EntryKind, Response
from storage import responses
from storage.database import Database
from storage.schema import score
from tests import cast
from tests.bot.house import House

CHAT = cast.CHATS["Ann"]


async def tap(house: House, label: str) -> str:
    """The first button that begins with these words, after a restart."""
    await house.restart()
    card = house.last(CHAT)
    data = next(key.data for row in card.buttons for key in row if key.text.startswith(label))
    return await house.press(CHAT, card.message_id, data)


async def send_all(house: House) -> None:
    """The first button of every question of everything that waits, sent: no pain, no prosthesis."""
    await house.say(CHAT, "/start")
    await house.tap(CHAT, "Go on")
    while "Change an answer" not in house.labels(CHAT) or "Send" in house.labels(CHAT):
        labels = house.labels(CHAT)
        for wanted in ("Send", "Skip", "No", labels[0]):
            if wanted in labels:
                await house.tap(CHAT, wanted)
                break


async def pick(house: House, question: str) -> None:
    await tap(house, "Change an answer")
    while not any(label.startswith(question) for label in house.labels(CHAT)):
        await tap(house, "More")
    await tap(house, question)


def response_of(database: Database, assessment_id: int) -> Response:
    with database.read() as tx:
        return responses.of_assessment(tx, assessment_id)[0]


def after_sending(database: Database, response: Response) -> list[tuple[str, str, object]]:
    """Kind, question and first value of what was stored after the first Send."""
    with database.read() as tx:
        log = responses.log(tx, response.id)
    sent = next(entry.seq for entry in log if entry.kind is EntryKind.SENT)
    return [(entry.kind.value, entry.link_id, next(iter(entry.values), None)) for entry in log[sent + 1 :]]


def scores_of(database: Database, response: Response) -> dict[str, object]:
    with database.read() as tx:
        found = tx.conn.execute(score.select().where(score.c.response_id == response.id)).mappings()
        return {row["name"]: row["value"] for row in found}
