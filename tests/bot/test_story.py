"""The story of a case as a pure function: each stored fact in its place, in words and as values."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.case_words import told
from bot.story import Line, What, story
from bot.surroundings import Surroundings
from bot.texts import load
from domain import Channel, Lane
from storage.words import ActionKind, AlertAction, OutboxState, Outgoing
from tests.alerts.hospital import SITE, case

AT = datetime(2025, 3, 10, 10, 0, tzinfo=UTC)
CODES = {1: "OWNER", 2: "DEPUTY"}
AROUND = Surroundings(load()["en"], SITE, "")


def action(minute: int, kind: ActionKind, **detail: object) -> AlertAction:
    return AlertAction(7, kind, AT + timedelta(minutes=minute), "staff:OWNER", detail, None)


def notice(state: OutboxState, channel: Channel = Channel.TELEGRAM, reason: str | None = None) -> Outgoing:
    waits = state in (OutboxState.QUEUED, OutboxState.SENDING)
    return Outgoing(
        id=1,
        key="notice:7:first:1:0",
        kind="notice",
        lane=Lane.NOTICE,
        language="en",
        patient_id=None,
        staff_id=2,
        episode_id=5,
        assessment_id=None,
        alert_id=7,
        detail={"step": "first", "n": 0},
        repeat=False,
        state=state,
        queued_at=AT,
        not_before_at=AT,
        attempts=1,
        settled_at=None if waits else AT + timedelta(minutes=1),
        message_id=None,
        reason=reason,
        channel=channel,
        instead_of=None,
    )


def said(line: Line, *, answers: bool = True) -> str:
    return told(AROUND, line, answers=answers).split(": ", 1)[1]


CHANGE = {"pain": "plp", "value": 8, "usual": "3.5", "usual-from": "lowest-since-surgery"}
DAYS = {"given-on": "2025-02-26", "entered-on": "2025-04-25"}
LINES = [
    (
        action(0, ActionKind.RAISED, **CHANGE, day=40),
        "AMBER AMB-1, wound sign, was found (rule version 1.0.0). Phantom pain: 8. "
        "The usual value R was 3.5, the lowest since surgery. Answers: day 40.",
    ),
    (
        action(0, ActionKind.JOINED, rule="RED-1", **DAYS, signs=["bleeding"]),
        "A further finding joined: RED-1, bleeding. The patient gave these answers on 26 February 2025. "
        "Staff entered them on 25 April 2025. Answers: signs bleeding.",
    ),
    (
        action(0, ActionKind.JOINED, rule="AMB-2", **{"re-check": None}),
        "A further finding joined: AMB-2, rise in pain, confirmed. The re-check was not answered.",
    ),
    (
        action(0, ActionKind.ANSWER_CHANGED, still=True, finding="k", rule="RED-1", signs=["one", "two"]),
        "The patient changed an answer that had fired it. A sign is still there. Answers: signs one + two.",
    ),
    (
        action(0, ActionKind.ANSWER_CHANGED, still=False),
        "The patient changed an answer that had fired it. The sign is gone.",
    ),
    (action(0, ActionKind.ACKNOWLEDGED, staff=1), "OWNER acknowledged it."),
    (action(0, ActionKind.HANDED_OVER, staff=1, to=2), "OWNER handed it over to DEPUTY."),
    (
        action(0, ActionKind.SNOOZED, staff=1, until="2025-03-12T09:00:00+00:00", reason="clinic"),
        "OWNER let it rest until Wednesday 12 March, 09:00: clinic",
    ),
    (action(0, ActionKind.SNOOZE_ENDED, to=1), "The snooze ended. It went back to OWNER."),
    (
        action(0, ActionKind.CLOSED, staff=1, code="called", reason=None),
        "OWNER closed it: Called the patient.",
    ),
    (
        action(0, ActionKind.CLOSED, staff=1, code="no-action", reason="a slip"),
        "OWNER closed it: No action. a slip",
    ),
    (
        action(0, ActionKind.SUPERSEDED),
        "It was closed by itself. An amended answer took its finding away before anybody took it.",
    ),
]


@pytest.mark.parametrize(("done", "words"), LINES)
def test_every_action_is_a_line(done: AlertAction, words: str) -> None:
    (line,) = story(case("AMB-1", "2025-03-10 10:00"), [done], [], CODES)
    assert said(line) == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (notice(OutboxState.SENT), "DEPUTY was told by Telegram."),
        (
            notice(OutboxState.UNSURE, Channel.EMAIL),
            "DEPUTY was told by e-mail, but it may not have arrived.",
        ),
        (notice(OutboxState.FAILED, reason="blocked"), "DEPUTY was not reached by Telegram (blocked)."),
        (
            notice(OutboxState.DROPPED, reason="alert-closed"),
            "A message to DEPUTY was not sent (alert-closed).",
        ),
        (notice(OutboxState.QUEUED), "A message to DEPUTY waits to be sent."),
        (notice(OutboxState.SENDING), "A message to DEPUTY waits to be sent."),
    ],
)
def test_what_became_of_every_notice_is_a_line(row: Outgoing, words: str) -> None:
    (line,) = story(case("AMB-1", "2025-03-10 10:00"), [], [row], CODES)
    assert said(line) == words
    assert line.at == (row.settled_at or row.queued_at)


def test_lines_stand_in_the_order_of_time_and_a_rung_is_told_by_its_notices_alone() -> None:
    actions = [
        action(0, ActionKind.RAISED),
        action(0, ActionKind.ESCALATED, step="first", staff=2),
        action(1, ActionKind.ACKNOWLEDGED, staff=2),
        action(5, ActionKind.CLOSED, staff=2, code="called"),
    ]
    lines = story(case("RED-1", "2025-03-10 10:00"), actions, [notice(OutboxState.SENT)], CODES)
    assert [line.what for line in lines] == [What.FIRED, What.ACKNOWLEDGED, What.SENT, What.CLOSED]


def test_answers_are_kept_back_and_nothing_else() -> None:
    fired = action(0, ActionKind.RAISED, **CHANGE)
    (line,) = story(case("AMB-1", "2025-03-10 10:00"), [fired], [], CODES)
    assert said(line, answers=False) == "AMBER AMB-1, wound sign, was found (rule version 1.0.0)."
    assert line.inputs == CHANGE
    assert not set(line.words.values()) & {"8", "3.5", "plp"}
