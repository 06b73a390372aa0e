"""The migrations, the schema they make, and the triggers that hold what may never change."""

import stat
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, MetaData, Table, insert, inspect, text

from domain import Act, Entry, EntryKind, Licence, Severity
from storage import alert_numbers, alerts, assessments, drafts, patients, responses, reviews
from storage import site_instruments as own
from storage.access_words import DraftKind
from storage.crypto import KeyRing
from storage.database import Database, StorageFault, Tx
from storage.engine import open_engine, writing
from storage.faults import RuleBroken
from storage.migrate import config, require_migrated, upgrade
from storage.schema import metadata
from storage.triggers import APPEND_ONLY
from tests.storage.conftest import Scene

LICENCE = Licence("A holder", "Ask it.", date(2026, 1, 1))


def test_migrations_and_schema_give_the_same_tables(database: Database) -> None:
    with database.read() as tx:
        differences = compare_metadata(
            MigrationContext.configure(tx.conn, opts={"compare_type": True}), metadata
        )
    assert differences == []


def test_migrations_and_schema_give_the_same_checks(database: Database) -> None:
    with database.read() as tx:
        seen = inspect(tx.conn)
        for table in metadata.sorted_tables:
            made = {check["name"] for check in seen.get_check_constraints(table.name)}
            assert made == {c.name for c in table.constraints if isinstance(c, CheckConstraint)}


def test_every_append_only_table_has_its_triggers(database: Database) -> None:
    sqlite = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    with database.read() as tx:
        found = tx.conn.execute(text(sqlite if tx.conn.dialect.name == "sqlite" else postgresql)).scalars()
        assert {name.strip('"') for name in found} == set(APPEND_ONLY)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ['UPDATE "{0}" SET {1} = {1}', 'DELETE FROM "{}"'])
def test_an_append_only_table_refuses_change_and_removal(
    database: Database, scene: Scene, act: Act, table: str, change: str
) -> None:
    with database.write() as tx:
        responses.append(tx, act, scene.response.id, Entry(0, EntryKind.SENT, "", (), act.at))
        told: dict[str, Any] = {
            "rule_version": "1",
            "severity": Severity.RED,
            "inputs": {},
            "response_id": None,
        }
        alerts.raise_alert(tx, act, key="k", episode_id=scene.ann.episode.id, rule="RED-1", **told)
        _sign_both(tx, act, scene)
        own.add(tx, act, instrument="own", version="1", checksum="0" * 64, body=b"own", licence=LICENCE)
    with database.read() as tx:
        before = tx.conn.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
    assert before > 0
    column = "published_at" if table == "protocol" else "at"
    with pytest.raises(RuleBroken, match=f"{table} is append-only"), database.write() as tx:
        tx.conn.execute(text(change.format(table, column)))
    with database.read() as tx:
        assert tx.conn.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == before


def _sign_both(tx: Tx, act: Act, scene: Scene) -> None:
    """A row in each of the tables that hold signatures."""
    site_id, officer = scene.team.site.id, scene.team.safety_officer.id
    alert_numbers.sign(
        tx,
        act,
        site_id=site_id,
        version="2",
        checksum="0" * 64,
        body="own",
        signed_by_id=officer,
        reason="why",
    )
    reviews.sign(
        tx,
        act,
        site_id=site_id,
        period="2025",
        report_checksum="0" * 64,
        signed_by_id=officer,
        signed_on=act.at.date(),
        actions="none",
    )


def test_migrating_twice_changes_nothing(fresh_url: str, keys: KeyRing) -> None:
    upgrade(fresh_url)
    database = Database(fresh_url, keys)
    require_migrated(database)
    database.close()


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.write() as tx:
        tx.conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageFault, match="newer version"):
        require_migrated(database)
    with pytest.raises(StorageFault, match="newer version"):
        upgrade(database.url)


def test_a_half_migrated_database_is_refused(database: Database) -> None:
    with database.write() as tx:
        tx.conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(StorageFault, match="tmr-followup migrate"):
        require_migrated(database)


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, keys: KeyRing) -> None:
    url = f"sqlite:///{tmp_path / 'half.sqlite3'}"
    database = Database(url, keys)
    with database.write() as tx:
        tx.conn.execute(text("CREATE TABLE trail (seq INTEGER)"))  # in the way of the fourth step
    with pytest.raises(StorageFault):
        upgrade(url)
    with database.read() as tx:
        assert set(inspect(tx.conn).get_table_names()) == {"trail"}
    database.close()


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    upgrade(f"sqlite:///{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_file_is_not_made_by_looking(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "missing.sqlite3"
    database = Database(f"sqlite:///{path}", keys)
    with pytest.raises(StorageFault, match="no database"):
        require_migrated(database)
    assert not path.exists()
    database.close()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="cannot be made"):
        upgrade(f"sqlite:///{tmp_path / 'nowhere' / 'new.sqlite3'}")


