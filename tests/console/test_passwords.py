"""Which passwords are taken, how a code counts, and how long an account rests."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from console.access.entering import locked_until
from console.access.hashing import Hashing
from console.access.limits import Limits
from console.access.passwords import Weak, same_form, weak
from console.access.second import address, as_typed, fresh_secret, one_time_code, step_of
from console.web.qr import qr
from tests.console.browsing import QUICK

AT = datetime(2025, 1, 15, 10, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("walrus teapot", None),
        ("Zq7!pd-vv3#k", None),
        ("walrus teap", Weak.SHORT),
        ("x" * 201, Weak.LONG),
        ("password1234", Weak.COMMON),
        ("Hospital2025", Weak.COMMON),
        ("aaaaaaaaaaaaaa", Weak.COMMON),
        ("abababababab", Weak.COMMON),
        ("qwertyuiopas", Weak.COMMON),
        ("098765432109", Weak.COMMON),
        ("DRSMITH-DRSMITH1", Weak.COMMON),
        ("tmr-followup-2025", Weak.COMMON),
    ],
)
def test_long_passwords_that_are_not_easily_guessed_are_taken(password: str, fault: Weak | None) -> None:
    assert weak(password, "DRSMITH") is fault


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    assert same_form("café walrus!") == same_form("cafe\u0301 walrus!")


async def test_only_the_password_matches_its_hash_and_nobodys_matches_nothing() -> None:
    hashing = Hashing(QUICK)
    kept = await hashing.hashed("walrus teapot lantern")
    assert await hashing.matches(kept, "walrus teapot lantern")
    assert not await hashing.matches(kept, "walrus teapot lanterns")
    assert not await hashing.matches(None, "nobody's password")
    assert not await hashing.matches("not a hash", "walrus teapot lantern")
    hashing.close()


def test_a_code_is_taken_half_a_minute_around_and_no_longer() -> None:
    secret = fresh_secret()
    totp = pyotp.TOTP(secret)
    for seconds, known in ((0, True), (-30, True), (30, True), (-60, False), (60, False)):
        assert (step_of(secret, totp.at(AT + timedelta(seconds=seconds)), AT) is not None) == known
    assert step_of(secret, " ".join(totp.at(AT)), AT) == int(AT.timestamp()) // 30
    assert step_of(secret, "", AT) is None


def test_a_recovery_code_is_known_however_it_is_typed() -> None:
    code = one_time_code()
    assert len(code) == 19
    assert as_typed(f" {code.upper().replace('-', '')} ") == code


def test_the_picture_for_the_authenticator_holds_no_script_and_no_style() -> None:
    drawn = qr(address(fresh_secret(), "DR1"), "For your app")
    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert "<title>" in drawn


@pytest.mark.parametrize(("failures", "minutes"), [(4, None), (5, 1), (6, 2), (8, 8), (9, 15), (5000, 15)])
def test_the_rest_doubles_up_to_a_quarter_of_an_hour(failures: int, minutes: int | None) -> None:
    assert locked_until(failures, AT) == (None if minutes is None else AT + timedelta(minutes=minutes))


def test_addresses_are_counted_apart_and_the_oldest_forgotten() -> None:
    limits = Limits(2, timedelta(minutes=1))
    assert [limits.allows("a", AT) for _ in range(3)] == [True, True, False]
    assert limits.allows("b", AT)
    assert limits.allows("a", AT + timedelta(minutes=1))
    for number in range(10_001):
        limits.allows(str(number), AT)
    assert len(limits._tries) == 10_000
