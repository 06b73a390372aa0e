"""A small register with everything the audit reads, and canaries wherever something must stay behind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from domain import (
    Act,
    Assessment,
    AssessmentKind,
    AssessmentState,
    Entry,
    EntryKind,
    Episode,
    Response,
    ResponseState,
    Severity,
)
from questionnaires.conversation import (
    Ask,
    Change,
    Choose,
    Decline,
    Move,
    Number,
    Skip,
    Tick,
    Type,
    accept,
    standing,
)
from questionnaires.instrument import Item
from questionnaires.library import Library
from storage import alerts, assessments, episodes, findings, responses, safety_events
from storage.database import Database, Tx
from storage.words import CloseCode, Governance, Layout, SafetyCategory, SafetyState
from tests import cast

START = datetime(2024, 12, 1, 9, 0, tzinfo=UTC)
ASKED = datetime(2025, 6, 2, 8, 30, tzinfo=UTC)
"""Summer: London is an hour ahead."""

CANARIES = ("Canary", "canary", "07700 900123", "07700900123", "9999999999", "70000", "80000", "482913")
CONTEXT = {"ctx-mode": "monitoring", "ctx-phase": "later", "ctx-limb": "lower"}
ANSWERS: Mapping[str, int | str | None] = {
    "rlp-average": 7,
    "rlp-worst": 8,
    "plp-average": 3,
    "plp-worst": 4,
    "plp-frequency": 1,
    "prosthesis-have": 0,
    "prosthesis-days": 5,
    "prosthesis-hours": 8,
    "quality-of-life": None,
    "comments": "=Canary free text, call me on 07700 900123",
}
"""Number, option ordinal or text; None declines, and so does a question that is not here."""


def act(at: datetime, by: str = "cli") -> Act:
    return Act(by, at)


def live(database: Database, library: Library) -> None:
    """Ann answers and is alerted, Ben answers once, Cara stops at a tick that nobody has taken up, and Fay's
    second operation lacks its arrangements."""
    with database.write() as tx:
        team = cast.team(tx, START)
        ann = cast.person(tx, START, team, "Ann")
        ben = cast.person(tx, START, team, "Ben")
        cara = cast.person(tx, START, team, "Cara")
        fay = cast.person(tx, START, team, "Fay")
        operation = replace(cast.OPERATION, tmr_on=date(2025, 4, 1))
        protocol_id = cast.protocol(tx, START)
        episodes.register(
            tx,
            act(START),
            patient_id=fay.patient.id,
            operation=operation,
            governance=Governance(governance_lead="Canary Lead", audit_number="n/a"),
            protocol_id=protocol_id,
        )
        _ann(tx, library, ann.episode, team.owner.id)
        _ben(tx, library, ben.episode)
        _cara(tx, library, cara.episode)


def _ann(tx: Tx, library: Library, episode: Episode, clinician_id: int) -> None:
    asked = _window(tx, episode)
    response = _started(tx, library, asked)
    who = f"patient:{episode.code}"
    for entry in _taps(library, response, ANSWERS):
        responses.append(tx, act(entry.at, who), response.id, entry)
    sent_at = ASKED + timedelta(hours=1)
    responses.end(tx, act(sent_at, who), response.id, ResponseState.COMPLETED)
    assessments.end(tx, act(sent_at, who), asked.id, AssessmentState.COMPLETED)
    scores = [
        ("pain-interference", "1.0.0", Decimal("5.5"), None),
        ("wear-index", "1.0.0", None, "not-asked"),
    ]
    responses.put_scores(tx, act(sent_at), response.id, scores)
    raised = alerts.raise_alert(
        tx,
        act(sent_at),
        key=f"AMB-3a:{response.id}:rlp",
        episode_id=episode.id,
        response_id=response.id,
        rule="AMB-3a",
        rule_version="1.0.0",
        severity=Severity.AMBER,
        inputs={"value": 7},
    )
    assert raised is not None
    _noted(tx, episode, response, sent_at)
    alerts.acknowledge(tx, act(sent_at + timedelta(minutes=95)), raised.id, clinician_id)
    closed = act(sent_at + timedelta(days=1))
    alerts.close(tx, closed, raised.id, clinician_id, CloseCode.CALLED, "Canary reason")
    safety_events.record(
        tx,
        closed,
        episode_id=episode.id,
        category=SafetyCategory.INFECTION,
        occurred_on=date(2025, 1, 14),
        state=SafetyState.CONFIRMED,
        note="Canary note",
    )


def _noted(tx: Tx, episode: Episode, response: Response, at: datetime) -> None:
    """A finding of the digest."""
    findings.note(
        tx,
        act(at),
        key=f"DIG-5:{response.id}",
        episode_id=episode.id,
        response_id=response.id,
        rule="DIG-5",
        rule_version="1.0.0",
        numbers=("1.1.0", "c" * 64),
        inputs={"value": 5},
    )


def _ben(tx: Tx, library: Library, episode: Episode) -> None:
    asked = _window(tx, episode)
    response = _started(tx, library, asked)
    for entry in _taps(library, response, {"rlp-average": 0})[:1]:
        responses.append(tx, act(entry.at, f"patient:{episode.code}"), response.id, entry)


def _cara(tx: Tx, library: Library, episode: Episode) -> None:
    asked = _window(tx, episode)
    response = _started(tx, library, asked)
    for entry in _taps(library, response, {"safety": 1}):
        responses.append(tx, act(entry.at, f"patient:{episode.code}"), response.id, entry)
    responses.put_scores(tx, act(ASKED), response.id, [("wear-index", "1.0.0", None, "not-ended")])
    alerts.raise_alert(
        tx,
        act(ASKED),
        key=f"RED-1:{response.id}:9",
        episode_id=episode.id,
        response_id=response.id,
        rule="RED-1",
        rule_version="1.0.0",
        severity=Severity.RED,
        inputs={},
    )


def _window(tx: Tx, episode: Episode) -> Assessment:
    asked = assessments.add(
        tx,
        act(START),
        episode_id=episode.id,
        protocol_id=episode.protocol_id,
        time_point="M06",
        kind=AssessmentKind.SCHEDULED,
        opens_on=date(2025, 6, 1),
        closes_on=date(2025, 10, 15),
        send_at=ASKED,
        zone="Europe/London",
        instruments=("core",),
    )
    assessments.open(tx, act(ASKED), asked.id)
    assessments.prompted(tx, act(ASKED + timedelta(seconds=5)), (asked.id,), 1)
    assessments.seen(tx, act(ASKED + timedelta(minutes=9)), asked.id)
    return asked


def _started(tx: Tx, library: Library, asked: Assessment) -> Response:
    instrument = library.current("core")
    return responses.start(
        tx,
        act(ASKED + timedelta(minutes=9)),
        assessment_id=asked.id,
        instrument="core",
        version=instrument.version,
        checksum=instrument.checksum,
        language="en",
        context=CONTEXT,
    )


def _taps(library: Library, response: Response, answers: Mapping[str, int | str | None]) -> tuple[Entry, ...]:
    """Every question in turn, then a change of mind: no prosthesis after all. A mere tick is the end."""
    instrument = library.get(response.instrument, response.version)
    log: list[Entry] = []
    while isinstance(step := standing(instrument, CONTEXT, log).step, Ask):
        for move in _moves(step.item, answers.get(step.item.link_id)):
            log.append(_taken(library, response, log, move))
        if log[-1].kind is EntryKind.TICKED:
            return tuple(log)
    have = instrument.item("prosthesis-have").ordinal
    for move in (Change(have), Choose(have, 1)):
        log.append(_taken(library, response, log, move))
    return tuple(log)


def _moves(item: Item, answer: int | str | None) -> tuple[Move, ...]:
    if item.link_id == "safety":
        # The first option is "none of these" and settles the question at once.
        return (Tick(item.ordinal, answer if isinstance(answer, int) else 0),)
    if isinstance(answer, str):
        return (Type(answer),)
    if answer is None:
        return (Decline(item.ordinal) if item.required else Skip(item.ordinal),)
    return (Choose(item.ordinal, answer) if item.minimum is None else Number(item.ordinal, answer),)


def _taken(library: Library, response: Response, log: Sequence[Entry], move: Move) -> Entry:
    instrument = library.get(response.instrument, response.version)
    at = ASKED + timedelta(minutes=10 + len(log))
    entry = accept(instrument, CONTEXT, log, move, seq=len(log), as_of=at)
    assert isinstance(entry, Entry), (move, entry)
    return replace(entry, layout=Layout.TYPED if isinstance(move, Type) else Layout.LARGE)
