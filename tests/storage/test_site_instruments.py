"""A site's own instruments in the tables: whole, for ever, each with the licence that holds now."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain import Act, Licence
from storage import episodes, site_instruments, trail
from storage.database import Database, Tx
from storage.faults import RuleBroken
from tests import cast

LICENCE = Licence("A holder", "Ask it.", date(2026, 1, 1), "L-7", "© A holder", attribution_shown=True)
BODY = b"\xef\xbb\xbfid: own\r\n"


def _add(tx: Tx, act: Act, version: str = "1.0.0", instrument: str = "own") -> int:
    told = {"instrument": instrument, "version": version, "checksum": version[0] * 64}
    return site_instruments.add(tx, act, **told, body=BODY, licence=LICENCE)


def test_a_file_is_kept_to_the_byte_with_its_licence(database: Database, act: Act) -> None:
    with database.write() as tx:
        held_id = _add(tx, act)
    with database.read() as tx:
        assert site_instruments.body(tx, held_id) == BODY
        held = site_instruments.find(tx, "own", "1.0.0")
        assert held == site_instruments.Held(held_id, "own", "1.0.0", "1" * 64, 1, LICENCE)
        assert site_instruments.find(tx, "own", "2.0.0") is None


def test_a_version_that_is_there_cannot_be_added_again(database: Database, act: Act) -> None:
    with database.write() as tx:
        _add(tx, act)
    with pytest.raises(RuleBroken), database.write() as tx:
        _add(tx, act)


def test_of_the_licences_of_a_version_the_last_holds_and_the_earlier_stay(
    database: Database, act: Act
) -> None:
    renewed = replace(LICENCE, valid_until_on=date(2027, 1, 1))
    with database.write() as tx:
        first, second = _add(tx, act), _add(tx, act, "2.0.0")
        licence_id = site_instruments.license_it(tx, act, first, renewed)
    with database.read() as tx:
        assert [(held.id, held.licence) for held in site_instruments.every(tx)] == [
            (first, renewed),
            (second, LICENCE),
        ]
        told = trail.read(tx, f"instrument:{first}")
        assert [line.verb for line in told] == ["instrument.add", "instrument.license", "instrument.license"]
        assert told[-1].detail == {
            "licence": licence_id,
            "holder": "A holder",
            "valid_until_on": "2027-01-01",
        }


def test_the_version_added_last_is_the_one_that_is_asked(database: Database, act: Act) -> None:
    with database.write() as tx:
        for version, instrument in (("9", "own"), ("1", "another"), ("10", "own")):
            _add(tx, act, version, instrument)
    with database.read() as tx:
        found = [(held.instrument, held.version) for held in site_instruments.current(tx)]
    assert found == [("another", "1"), ("own", "10")]


def test_the_stamp_grows_with_every_version_and_licence(database: Database, act: Act) -> None:
    with database.write() as tx:
        stamps = [site_instruments.stamp(tx)]
        held_id = _add(tx, act)
        stamps.append(site_instruments.stamp(tx))
        site_instruments.license_it(tx, act, held_id, LICENCE)
        stamps.append(site_instruments.stamp(tx))
    assert stamps[0] == 0
    assert stamps == sorted(set(stamps))


def test_a_licence_has_every_episode_looked_at(database: Database, as_of: datetime) -> None:
    later = as_of + timedelta(days=1)
    with database.write() as tx:
        ann = cast.person(tx, as_of, cast.team(tx, as_of), "Ann")
        _add(tx, cast.by(later))
        assert episodes.get(tx, ann.episode.id).next_look_at == later
