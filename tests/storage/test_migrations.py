"""The migrations, the schema they make, and the triggers that hold what may never change."""

import stat
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from domain import Act, Entry, EntryKind, Severity
from storage import alerts, responses
from storage.crypto import KeyRing
from storage.database import Database, StorageFault
from storage.faults import RuleBroken
from storage.migrate import require_migrated, upgrade
from storage.schema import metadata
from storage.triggers import APPEND_ONLY
from tests.storage.conftest import Scene


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
@pytest.mark.parametrize("change", ['UPDATE "{}" SET at = at', 'DELETE FROM "{}"'])
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
    with database.read() as tx:
        before = tx.conn.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
    assert before > 0
    with pytest.raises(RuleBroken, match=f"{table} is append-only"), database.write() as tx:
        tx.conn.execute(text(change.format(table)))
    with database.read() as tx:
        assert tx.conn.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == before


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
