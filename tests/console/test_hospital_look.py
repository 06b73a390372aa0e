"""`account hospital`: what a hospital's sign-in says of itself, held to what is needed here."""

from typing import Any

import pytest
from joserfc.jwk import ECKey, KeySet

from app.hospital_look import AWAY, findings
from console.access.id_token import SecondFactor, Unproven
from console.access.provider import UNKNOWN_HERE, Provider, Sight
from tests.console.provider import CLIENT, SECRET, Hospital
from tests.terminal import Terminal

KEYS = KeySet([ECKey.generate_key("P-256")]).as_dict(private=False)
TOLD: dict[str, Any] = {
    "code_challenge_methods_supported": ["S256"],
    "id_token_signing_alg_values_supported": ["HS256", "RS256"],
    "claims_supported": ["sub", "auth_time", "amr"],
    "acr_values_supported": ["2"],
    "end_session_endpoint": "https://idp.test/out",
}


def seen(second: SecondFactor, refusal: Unproven | None = None, keys: Any = KEYS, **told: Any) -> str:
    """What is said, in letters: good, to look at, wrong."""
    provider = Provider("https://idp.test", "tmr", "s", second, "https://console.test")
    found = [*findings(provider, Sight({**TOLD, **told}, keys, refusal))]
    return "".join(each.verdict[0] for each in found)


AMR, ACR, POLICY = SecondFactor("amr", ("otp",)), SecondFactor("acr", ("2",)), SecondFactor()


@pytest.mark.parametrize(
    ("letters", "given"),
    [
        ("gggggggll", {"second": AMR}),
        ("gggggggll", {"second": ACR, "refusal": Unproven("code")}),
        ("gggggglll", {"second": POLICY}),
        ("ggwgggg", {"second": AMR, "refusal": UNKNOWN_HERE}),
        ("glgggllll", {"second": AMR, "code_challenge_methods_supported": None, "claims_supported": 5}),
        (
            "gwgggglll",
            {"second": ACR, "code_challenge_methods_supported": ["plain"], "acr_values_supported": []},
        ),
        ("gggwwg", {"second": AMR, "keys": {"keys": 5}, "id_token_signing_alg_values_supported": ["none"]}),
        ("gggw", {"second": AMR, "keys": {"keys": []}}),
        ("gggggggll", {"second": AMR, "end_session_endpoint": None}),
    ],
)
def test_what_is_good_what_to_look_at_and_what_is_wrong(letters: str, given: dict[str, Any]) -> None:
    assert seen(**given).startswith(letters)


def terminal(hospital: Hospital, **changed: str) -> Terminal:
    given = {
        "TMR_OIDC_ISSUER": hospital.issuer,
        "TMR_OIDC_CLIENT_ID": CLIENT,
        "TMR_OIDC_CLIENT_SECRET": SECRET,
        "TMR_OIDC_SECOND_FACTOR": "amr=otp",
    }
    return Terminal({**given, **changed})


def test_a_provider_is_looked_at_without_signing_in(hospital: Hospital) -> None:
    told = terminal(hospital).done("account", "hospital").splitlines()
    assert [line.split()[0] for line in told] == ["good"] * 7 + ["look"] * 2
    assert told[0] == f"good   It describes itself as {hospital.issuer}."
    assert "http://127.0.0.1:8080/sign-in/hospital/back" in told[7]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"TMR_OIDC_CLIENT_SECRET": "another"}, "refuses our id and secret"),
        ({"TMR_OIDC_ISSUER": "http://127.0.0.1:1"}, "Nothing that describes it is reached"),
    ],
)
def test_what_is_set_wrong_is_told_before_anybody_is_linked(
    hospital: Hospital, changed: dict[str, str], said: str
) -> None:
    ran = terminal(hospital, **changed).run("account", "hospital")
    assert ran.code == 2
    assert said in ran.out
    assert "cannot be used as it is set" in ran.err
    assert SECRET not in ran.out + ran.err


def test_every_step_in_which_it_may_be_away_has_its_sentence_and_without_settings_one_says_so() -> None:
    assert set(AWAY) == {"discovery", "issuer", "addresses", "token", "keys"}
    assert "No hospital's sign-in is set" in Terminal().refused("account", "hospital")
