"""What an ID token must say: every way in which it proves nothing, what kinds of provider send according to
their own documents, and that nothing a provider may send breaks us."""

import base64
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from clock import SystemClock
from console.access.id_token import (
    NO_TIME,
    ONE_FACTOR,
    SLACK,
    Expected,
    SecondFactor,
    Unproven,
    proven,
)

NOW = SystemClock().now()
AT = int(NOW.timestamp())
KEY, OTHER = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
KEYS = KeySet([KEY]).as_dict(private=False)
ANY = SecondFactor()
SOUND: Mapping[str, Any] = {
    "iss": "https://idp.test",
    "aud": "tmr",
    "sub": "somebody",
    "exp": AT + 300,
    "iat": AT,
    "auth_time": AT - 5,
    "nonce": "n",
}


def signed(claims: Mapping[str, Any], key: ECKey | OctKey = KEY, alg: str = "ES256") -> dict[str, Any]:
    token = jwt.encode({"alg": alg}, dict(claims), key, algorithms=[alg])
    return {"id_token": token, "access_token": "a"}


def judged(claims: Mapping[str, Any], second: SecondFactor = ANY) -> str | Unproven:
    """Asked a minute ago."""
    expected = Expected("https://idp.test", "tmr", "n", second, NOW - timedelta(seconds=30))
    return proven(signed(claims), KEYS, expected, NOW)


def but(**changed: Any) -> dict[str, Any]:
    """A sound token but for this; a claim that is None is left out."""
    return {name: value for name, value in {**SOUND, **changed}.items() if value is not None}


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    (but(nonce="x"), "nonce"),
    (but(nonce=None), "nonce"),
    (but(aud="another"), "aud"),
    (but(aud=["tmr", "x"], azp="x"), "azp"),
    (but(iss="https://elsewhere.test"), "iss"),
    (but(exp=AT - SLACK - 5), "exp"),
    (but(exp=None), "exp"),
    (but(iat=AT + SLACK + 5), "iat"),
    (but(auth_time=AT - 30 - SLACK - 5), "auth_time"),
    (but(auth_time=AT * 1000), "auth_time"),
    (but(auth_time="now"), "auth_time"),
    (but(auth_time=float("nan")), "auth_time"),
    (but(auth_time=None), NO_TIME.why),
    (but(sub=""), "sub"),
    (but(sub=None), "sub"),
    (but(sub=7), "sub"),
    (but(sub="x" * 256), "sub"),
    (but(at_hash="x"), "at_hash"),
)


@pytest.mark.parametrize(("claims", "why"), WRONG)
def test_a_token_that_proves_nothing_is_told_by_what_it_does_not_prove(
    claims: dict[str, Any], why: str
) -> None:
    assert judged(claims) == Unproven(why)


def test_clocks_may_differ_by_a_minute() -> None:
    for seconds in (SLACK - 5, 5 - SLACK):
        moved = {name: SOUND[name] + seconds for name in ("exp", "iat", "auth_time")}
        assert judged({**SOUND, **moved}) == "somebody"


def test_only_the_providers_own_pair_of_keys_signs() -> None:
    expected = Expected("https://idp.test", "tmr", "n", ANY, NOW)
    head, body = (json.dumps(each).encode() for each in ({"alg": "none"}, dict(SOUND)))
    bare = f"{base64.urlsafe_b64encode(head).decode()}.{base64.urlsafe_b64encode(body).decode()}."
    public = OctKey.import_key(json.dumps(KEYS).encode())
    for token in (
        signed(SOUND, OTHER),
        signed(SOUND, public, "HS256"),
        {"id_token": bare.replace("=", "")},
        {"id_token": None},
        {},
    ):
        assert proven(token, KEYS, expected, NOW) == Unproven("signature")


ENTRA = but(
    aud="tmr",
    ver="2.0",
    tid="00000000-0000-0000-0000-000000000000",
    oid="1",
    rh="x",
    uti="y",
    acrs=["c1"],
    nbf=AT,
)
ADFS = but(upn="dr1@hospital.test", unique_name="HOSPITAL\\dr1", sid="S-1-5-21", pwd_exp="86400")
KEYCLOAK = but(azp="tmr", acr="2", amr=["pwd", "otp"], sid="x", typ="ID", at_hash=None)
CIS2 = but(
    acr="AAL2_OR_AAL3_ANY", amr=["N3_SMARTCARD"], azp="tmr", tokenType="JWTToken", id_assurance_level=3
)


@pytest.mark.parametrize(
    ("claims", "second", "claim"),
    [
        (ENTRA, SecondFactor("acrs", ("c1",)), "acrs"),
        (KEYCLOAK, SecondFactor("acr", ("2",)), "acr"),
        (KEYCLOAK, SecondFactor("amr", ("otp", "hwk")), "amr"),
        (CIS2, SecondFactor("acr", ("AAL2_OR_AAL3_ANY", "AAL3_ANY")), "acr"),
    ],
    ids=("Entra ID", "Keycloak by level", "Keycloak by method", "NHS CIS2"),
)
def test_a_provider_whose_documents_hold_is_believed_by_the_settings_of_ours(
    claims: dict[str, Any], second: SecondFactor, claim: str
) -> None:
    """As `docs/hospital-sign-in.md` lists them."""
    assert judged(claims, second) == "somebody"
    assert judged({**claims, claim: ["x"] if claim != "acr" else "x"}, second) == ONE_FACTOR
    assert judged({name: value for name, value in claims.items() if name != claim}, second) == ONE_FACTOR


def test_where_the_hospital_answers_for_the_second_factor_no_claim_is_needed() -> None:
    assert judged(ADFS) == "somebody"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from([*SOUND, "acr", "amr", "acrs", "azp", "at_hash", "nbf"])


@settings(max_examples=80, derandomize=True, database=None, deadline=None)
@given(st.dictionaries(NAMES, JSON, min_size=1, max_size=3), st.sampled_from(("acr", "amr", "acrs", None)))
def test_whatever_a_token_says_it_is_judged(changed: dict[str, Any], claim: str | None) -> None:
    second = ANY if claim is None else SecondFactor(claim, ("c1",))
    assert isinstance(judged({**SOUND, **changed}, second), str | Unproven)


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(JSON, JSON | st.fixed_dictionaries({"keys": JSON | st.lists(JSON, max_size=2)}))
def test_whatever_comes_as_token_or_keys_proves_nothing(token: Any, keys: Any) -> None:
    expected = Expected("https://idp.test", "tmr", "n", ANY, NOW)
    for answer in ({"id_token": token}, signed(SOUND)):
        assert isinstance(proven(answer, keys, expected, NOW), Unproven)
