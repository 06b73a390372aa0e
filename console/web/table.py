"""What a route is: a path, a method, who may, what is done. The table itself is in `console/routes.py`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from console.web.desk import Desk
from console.web.visit import Answer, Visit
from storage.access_words import Post, Stage
from storage.database import Tx

Handler = Callable[[Desk, Visit], Awaitable[Answer]]
Work = Callable[[Tx, Desk, Visit], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """`posts`: who may. `stage`: how far their session must have come; none: anybody, without a session.
    `takes_file`: its form may send a file."""

    method: str
    path: str
    handler: Handler
    posts: frozenset[Post] = frozenset()
    stage: Stage | None = Stage.SIGNED_IN
    takes_file: bool = False


def shows(work: Work) -> Handler:
    """A handler that reads, in one transaction in a reader's thread."""

    async def handle(desk: Desk, visit: Visit) -> Answer:
        return await desk.database.seeing(lambda tx: work(tx, desk, visit))

    return handle


def does(work: Work) -> Handler:
    """A handler that changes something, in one transaction in the writer's thread."""

    async def handle(desk: Desk, visit: Visit) -> Answer:
        return await desk.database.within(lambda tx: work(tx, desk, visit))

    return handle
