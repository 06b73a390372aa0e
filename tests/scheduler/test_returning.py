"""Cases that come back in the tick: whoever is handed one is told at once, and a snooze ends by itself."""

from datetime import UTC, datetime, timedelta

from domain import Act, AlertState, Severity
from storage import alerts, episodes, outbox, rota, trail
from storage.database import Database
from storage.handling import handling
from storage.words import CloseCode
from tests import cast
from tests.scheduler.lives import enrolled, new_tick

AT = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)
"""A Wednesday; the site opens at 9."""
UNTIL = datetime(2025, 1, 31, 9, 0, tzinfo=UTC)


def _case(database: Database, episode_id: int, rule: str, severity: Severity) -> int:
    with database.write() as tx:
        raised = alerts.raise_alert(
            tx,
            Act("system:tick", AT),
            key=f"{rule}:1",
            episode_id=episode_id,
            response_id=None,
            rule=rule,
            rule_version="1.0.0",
            severity=severity,
            inputs={},
        )
    assert raised is not None
    return raised.id


def _notices(database: Database, episode_id: int) -> list[tuple[str, int | None]]:
    with database.read() as tx:
        rows = outbox.of_episode(tx, episode_id)
    return [(f"{row.queued_at:%d %H:%M} {row.detail['step']}", row.staff_id) for row in rows if row.alert_id]


def _look_at(database: Database, episode_id: int) -> datetime | None:
    with database.read() as tx:
        return episodes.get(tx, episode_id).next_look_at


async def test_whoever_is_handed_a_red_case_is_told_at_once_and_the_deputy_an_hour_later(
    database: Database,
) -> None:
    team, ann = enrolled(database)
    tick, case = new_tick(database), _case(database, ann.episode.id, "RED-1", Severity.RED)
    later = AT + timedelta(hours=3)
    with database.write() as tx:
        alerts.acknowledge(tx, cast.by(AT), case, team.owner.id)
        assert alerts.hand_over(tx, cast.by(later), case, team.owner.id, team.safety_officer.id)
    assert _look_at(database, ann.episode.id) == later
    for minutes in (0, 60):
        await tick.run(later + timedelta(minutes=minutes))
    assert _notices(database, ann.episode.id) == [
        ("29 13:00 first", team.safety_officer.id),
        ("29 14:00 deputy", team.deputy.id),
        ("29 14:00 repeat", team.safety_officer.id),
    ]


async def test_a_snoozed_case_is_quiet_until_its_end_and_then_comes_back_to_its_holder(
    database: Database,
) -> None:
    team, ann = enrolled(database)
    tick, case = new_tick(database), _case(database, ann.episode.id, "AMB-1", Severity.AMBER)
    with database.write() as tx:
        alerts.acknowledge(tx, cast.by(AT), case, team.lead.id)
        assert alerts.snooze(tx, cast.by(AT), case, team.lead.id, UNTIL, "clinic on Friday")
        assert trail.read(tx, f"alert:{case}")[-1].detail == {
            "staff": team.lead.id,
            "until": UNTIL.isoformat(),
        }
    at: datetime | None = AT
    while at is not None and at < UNTIL:
        await tick.run(at)
        assert _notices(database, ann.episode.id) == []
        at = _look_at(database, ann.episode.id)
    await tick.run(UNTIL)
    assert _notices(database, ann.episode.id) == [("31 09:00 first", team.lead.id)]
    with database.read() as tx:
        assert alerts.get(tx, case).state is AlertState.OPEN
        assert [row.by for row in trail.read(tx, f"alert:{case}") if row.verb == "alert.snooze-end"] == [
            "system:tick"
        ]


async def test_a_further_finding_ends_a_snooze_at_once(database: Database) -> None:
    team, ann = enrolled(database)
    tick, case = new_tick(database), _case(database, ann.episode.id, "AMB-1", Severity.AMBER)
    with database.write() as tx:
        alerts.acknowledge(tx, cast.by(AT), case, team.lead.id)
        alerts.snooze(tx, cast.by(AT), case, team.lead.id, UNTIL, "clinic on Friday")
        alerts.join(tx, cast.by(AT), case, "AMB-1:2", {"rule": "AMB-1"})
    await tick.run(AT)
    assert _notices(database, ann.episode.id) == [("29 10:00 first", team.lead.id)]
    with database.read() as tx:
        now = handling(alerts.actions(tx, case))
    assert (now.step, now.snooze, len(now.returns)) == (3, None, 1)


async def test_red_and_untaken_cases_cannot_be_snoozed_nor_closed_ones_handed_over(
    database: Database,
) -> None:
    team, ann = enrolled(database)
    red, amber = (
        _case(database, ann.episode.id, rule, Severity(colour))
        for rule, colour in (("RED-1", "red"), ("AMB-1", "amber"))
    )
    owner, lead = team.owner.id, team.lead.id
    with database.write() as tx:
        alerts.acknowledge(tx, cast.by(AT), red, owner)
        assert not alerts.snooze(tx, cast.by(AT), red, owner, UNTIL, "no")
        assert not alerts.snooze(tx, cast.by(AT), amber, owner, UNTIL, "no")
        assert not alerts.end_snooze(tx, cast.by(AT), amber, owner)
        alerts.close(tx, cast.by(AT), red, owner, CloseCode.CALLED, None)
        assert not alerts.hand_over(tx, cast.by(AT), red, owner, lead)


async def test_a_rota_changed_while_a_case_is_open_has_the_new_person_told(database: Database) -> None:
    team, ann = enrolled(database)
    tick = new_tick(database)
    _case(database, ann.episode.id, "RED-1", Severity.RED)
    await tick.run(AT)
    soon = AT + timedelta(minutes=5)
    with database.write() as tx:
        rota.add(
            tx,
            cast.by(soon),
            site_id=team.site.id,
            staff_id=team.safety_officer.id,
            starts_at=soon,
            ends_at=soon + timedelta(hours=8),
        )
    await tick.run(soon)
    assert _notices(database, ann.episode.id) == [
        ("29 10:00 first", team.owner.id),
        ("29 10:05 repeat", team.safety_officer.id),
    ]
