"""A site's own numbers: checked, signed by its clinical safety officer, in force from then on, and kept."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alerts.numbers_file import bundled, bundled_text
from app.rule_numbers import numbers_warnings
from domain import Act
from scheduler.in_force import numbers_in_force
from storage import alert_numbers, sites, trail
from storage.crypto import KeyRing
from storage.database import Database
from tests.app.clinic import monitor, open_site
from tests.terminal import Terminal

SOON = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def at(fresh_url: str, key: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": fresh_url, "TMR_KEY": key})


@pytest.fixture
def hospital(at: Terminal, fresh_url: str, keys: KeyRing) -> Iterator[Database]:
    """The database of a site that monitors, for a look behind the command line."""
    open_site(at)
    monitor(at)
    database = Database(fresh_url, keys)
    yield database
    database.close()


def own(folder: Path, version: str = "north-1", **changes: str) -> str:
    """A file of the site's own numbers: the product's, but for a line or two."""
    text = bundled_text().replace(f'version: "{bundled().version}"', f'version: "{version}"')
    for before, after in changes.items():
        assert f"{before}: " in text
        head, _, tail = text.partition(f"{before}: ")
        text = f"{head}{before}: {after}{tail[tail.index(chr(10)) :]}"
    path = folder / f"{version}.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def signed(at: Terminal, file: str, by: str = "CSO", reason: str = "Fewer false alarms") -> tuple[str, ...]:
    return ("alerts", "numbers", "set", file, "--signed-by", by, "--reason", reason)


def test_without_a_database_the_numbers_of_the_product_are_shown(tmp_path: Path) -> None:
    assert Terminal().done("alerts", "numbers", "show") == bundled_text()
    told = Terminal().done("alerts", "numbers", "check", own(tmp_path))
    assert "can be signed: version north-1, SHA-256 " in told


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    file = own(tmp_path, "n" * 33, last_day="0", recheck_after_hours="soon")
    sentence = Terminal().refused("alerts", "numbers", "check", file)
    assert "wound.last_day: It must be 1 to 365." in sentence
    assert "rise.recheck_after_hours: A whole number is expected here." in sentence
    long = Terminal().refused("alerts", "numbers", "check", own(tmp_path, "n" * 33))
    assert "version: It has at most 32 characters." in long
    taken = Terminal().refused("alerts", "numbers", "check", own(tmp_path, bundled().version, last_day="89"))
    assert "version: The numbers of the product bear this one; give yours another." in taken


def test_signed_numbers_hold_for_the_site_and_stay_on_record(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    assert "the numbers of the product hold" in at.done("alerts", "numbers", "list")
    file = own(tmp_path, join_days="7")
    told = at.done(*signed(at, file))
    assert told == "Site NORTH judges by version north-1 from now on, signed by CSO.\n"
    assert at.done("alerts", "numbers", "show", "--site", "NORTH") == Path(file).read_text("utf-8")
    (row,) = json.loads(at.done("alerts", "numbers", "list", "--json"))
    assert (row["site"], row["version"], row["signed_by"]) == ("NORTH", "north-1", "CSO")
    assert row["reason"] == "Fewer false alarms"
    with hospital.read() as tx:
        north = sites.by_code(tx, "NORTH")
        assert north is not None
        assert numbers_in_force(tx, north.id, SOON).amber.join_days == 7
        assert numbers_in_force(tx, north.id + 1, SOON) == bundled()
        before = datetime(2020, 1, 1, tzinfo=UTC)
        assert numbers_in_force(tx, north.id, before) == bundled()
        assert [line.verb for line in trail.read(tx)][-1] == "alert-numbers.sign"


@pytest.mark.parametrize("by", ["DR1", "NOBODY"])
def test_what_the_safety_officer_did_not_sign_is_refused_with_all_else_that_is_wrong(
    at: Terminal, hospital: Database, tmp_path: Path, by: str
) -> None:
    sentence = at.refused(*signed(at, own(tmp_path, last_day="0"), by, " "))
    assert sentence.splitlines()[1:] == [
        "  wound.last_day: It must be 1 to 365.",
        f"  --signed-by: {by!r} is not the clinical safety officer of a site.",
        "  --reason: Say why the numbers change.",
    ]
    with hospital.read() as tx:
        assert alert_numbers.every(tx) == ()


def test_a_version_is_signed_once_and_going_back_takes_a_new_one(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done(*signed(at, own(tmp_path, join_days="7")))
    sentence = at.refused(*signed(at, own(tmp_path, join_days="8")))
    assert sentence.startswith("Version north-1 was signed on ")
    at.done(*signed(at, own(tmp_path, "north-2")))
    product = tmp_path / "product.yaml"
    product.write_text(bundled_text(), "utf-8")
    at.done(*signed(at, str(product)))
    assert at.done("alerts", "numbers", "show", "--site", "NORTH") == bundled_text()


def test_numbers_signed_under_another_program_are_warned_about(
    at: Terminal, hospital: Database, tmp_path: Path
) -> None:
    at.done(*signed(at, own(tmp_path)))
    assert "do not fit" not in str(_warnings(at))
    with hospital.write() as tx:
        north = sites.by_code(tx, "NORTH")
        assert north is not None
        assert north.safety_officer_id is not None
        alert_numbers.sign(
            tx,
            Act("cli", datetime(2099, 1, 1, tzinfo=UTC)),
            site_id=north.id,
            version="old",
            checksum="c" * 64,
            body=bundled_text().replace("windows: 2", "weeks: 2"),
            signed_by_id=north.safety_officer_id,
            reason="before",
        )
        assert numbers_warnings(tx)[0].startswith("The numbers old of site NORTH do not fit this program")
        assert numbers_in_force(tx, north.id, SOON).silence == bundled().silence
    assert "silence.windows: This is missing." in str(_warnings(at))


def _warnings(at: Terminal) -> Any:
    return json.loads(at.run("status", "--json").out)["warnings"]
