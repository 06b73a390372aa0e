"""Scenes the storage tests begin in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from domain import Act, Assessment, AssessmentKind, Lane, Message, Response
from storage import assessments, responses
from storage.crypto import KeyRing
from storage.database import Database, Tx
from tests import cast, postgres


@dataclass(frozen=True, slots=True)
class Scene:
    """Ann, two weeks after surgery, with her W02 assessment open and its core response begun."""

    team: cast.Team
    ann: cast.Person
    assessment: Assessment
    response: Response


@pytest.fixture
def postgres_database(postgres_server: str, keys: KeyRing) -> Iterator[Database]:
    """For what only a server can do: hang up."""
    with postgres.fresh(postgres_server) as url:
        opened = Database(url, keys)
        yield opened
        opened.close()


@pytest.fixture
def act(as_of: datetime) -> Act:
    return Act("system:tick", as_of)


@pytest.fixture
def scene(database: Database, as_of: datetime, act: Act) -> Scene:
    with database.write() as tx:
        team = cast.team(tx, as_of)
        ann = cast.person(tx, as_of, team, "Ann")
        planned = plan(tx, act, ann, "W02")
        assessments.open(tx, act, planned.id)
        begun = begin(tx, act, planned.id)
        return Scene(team, ann, assessments.get(tx, planned.id), begun)


@contextmanager
def said(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every statement sent to the database meanwhile, with its values."""
    heard: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        heard.append((statement, values))

    engines = {database.engine, database.reader}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield heard
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def plan(tx: Tx, act: Act, who: cast.Person, time_point: str) -> Assessment:
    return assessments.add(
        tx,
        act,
        episode_id=who.episode.id,
        protocol_id=who.episode.protocol_id,
        time_point=time_point,
        kind=AssessmentKind.SCHEDULED,
        opens_on=cast.TMR_ON + timedelta(days=11),
        closes_on=cast.TMR_ON + timedelta(days=20),
        send_at=act.at + timedelta(days=14),
        zone="Europe/London",
        instruments=("core", "extended"),
    )


def begin(tx: Tx, act: Act, assessment_id: int, instrument: str = "core") -> Response:
    return responses.start(
        tx,
        act,
        assessment_id=assessment_id,
        instrument=instrument,
        version="1.0.0",
        checksum="c" * 64,
        language="en",
        context={"ctx-phase": "early"},
    )


def prompt(scene: Scene, key: str, at: datetime, lane: Lane = Lane.PROMPT) -> Message:
    return Message(
        key=key,
        kind="prompt",
        lane=lane,
        language="en",
        not_before_at=at,
        patient_id=scene.ann.patient.id,
        episode_id=scene.ann.episode.id,
        assessment_id=scene.assessment.id,
        detail={"sitting": "1"},
    )