def test_what_was_asked_before_occurrences_were_counted_is_the_first(fresh_url: str, keys: KeyRing) -> None:
    """The step before, with an answered assessment and its re-check, on each engine."""
    _empty(fresh_url)
    engine = open_engine(fresh_url, remakes_tables=True)
    settings = config()
    with writing(engine) as conn:
        settings.attributes["connection"] = conn
        command.upgrade(settings, "0005")
        for name in ("site", "patient", "protocol"):
            _fill(conn, name)
        _fill(conn, "episode", tmr_on=date(2025, 1, 15), next_look_at=None)
        _fill(conn, "assessment", time_point="W02", kind="scheduled", state="planned")
        _fill(conn, "assessment", id=2, time_point="RC-W02", kind="re-check", state="planned", parent_id=1)
        _fill(conn, "response", state="in-progress")
    engine.dispose()
    upgrade(fresh_url)
    database = Database(fresh_url, keys)
    require_migrated(database)
    with database.read() as tx:
        kept = {row.time_point: row for row in assessments.of_episode(tx, 1)}
        assert {(row.occurrence, row.tmr_on) for row in kept.values()} == {(1, date(2025, 1, 15))}
        assert kept["RC-W02"].parent_id == kept["W02"].id
        assert len(responses.of_assessment(tx, kept["W02"].id)) == 1
    database.close()


def test_what_was_answered_before_layouts_were_kept_has_none_and_nobody_wished_large_buttons(
    fresh_url: str, keys: KeyRing
) -> None:
    _empty(fresh_url)
    engine = open_engine(fresh_url, remakes_tables=True)
    settings = config()
    with writing(engine) as conn:
        settings.attributes["connection"] = conn
        command.upgrade(settings, "0006")
        for name in ("site", "patient", "protocol"):
            _fill(conn, name, **({"status": "followed"} if name == "patient" else {}))
        _fill(conn, "episode", tmr_on=date(2025, 1, 15), next_look_at=None)
        _fill(conn, "assessment", kind="scheduled", state="planned")
        _fill(conn, "response", state="in-progress")
        _fill(conn, "entry", kind="sent", seq=0)
    engine.dispose()
    upgrade(fresh_url)
    database = Database(fresh_url, keys)
    require_migrated(database)
    with database.read() as tx:
        assert [entry.layout for entry in responses.log(tx, 1)] == [None]
        assert patients.get(tx, 1).large_buttons is False
    with pytest.raises(RuleBroken, match="append-only"), database.write() as tx:
        tx.conn.execute(text("UPDATE entry SET layout = 'large-1'"))
    database.close()


def test_a_draft_of_the_protocol_keeps_its_number_and_further_ones_follow(
    fresh_url: str, keys: KeyRing, act: Act
) -> None:
    _empty(fresh_url)
    engine = open_engine(fresh_url, remakes_tables=True)
    settings = config()
    with writing(engine) as conn:
        settings.attributes["connection"] = conn
        command.upgrade(settings, "0018")
        _fill(conn, "site")
        _fill(conn, "account", post="analyst", staff_id=None, setup_index=None, setup_until=None)
        _fill(conn, "protocol_draft", id=7, state="open", body="name: x")
    engine.dispose()
    upgrade(fresh_url)
    database = Database(fresh_url, keys)
    with database.write() as tx:
        kept = drafts.find(tx, DraftKind.PROTOCOL, 7)
        assert kept is not None
        assert (kept.body, kept.reason) == ("name: x", "")
        assert drafts.add(tx, act, DraftKind.ALERT_NUMBERS, 1, "text") == 8
    database.close()


def test_when_answers_were_entered_is_read_from_the_trail(fresh_url: str, keys: KeyRing) -> None:
    """The last moment, where staff entered some; none for what the patient tapped."""
    _empty(fresh_url)
    engine = open_engine(fresh_url, remakes_tables=True)
    settings = config()
    given: dict[str, Any] = {"verb": "response.given", "subject": "response:1"}
    entered_at = datetime(2025, 1, 9, 12, 30, tzinfo=UTC)
    with writing(engine) as conn:
        settings.attributes["connection"] = conn
        command.upgrade(settings, "0022")
        for name in ("site", "patient", "protocol"):
            _fill(conn, name, **({"status": "followed"} if name == "patient" else {}))
        _fill(conn, "episode", tmr_on=date(2025, 1, 15), next_look_at=None)
        _fill(conn, "assessment", kind="scheduled", state="planned")
        _fill(conn, "response", state="in-progress", given_on=date(2025, 1, 2))
        _fill(conn, "response", state="in-progress", id=2, instrument="other", given_on=None)
        _fill(conn, "trail", seq=1, previous="a", **given)
        _fill(conn, "trail", seq=2, previous="b", **{**given, "at": entered_at})
        _fill(conn, "trail", seq=3, previous="c", **{**given, "subject": "response:2"})
    engine.dispose()
    upgrade(fresh_url)
    database = Database(fresh_url, keys)
    with database.read() as tx:
        assert [responses.get(tx, number).entered_at for number in (1, 2)] == [entered_at, None]
    database.close()


def _empty(url: str) -> None:
    """Take away all that the template brought along."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).unlink()
        return
    engine = open_engine(url)
    with writing(engine) as conn:
        conn.execute(text("DROP SCHEMA public CASCADE"))
        conn.execute(text("CREATE SCHEMA public"))
    engine.dispose()


_ANY: dict[type, Any] = {
    int: 1,
    str: "word",
    bool: True,
    bytes: b"sealed",
    date: date(2025, 1, 1),
    datetime: datetime(2025, 1, 1, tzinfo=UTC),
    time: time(9, 30),
    object: [],  # JSON
}


def _fill(conn: Connection, name: str, **given: Any) -> None:
    """One row of a table as it then was; what must stand there and is not given is anything of its type."""
    table = Table(name, MetaData(), autoload_with=conn)
    anything = {c.name: _ANY[c.type.python_type] for c in table.c if not c.nullable}
    conn.execute(insert(table), {**anything, **given})
