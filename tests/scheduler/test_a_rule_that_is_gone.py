"""An open case of a rule that the program does not have any more: it climbs, is explained, and is closed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.numbers_file import bundled_text, checksum_of
from app.figures import figures
from bot.case_screens import case_of, story_of
from bot.case_words import told
from bot.digest.gathering import digest_of
from bot.digest.telling import as_text
from bot.notices import notice
from domain import Act, Alert, AlertState, EntryKind, Response, Severity
from scheduler.in_force import numbers_in_force
from storage import alert_numbers, alerts, findings, outbox
from storage.database import Database, Tx
from storage.words import ActionKind, CloseCode
from tests import cast
from tests.bot.house import speech
from tests.scheduler.lives import assessment, enrolled, report, response
from tests.scheduler.test_amended import store

NOON = datetime(2025, 2, 26, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SQLITE = pytest.mark.parametrize("fresh_url", ["sqlite"], indirect=True)
OLD = bundled_text().replace("working_days:\n", "working_days:\n  AMB-0: 4\n")
"""Signed under a program that had the rule."""


@pytest.fixture
def of_before(database: Database) -> tuple[cast.Team, cast.Person]:
    """Ann at a site whose numbers were signed under a program that had the rule."""
    team, ann = enrolled(database)
    with database.write() as tx:
        alert_numbers.sign(
            tx,
            cast.by(NOON - 40 * DAY),
            site_id=team.site.id,
            version="1.1.0",
            checksum=checksum_of(OLD),
            body=OLD,
            signed_by_id=team.safety_officer.id,
            reason="As it was",
        )
    return team, ann


def found_before(database: Database, ann: cast.Person, answered: Response) -> Alert:
    """A case and a finding of the digest, as the old rules left them."""
    told = {"episode_id": ann.episode.id, "response_id": answered.id, "inputs": {"day": 42, "value": 3}}
    more: dict[str, Any] = {**told, "rule_version": "0.9.0"}
    with database.write() as tx:
        by, key = Act("system:tick", NOON), f"AMB-0:{answered.id}:rlp"
        case = alerts.raise_alert(tx, by, key=key, rule="AMB-0", severity=Severity.AMBER, **more)
        numbers = ("1.0.0", "0" * 64)
        findings.note(tx, by, key=f"DIG-0:{answered.id}", rule="DIG-0", numbers=numbers, **more)
    assert case is not None
    return case


@SQLITE
async def test_a_case_of_a_rule_that_is_gone_climbs_is_explained_and_closed(
    database: Database, of_before: tuple[cast.Team, cast.Person]
) -> None:
    team, ann = of_before
    tick = await report(database, ann.episode.id, "W06", NOON.date(), {"rlp-average": 3})
    answered = response(database, assessment(database, ann.episode.id, "W06").id, "core")
    case = found_before(database, ann, answered)
    # The patient amends the answer: no rule can say whether what it led to still holds.
    store(database, answered, NOON + HOUR, EntryKind.AMENDED, "rlp-average", (2,))
    for hours in range(1, 24 * 14, 6):
        await tick.run(NOON + hours * HOUR)
    until = NOON + 14 * DAY
    with database.read() as tx:
        stands = alerts.get(tx, case.id)
        assert stands.state is AlertState.OPEN
        kinds = {each.kind for each in alerts.actions(tx, case.id)}
        assert kinds == {ActionKind.RAISED, ActionKind.ESCALATED}
        assert [each.superseded_at for each in findings.of_episode(tx, ann.episode.id)] == [None]
        steps = [row.detail["step"] for row in outbox.of_episode(tx, ann.episode.id) if row.alert_id]
        assert [step for step in dict.fromkeys(steps) if step != "repeat"] == ["first", "deputy", "lead"]
        assert "AMB-0" not in numbers_in_force(tx, team.site.id, until).working_days
        _is_explained(tx, team, stands, until)
    with database.write() as tx:
        assert alerts.close(tx, Act("staff:OWNER", until), case.id, team.owner.id, CloseCode.CALLED, None)
    await tick.run(until + DAY)
    with database.read() as tx:
        assert alerts.get(tx, case.id).state is AlertState.RESOLVED
        rows = outbox.of_episode(tx, ann.episode.id)
        assert not [row for row in rows if row.alert_id and row.queued_at > until]


def _is_explained(tx: Tx, team: cast.Team, case: Alert, as_of: datetime) -> None:
    """As of a rule that is no longer in use, in notice, story and digest."""
    gone = "AMB-0, found by a rule that is no longer in use (AMB-0)"
    assert notice(tx, speech(), case).text.startswith(f"AMBER: {gone}\nP0001")
    seen = case_of(tx, speech(), case, team.owner)
    story = [told(seen.around, line, answers=True) for line in story_of(tx, seen)]
    assert story[0].endswith(f"AMBER {gone}, was found (rule version 0.9.0). Answers: day 42, value 3.")
    said = as_text(speech().staff, digest_of(tx, figures, team.owner, as_of))
    assert f"P0001: AMBER {gone}, open 14 days, nobody has it" in said
