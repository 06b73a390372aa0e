"""A site's own instruments in the running tick: versions, licences that run out, and who is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from alerts.bank_holidays import around
from app.shelf import Shelf
from domain import Assessment, AssessmentState, Entry, EntryKind, Licence
from scheduler import put_back
from scheduler.protocol import default_text
from scheduler.published import Protocols
from scheduler.tick import Definitions
from scheduler.ticking import Tick
from storage import assessments, episodes, outbox, protocols, responses, site_instruments, trail
from storage.database import Database, Tx
from tests import cast, own
from tests.scheduler.lives import ENROLLED, answer, assessment, response

W02, W06, AFTER_W06 = (datetime(2025, *day, 12, tzinfo=UTC) for day in ((1, 29), (2, 26), (3, 20)))


def ticking(database: Database) -> Tick:
    """The tick as the service makes it."""
    shelf = Shelf()
    return Tick(database, Definitions(shelf.library, around), Protocols(shelf.library))


def _protocol(tx: Tx, alone: Sequence[str] = ()) -> int:
    """Two and six weeks ask for the goal too; `alone`: these ask for nothing else."""
    text = default_text()
    for code in ("W02", "W06"):
        head, tail = text.split(f"code: {code}\n")
        asked = "[goal]" if code in alone else "[core, goal]"
        text = f"{head}code: {code}\n{tail.replace('[core]', asked, 1)}"
    told = {"name": "own", "version": "1", "checksum": sha256(text.encode()).hexdigest()}
    return protocols.publish(tx, cast.by(ENROLLED), **told, body=text)


def begin(
    database: Database, licence: Licence = own.LICENCE, alone: Sequence[str] = ()
) -> tuple[cast.Team, cast.Person]:
    with database.write() as tx:
        own.added(tx, ENROLLED, licence=licence)
        team = cast.team(tx, ENROLLED)
        return team, cast.person(tx, ENROLLED, team, "Ann", protocol_id=_protocol(tx, alone))


async def live(tick: Tick, since: datetime, until: datetime) -> None:
    at = since
    while at < until:
        await tick.run(at)
        at += timedelta(hours=12)
    await tick.run(until)


def until(day: date) -> Licence:
    return replace(own.LICENCE, valid_until_on=day)


def versions(database: Database, asked: Assessment) -> dict[str, str]:
    with database.read() as tx:
        return {each.instrument: each.version for each in responses.of_assessment(tx, asked.id)}


async def test_a_response_stays_with_its_version_and_the_next_assessment_asks_the_newer(
    database: Database,
) -> None:
    _, ann = begin(database)
    tick = ticking(database)
    await live(tick, ENROLLED, W02)
    told = response(database, assessment(database, ann.episode.id, "W02").id, "goal")
    answer(database, told, W02, {"progress": 3})
    with database.write() as tx:
        own.added(tx, W02, own.definition("1.1.0", ("progress", "hope")))
    answer(database, told, W02 + timedelta(minutes=1), {"effort": 4})
    await live(tick, W02 + timedelta(hours=1), W06)
    first, second = (assessment(database, ann.episode.id, code) for code in ("W02", "W06"))
    assert versions(database, first) == {"core": "1.2.0", "goal": "1.0.0"}
    assert versions(database, second) == {"core": "1.2.0", "goal": "1.1.0"}
    with database.read() as tx:
        pinned = Shelf().pinned(tx, responses.get(tx, told.id))
        later = Shelf().pinned(tx, response(database, second.id, "goal"))
        assert episodes.due(tx, W06, 9) == ()
    assert [item.link_id for item in pinned.questions] == ["progress", "effort"]
    assert [item.link_id for item in later.questions] == ["progress", "hope"]
    assert told.checksum == pinned.checksum != later.checksum


async def test_when_a_licence_is_over_the_rest_is_asked_and_what_was_begun_goes_on(
    database: Database,
) -> None:
    _, ann = begin(database, until(date(2025, 1, 29)))
    tick = ticking(database)
    await live(tick, ENROLLED, W02)
    begun = response(database, assessment(database, ann.episode.id, "W02").id, "goal")
    answer(database, begun, W02 + timedelta(days=1), {"progress": 3})
    await live(tick, W02 + timedelta(days=1), AFTER_W06)
    first, second = (assessment(database, ann.episode.id, code) for code in ("W02", "W06"))
    assert (first.state, first.instruments) == (AssessmentState.PARTIAL, ("core", "goal"))
    assert second.instruments == ("core",)
    assert set(versions(database, second)) == {"core"}
    with database.read() as tx:
        opened = [
            line for line in trail.read(tx, f"assessment:{second.id}") if line.verb == "assessment.open"
        ]
    assert [line.detail for line in opened] == [{"left_out": ["goal"]}]


async def test_what_would_ask_for_nothing_but_the_expired_is_missed_for_that_reason_and_never_sent(
    database: Database,
) -> None:
    _, ann = begin(database, until(date(2025, 2, 1)), alone=("W06",))
    await live(ticking(database), ENROLLED, W06 + timedelta(days=40))
    missed = assessment(database, ann.episode.id, "W06")
    assert (missed.state, missed.reason) == (AssessmentState.MISSED, "licence-expired")
    assert (missed.opened_at, versions(database, missed)) == (None, {})
    with database.read() as tx:
        about = [row for row in outbox.of_episode(tx, ann.episode.id) if row.assessment_id == missed.id]
    assert about == []


async def test_a_licence_renewed_while_the_window_lasts_has_it_asked_after_all(database: Database) -> None:
    _, ann = begin(database, until(date(2025, 2, 1)), alone=("W06",))
    tick = ticking(database)
    await live(tick, ENROLLED, W06)
    assert assessment(database, ann.episode.id, "W06").state is AssessmentState.PLANNED
    with database.write() as tx:
        (held,) = site_instruments.every(tx)
        site_instruments.license_it(tx, cast.by(W06), held.id, until(date(2026, 2, 1)))
    await tick.run(W06 + timedelta(minutes=1))
    assert assessment(database, ann.episode.id, "W06").state is AssessmentState.OPEN


def _told(database: Database) -> list[tuple[str, str, int | None]]:
    with database.read() as tx:
        rows = outbox.due(tx, datetime(2030, 1, 1, tzinfo=UTC), 999)
    return [
        (str(row.detail["what"]), f"{row.detail['instrument']} {row.detail['until']}", row.staff_id)
        for row in rows
        if str(row.detail.get("what", "")).startswith("licence-")
    ]


async def test_coordinators_and_owner_are_told_once_at_60_days_and_once_at_the_end(
    database: Database,
) -> None:
    team, _ = begin(database, until(date(2025, 3, 31)))
    people = (team.owner.id, team.coordinator.id)
    sixty = datetime(2025, 1, 30, 9, tzinfo=UTC)
    await ticking(database).run(sixty - timedelta(seconds=1))
    assert _told(database) == []
    for at in (sixty, sixty + timedelta(days=1), datetime(2025, 3, 31, 22, 59, tzinfo=UTC)):
        await ticking(database).run(at)
        assert _told(database) == [("licence-expiring", "goal 2025-03-31", each) for each in people]
    for at in (datetime(2025, 4, 1, 8, tzinfo=UTC), datetime(2025, 6, 1, 9, tzinfo=UTC)):
        await ticking(database).run(at)
        assert _told(database)[2:] == [("licence-expired", "goal 2025-03-31", each) for each in people]


async def test_a_renewed_licence_is_told_of_anew_when_it_ends(database: Database) -> None:
    begin(database, until(date(2025, 1, 1)))
    await ticking(database).run(datetime(2025, 1, 2, 9, tzinfo=UTC))
    with database.write() as tx:
        (held,) = site_instruments.every(tx)
        site_instruments.license_it(tx, cast.by(ENROLLED), held.id, until(date(2025, 2, 1)))
    await ticking(database).run(datetime(2025, 2, 2, 9, tzinfo=UTC))
    words = [what for _, what, _ in _told(database)]
    assert words == ["goal 2025-01-01"] * 2 + ["goal 2025-02-01"] * 2


async def test_a_version_that_has_vanished_stops_its_own_episode_alone_and_staff_are_told(
    database: Database, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    team, ann = begin(database)
    await live(ticking(database), ENROLLED, W02)
    later = W02 + timedelta(hours=1)
    with database.write() as tx:
        ben = cast.person(tx, W02, team, "Ben", protocol_id=ann.episode.protocol_id)
        asked = next(each for each in assessments.of_episode(tx, ann.episode.id) if each.time_point == "W02")
        told = {"instrument": "gone", "version": "0.9.0", "checksum": "0" * 64, "language": "en"}
        gone = responses.start(tx, cast.by(W02), assessment_id=asked.id, **told, context={})
        entry = Entry(0, EntryKind.ANSWERED, "progress", (1,), later)
        responses.append(tx, cast.by(later), gone.id, entry)
    capsys.readouterr()
    await ticking(database).run(later)
    with database.read() as tx:
        assert put_back.standing(tx) == 1
        assert episodes.get(tx, ann.episode.id).next_look_at == later + put_back.PUT_BACK
        assert len(assessments.of_episode(tx, ben.episode.id)) == 12
        assert outbox.of_episode(tx, ann.episode.id)[-1].kind == "operations"
    assert "The instrument gone has no version 0.9.0 here." in capsys.readouterr().out + caplog.text


async def test_a_stored_file_that_was_altered_is_not_asked(database: Database) -> None:
    with database.write() as tx:
        told = {"instrument": "goal", "version": "1.0.0", "checksum": "0" * 64}
        body = own.definition().encode()
        site_instruments.add(tx, cast.by(ENROLLED), **told, body=body, licence=own.LICENCE)
        told["version"], told["checksum"] = "2.0.0", sha256(b"id: [").hexdigest()
        site_instruments.add(tx, cast.by(ENROLLED), **told, body=b"id: [", licence=own.LICENCE)
        library = Shelf().library(tx)
    assert "goal" in library.ids
    assert [library.find("goal", version) for version in ("1.0.0", "2.0.0")] == [None, None]
