"""The trail: one line a change, sealed in a chain."""

import json

import pytest
from sqlalchemy import text

from domain import Act
from storage import sites, trail
from storage.crypto import KeyRing, new_key
from storage.database import Database, Tx
from storage.faults import RuleBroken, StorageFault
from tests import cast
from tests.storage.conftest import Scene


def three(database: Database, act: Act) -> None:
    with database.write() as tx:
        for number in range(3):
            trail.record(tx, act, "test.verb", f"test:{number}", {"n": number, "list": ["a", None, True]})


def meddle(database: Database, statement: str) -> None:
    """What somebody with the database's own rights could do: take the triggers away first."""
    with database.write() as tx:
        if tx.conn.dialect.name == "sqlite":
            tx.conn.execute(text("DROP TRIGGER trail_no_update"))
            tx.conn.execute(text("DROP TRIGGER trail_no_delete"))
        else:
            tx.conn.execute(text("ALTER TABLE trail DISABLE TRIGGER ALL"))
        tx.conn.execute(text(statement))


def verdict(database: Database) -> trail.TrailVerdict:
    with database.read() as tx:
        return trail.verify(tx)


def test_an_empty_trail_verifies(database: Database) -> None:
    assert verdict(database) == trail.TrailVerdict(0, trail.BEFORE_THE_FIRST, None)


def test_lines_are_numbered_without_gaps_and_verify(database: Database, act: Act) -> None:
    three(database, act)
    with database.read() as tx:
        lines = trail.read(tx)
    assert [line.seq for line in lines] == [1, 2, 3]
    assert [line.previous for line in lines] == [trail.BEFORE_THE_FIRST, lines[0].seal, lines[1].seal]
    assert verdict(database) == trail.TrailVerdict(3, lines[2].seal, None)


def test_what_is_recorded_is_read_in_the_same_transaction(database: Database, act: Act) -> None:
    three(database, act)
    with database.write() as tx:
        trail.record(tx, act, "test.verb", "test:9")
        assert trail.head(tx) == 4
        assert [line.seq for line in trail.about(tx, ["test:0", "test:9"])] == [1, 4]
        trail.record(tx, act, "test.verb", "test:9")
        assert [line.seq for line in trail.read(tx, "test:9")] == [4, 5]
        trail.record(tx, act, "test.verb", "test:9")
        assert (trail.verify(tx).count, trail.verify(tx).fault) == (6, None)
    assert verdict(database).count == 6


def test_a_reading_transaction_that_records_is_a_bug(database: Database, act: Act) -> None:
    def attempt() -> None:
        with database.read() as tx:
            trail.record(tx, act, "test.verb", "test:9")

    with pytest.raises((StorageFault, RuleBroken)):
        attempt()
    assert verdict(database).count == 0


def test_a_rolled_back_change_leaves_no_line_and_no_gap(database: Database, act: Act) -> None:
    three(database, act)

    def crash() -> None:
        with database.write() as tx:
            trail.record(tx, act, "test.verb", "test:9")
            raise KeyError("a crash")

    with pytest.raises(KeyError):
        crash()
    three(database, act)
    assert verdict(database).count == 6


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE trail SET verb = 'other' WHERE seq = 2", "Row 2 of the trail was altered."),
        ("UPDATE trail SET by = 'other' WHERE seq = 2", "Row 2 of the trail was altered."),
        ("UPDATE trail SET detail = '{}' WHERE seq = 2", "Row 2 of the trail was altered."),
        ("UPDATE trail SET at = '2020-01-01 00:00:00' WHERE seq = 2", "Row 2 of the trail was altered."),
        ("UPDATE trail SET seal = 'x' WHERE seq = 2", "Row 2 of the trail was altered."),
        ("DELETE FROM trail WHERE seq = 2", "Row 3 of the trail should be row 2: rows are missing."),
        ("DELETE FROM trail WHERE seq = 1", "Row 2 of the trail should be row 1: rows are missing."),
        (
            "UPDATE trail SET previous = 'x' WHERE seq = 3",
            "Row 3 of the trail does not follow from the row before it.",
        ),
    ],
)
def test_meddling_is_told_with_the_first_row_it_touched(
    database: Database, act: Act, statement: str, fault: str
) -> None:
    three(database, act)
    meddle(database, statement.replace(" by ", ' "by" '))
    assert verdict(database).fault == fault


def test_a_cut_tail_shows_against_a_head_kept_elsewhere(database: Database, act: Act) -> None:
    three(database, act)
    kept = verdict(database)
    meddle(database, "DELETE FROM trail WHERE seq = 3")
    after = verdict(database)
    assert after.fault is None
    assert (after.count, after.head) != (kept.count, kept.head)


def test_lines_written_under_an_old_key_verify_while_it_is_given(
    database: Database, key: str, act: Act
) -> None:
    three(database, act)
    new = new_key()
    both = Database(database.url, KeyRing.load(new, [key]))
    three(both, act)
    assert verdict(both).count == 6
    both.close()
    alone = Database(database.url, KeyRing.load(new))
    assert verdict(alone).fault == "Row 1 of the trail was sealed with a key that is not given."
    alone.close()


def test_the_trail_of_one_subject_can_be_read(database: Database, scene: Scene) -> None:
    with database.read() as tx:
        lines = trail.read(tx, f"patient:{scene.ann.patient.id}")
    assert [line.verb for line in lines] == [
        "contact.keep",
        "patient.add",
        "contact.offer-link",
        "contact.link",
        "patient.linked",
    ]


def test_what_cannot_be_told_again_the_same_is_refused(database: Database, act: Act) -> None:
    def fraction(tx: Tx) -> None:
        trail.record(tx, act, "test.verb", "test:1", {"value": float("nan")})

    with pytest.raises(ValueError, match="JSON"), database.write() as tx:
        fraction(tx)


def test_no_identifier_is_in_the_trail(database: Database, scene: Scene) -> None:
    with database.read() as tx:
        told = json.dumps([[line.by, line.verb, line.subject, line.detail] for line in trail.read(tx)])
    for secret in ("Canary", "07700", "9999999999", str(cast.CHATS["Ann"]), "482913", "token-", "governance"):
        assert secret not in told


def test_every_correction_of_a_site_is_in_the_trail(database: Database, scene: Scene, act: Act) -> None:
    site = scene.team.site
    with database.write() as tx:
        sites.put(
            tx,
            act,
            code=site.code,
            name=site.name,
            nation=site.nation,
            zone="Europe/Paris",
            team_phone=site.team_phone,
            staffed_hours=site.staffed_hours,
        )
        assert trail.read(tx)[-1].detail == {"changed": ["zone"]}
