"""Whether the hospital's own sign-in can be used as it is set: what it says of itself, held to what is needed
here, before anybody is linked. Nobody signs in for it, and nothing is changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from console.access.id_token import SIGNED_BY, SecondFactor
from console.access.provider import BACK, HOME, UNKNOWN_HERE, Away, Provider, Sight

AWAY: Mapping[str, str] = {
    "discovery": "Nothing that describes it is reached at {issuer}/.well-known/openid-configuration.",
    "issuer": "It says that it is another than {issuer}: set TMR_OIDC_ISSUER as it says, letter by letter.",
    "addresses": "An address in its description is missing or does not begin with https://.",
    "token": "Its token endpoint cannot be reached, or answers as none does.",
    "keys": "Its signing keys cannot be reached.",
}
"""What is wrong, by the step in which it was away."""


class Verdict(StrEnum):
    GOOD = "good"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Seen:
    verdict: Verdict
    said: str


_good, _look, _wrong = (partial(Seen, each) for each in Verdict)


async def looked_at(provider: Provider) -> tuple[Seen, ...]:
    """What there is to say, in the order of a sign-in."""
    try:
        return tuple(findings(provider, await provider.sight()))
    except Away as away:
        return (_wrong(AWAY[away.at].format(issuer=provider.issuer.rstrip("/"))),)


def findings(provider: Provider, sight: Sight) -> Iterator[Seen]:
    told = sight.told
    yield _good(f"It describes itself as {provider.issuer}.")
    yield _pkce(told)
    yield _client(sight)
    yield _keys(sight.keys)
    yield _signatures(told)
    yield _auth_time(told)
    yield _second(provider.second, told)
    yield _look(f"It must know {provider.origin + BACK} as the address to lead back to.")
    yield _way_out(provider, told)


def _listed(told: Mapping[str, Any], name: str) -> list[Any] | None:
    """A list in the description; none where it says nothing."""
    found = told.get(name)
    return found if isinstance(found, list) else None


def _pkce(told: Mapping[str, Any]) -> Seen:
    ways = _listed(told, "code_challenge_methods_supported")
    if ways is None:
        return _look("It does not say whether it takes PKCE with S256. Entra ID says nothing, and does.")
    if "S256" not in ways:
        return _wrong("It does not take PKCE with S256.")
    return _good("It takes PKCE with S256.")


def _client(sight: Sight) -> Seen:
    if sight.refusal == UNKNOWN_HERE:
        return _wrong(
            "It refuses our id and secret (TMR_OIDC_CLIENT_ID, TMR_OIDC_CLIENT_SECRET): run out, or wrong."
        )
    return _good("It did not refuse our id and secret; a made-up code was sent with them.")


def _keys(keys: Mapping[str, Any]) -> Seen:
    try:
        count = len(KeySet.import_key_set(keys).keys)  # type: ignore[arg-type]
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):
        return _wrong("Its signing keys cannot be read.")
    return (_good if count else _wrong)(f"It has signing keys: {count}.")


def _signatures(told: Mapping[str, Any]) -> Seen:
    listed = _listed(told, "id_token_signing_alg_values_supported") or ()
    kinds = [each for each in SIGNED_BY if each in listed]
    if not kinds:
        return _wrong(f"It signs ID tokens in no way that is taken here ({', '.join(SIGNED_BY)}).")
    return _good(f"It signs ID tokens with {', '.join(kinds)}.")


def _auth_time(told: Mapping[str, Any]) -> Seen:
    if "auth_time" in (_listed(told, "claims_supported") or ()):
        return _good("It can say when somebody signed in (auth_time); in Entra ID once that is added.")
    return _look(
        "It does not say that it can tell when somebody signed in (auth_time); nobody is let in without."
    )


def _second(second: SecondFactor, told: Mapping[str, Any]) -> Seen:
    if second.claim is None:
        return _look("The hospital answers for a second factor (`policy`); nothing of it is checked here.")
    known = _listed(told, "acr_values_supported" if second.claim == "acr" else "claims_supported") or ()
    wanted = second.values if second.claim == "acr" else (second.claim,)
    missing = [each for each in wanted if each not in known]
    if missing:
        return _look(
            f"A second factor is to show by {', '.join(missing)}, which it does not list; it may send it."
        )
    return _good(f"A second factor shows by {', '.join(wanted)}, which it lists.")


def _way_out(provider: Provider, told: Mapping[str, Any]) -> Seen:
    if told.get("end_session_endpoint") is None:
        return _look("It names no address for signing out: nobody can sign out there from here.")
    return _look(f"It leads back after signing out if it knows {provider.origin + HOME} too.")
