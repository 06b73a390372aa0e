"""Small lives for the tests of the tick: a site with the bundled protocol, and answers put in by hand."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from alerts.bank_holidays import around
from domain import Act, Answer, Assessment, AssessmentState, Entry, EntryKind, Response, ResponseState
from questionnaires.library import Library
from scheduler.protocol import default_text, read
from scheduler.published import Protocols
from scheduler.tick import Definitions
from scheduler.ticking import Tick
from storage import assessments, protocols, responses
from storage.database import Database, Tx
from tests import cast

Given = Mapping[str, Answer | tuple[Answer, ...]]
LIBRARY = Library.bundled()
DEFINITIONS = Definitions(lambda _tx: LIBRARY, around)
ENROLLED = datetime(2024, 12, 4, 9, 0, tzinfo=UTC)


def new_tick(database: Database) -> Tick:
    return Tick(database, DEFINITIONS, Protocols(lambda _tx: LIBRARY))


def publish(tx: Tx, at: datetime, text: str = "") -> int:
    """The bundled protocol, or another text."""
    text = text or default_text()
    protocol = read(text, frozenset(LIBRARY.ids))
    return protocols.publish(
        tx,
        cast.by(at),
        name=protocol.name,
        version=protocol.version,
        checksum=sha256(text.encode()).hexdigest(),
        body=text,
    )


def enrolled(
    database: Database, name: str = "Ann", *, linked: bool = True, at: datetime = ENROLLED
) -> tuple[cast.Team, cast.Person]:
    """One person of the cast, operated on 15 January 2025, with the bundled protocol."""
    with database.write() as tx:
        team = cast.team(tx, at)
        return team, cast.person(tx, at, team, name, protocol_id=publish(tx, at), linked=linked)


async def lived(database: Database, until: datetime, *, since: datetime = ENROLLED, hours: int = 6) -> Tick:
    """Tick through time, every few hours; the courier is not at work."""
    tick = new_tick(database)
    at = since
    while at < until:
        await tick.run(at)
        at += timedelta(hours=hours)
    await tick.run(until)
    return tick


def assessment(database: Database, episode_id: int, code: str) -> Assessment:
    with database.read() as tx:
        found = [each for each in assessments.of_episode(tx, episode_id) if each.time_point == code]
    assert len(found) == 1
    return found[0]


def response(database: Database, assessment_id: int, instrument: str) -> Response:
    with database.read() as tx:
        found = [each for each in responses.of_assessment(tx, assessment_id) if each.instrument == instrument]
    assert len(found) == 1
    return found[0]


def answer(database: Database, told: Response, at: datetime, values: Given) -> None:
    """Append one answered entry an item."""
    with database.write() as tx:
        start = len(responses.log(tx, told.id))
        for seq, (link_id, value) in enumerate(values.items(), start):
            given = value if isinstance(value, tuple) else (value,)
            entry = Entry(seq, EntryKind.ANSWERED, link_id, given, at)
            assert responses.append(tx, Act("patient:test", at), told.id, entry)


def send(database: Database, told: Response, at: datetime) -> None:
    """The patient presses Send on the last instrument."""
    with database.write() as tx:
        responses.end(tx, Act("patient:test", at), told.id, ResponseState.COMPLETED)
        mates = responses.of_assessment(tx, told.assessment_id)
        if all(mate.state is ResponseState.COMPLETED for mate in mates):
            assessments.end(tx, Act("patient:test", at), told.assessment_id, AssessmentState.COMPLETED)


async def report(
    database: Database,
    episode_id: int,
    code: str,
    on: date,
    values: Mapping[str, Answer | tuple[Answer, ...]],
) -> Tick:
    """Live until noon of that day, when the core questionnaire of this time point is answered and judged."""
    at = datetime(on.year, on.month, on.day, 12, 0, tzinfo=UTC)
    tick = await lived(database, at, since=at - timedelta(hours=12), hours=3)
    told = response(database, assessment(database, episode_id, code).id, "core")
    answer(database, told, at, values)
    send(database, told, at)
    await tick.run(at)
    return tick
