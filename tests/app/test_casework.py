"""The commands about one alert: its story, hand-over and snooze, and for whom they are refused."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from app.casework import hand_over, snooze, story_lines, story_rows
from domain import Act, Channel, Fault, Lane, Message, Severity
from storage import alerts, outbox
from storage.database import Database, Tx
from storage.words import ActionKind, CloseCode, OutboxState
from tests import cast
from tests.terminal import Terminal

AT = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)
INPUTS = {"pain": "plp", "day": 90, "value": 8, "usual": "3.5", "usual-from": "median-of-last-reports"}


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    red: int
    amber: int

    def snooze(self, alert: int, by: str, until_on: date, reason: str = "clinic on Friday") -> str:
        with self.database.write() as tx:
            return snooze(tx, cast.by(AT), alert, by, until_on, reason)

    def acknowledged(self, alert: int, staff_id: int) -> None:
        with self.database.write() as tx:
            alerts.acknowledge(tx, Act("staff:OWNER", AT), alert, staff_id)


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as tx:
        team = cast.team(tx, AT)
        ann = cast.person(tx, AT, team, "Ann")
        red, amber = (
            alerts.raise_alert(
                tx,
                Act("system:tick", AT),
                key=f"{rule}:1:plp",
                episode_id=ann.episode.id,
                response_id=None,
                rule=rule,
                rule_version="1.0.0",
                severity=severity,
                inputs=INPUTS,
            )
            for rule, severity in (("RED-1", Severity.RED), ("AMB-2", Severity.AMBER))
        )
        assert red is not None
        assert amber is not None
        _told(tx, team, amber.id, ann.episode.id)
    return Desk(database, red.id, amber.id)


def _told(tx: Tx, team: cast.Team, alert_id: int, episode_id: int) -> None:
    """Four notices: one sent, one in doubt, one that failed, one that waits as e-mail."""
    people = (team.owner, team.deputy, team.lead, team.coordinator)
    for n, person in enumerate(people):
        message = Message(
            key=f"notice:{alert_id}:first:{person.id}:{n}",
            kind="notice",
            lane=Lane.NOTICE,
            language="en",
            not_before_at=AT,
            staff_id=person.id,
            episode_id=episode_id,
            alert_id=alert_id,
            detail={"step": "first", "n": n},
            channel=Channel.EMAIL if n == 3 else Channel.TELEGRAM,
        )
        outbox.queue(tx, cast.by(AT), message)
    ended = ((1, OutboxState.SENT, None), (2, OutboxState.UNSURE, None), (3, OutboxState.FAILED, "blocked"))
    for minute, state, reason in ended:
        at = cast.by(AT + timedelta(minutes=minute))
        outbox.settle(tx, at, minute, state, reason=reason)


def test_the_story_tells_all_that_is_stored_in_order(desk: Desk) -> None:
    with desk.database.write() as tx:
        alerts.join(tx, cast.by(AT + timedelta(hours=1)), desk.amber, "k", {"rule": "AMB-3a", "value": 9})
        at = cast.by(AT + timedelta(hours=2))
        alerts.note(tx, at, desk.amber, ActionKind.ANSWER_CHANGED, {"still": False, "value": 1})
        hand_over(tx, cast.by(AT + timedelta(hours=3)), desk.amber, "OWNER", "LEAD")
        alerts.acknowledge(tx, cast.by(AT + timedelta(hours=4)), desk.amber, 3)
        snooze(tx, cast.by(AT + timedelta(hours=5)), desk.amber, "LEAD", date(2025, 1, 31), "clinic")
        alerts.end_snooze(tx, cast.by(AT + timedelta(days=2)), desk.amber, 3)
        alerts.close(tx, cast.by(AT + timedelta(days=3)), desk.amber, 3, CloseCode.NO_ACTION, "well")
        lines = story_lines(tx, desk.amber)
        row = story_rows(tx, desk.amber)
    said = [line.split(": ", 1)[1] for line in lines]
    usual = "Phantom pain: 8. The usual value R was 3.5, the median of the last reports."
    assert said == [
        f"AMBER AMB-2, rise in pain, confirmed, was found (rule version 1.0.0). {usual} Answers: day 90.",
        "A message to COORD waits to be sent.",
        "OWNER was told by Telegram.",
        "DEPUTY was told by Telegram, but it may not have arrived.",
        "LEAD was not reached by Telegram (blocked).",
        "A further finding joined: AMB-3a, large rise in pain. Answers: value 9.",
        "The patient changed an answer that had fired it. The sign is gone. Answers: value 1.",
        "OWNER acknowledged it.",
        "OWNER handed it over to LEAD.",
        "LEAD acknowledged it.",
        "LEAD let it rest until Friday 31 January, 09:00: clinic",
        "The snooze ended. It went back to LEAD.",
        "LEAD acknowledged it.",
        "LEAD closed it: No action. well",
    ]
    whats = [line["what"] for line in row["story"]]  # type: ignore[attr-defined]
    assert whats[:3] == ["fired", "told-waits", "told-sent"]
    assert (row["held_by"], row["rule_version"]) == ("LEAD", "1.0.0")


def test_a_snooze_is_refused_with_the_reason(desk: Desk) -> None:
    friday = date(2025, 1, 31)
    with pytest.raises(Fault, match="Acknowledge the case first"):
        desk.snooze(desk.amber, "OWNER", friday)
    for alert in (desk.red, desk.amber):
        desk.acknowledged(alert, 1)
    refused = [
        (desk.red, "OWNER", friday, "never snoozed"),
        (desk.amber, "DEPUTY", friday, "Only whoever has the case in hand"),
        (desk.amber, "OWNER", date(2025, 2, 1), "A snooze can end on 2025-01-30, 2025-01-31, 2025-02-03"),
        (desk.amber, "OWNER", date(2025, 2, 6), "A snooze can end on"),
    ]
    for alert, by, until_on, why in refused:
        with pytest.raises(Fault, match=why):
            desk.snooze(alert, by, until_on)
    with pytest.raises(Fault, match="needs --reason"):
        desk.snooze(desk.amber, "OWNER", friday, " ")
    assert desk.snooze(desk.amber, "OWNER", friday).endswith(
        "rests until 2025-01-31 09:00, then OWNER is told."
    )


def test_a_hand_over_is_refused_with_the_reason(desk: Desk) -> None:
    with desk.database.write() as tx:
        for to, why in (("DR9", "can be reached"), ("OWNER", "can be reached")):
            with pytest.raises(Fault, match=why):
                hand_over(tx, cast.by(AT), desk.red, "OWNER", to)
        hand_over(tx, cast.by(AT), desk.red, "OWNER", "LEAD")
        with pytest.raises(Fault, match="with that person already"):
            hand_over(tx, cast.by(AT), desk.red, "DEPUTY", "LEAD")
        with pytest.raises(Fault, match="There is no alert 99"):
            hand_over(tx, cast.by(AT), 99, "OWNER", "LEAD")


def test_the_command_line_shows_hands_over_and_snoozes(desk: Desk, key: str) -> None:
    at = Terminal({"TMR_DATABASE_URL": desk.database.url, "TMR_KEY": key})
    by = ("--by", "OWNER")
    assert "who is told at once" in at.done("alerts", "hand-over", str(desk.amber), *by, "--to", "LEAD")
    assert "OWNER handed it over to LEAD." in at.done("alerts", "show", str(desk.amber))
    shown = json.loads(at.done("alerts", "show", str(desk.amber), "--json"))
    assert (shown["held_by"], shown["state"], shown["story"][0]["rule"]) == ("LEAD", "open", "AMB-2")
    assert shown["story"][0]["inputs"] == INPUTS
    again = ("--until", "2025-01-31", "--reason", "clinic")
    assert "Acknowledge the case first" in at.refused("alerts", "snooze", str(desk.amber), *by, *again)
    listed = json.loads(at.done("alerts", "list", "--json"))
    assert [row["held_by"] for row in listed] == [None, "LEAD"]
