"""What the hospital's sign-in says of who signed in, and whether it proves it: the signature, for whom the
token was made, by whom, when, for which browser, and that a second factor was asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures of a pair of keys alone: never `none`, and nothing that a shared secret could make."""
SLACK = 60
"""Seconds by which the clocks of the two may differ."""
_LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Unproven:
    """What came back proves nothing. `why`: which part, in a word of ours."""

    why: str


ONE_FACTOR = Unproven("second-factor")
NO_TIME = Unproven("no-auth-time")
"""It does not say when somebody showed there who they are: it is not set up for that."""


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """How the hospital says that a second factor was asked for: a claim (`acr`, `amr`, `acrs`) with one of
    these values; or no claim, where it always asks and answers for that."""

    claim: str | None = None
    values: tuple[str, ...] = ()

    def is_in(self, claims: Mapping[str, Any]) -> bool:
        if self.claim is None:
            return True
        said = claims.get(self.claim)
        return any(each in self.values for each in (said if isinstance(said, list) else [said]))


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say. `asked_at`: no earlier may somebody have shown there who they are."""

    issuer: str
    client_id: str
    nonce: str
    second: SecondFactor
    asked_at: datetime


def proven(token: Mapping[str, Any], keys: Any, expected: Expected, as_of: datetime) -> str | Unproven:
    """The provider's name for who signed in, or what is not proven. `token`: as the token endpoint gave it;
    `keys`: a JWK set; `as_of`: by real time."""
    registry = JWSRegistry(algorithms=list(SIGNED_BY), strict_check_header=False)
    try:
        signed = jwt.decode(token["id_token"], KeySet.import_key_set(keys), registry=registry)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {"iss": {"value": expected.issuer}, "aud": {"value": expected.client_id}},
            {
                "nonce": expected.nonce,
                "client_id": expected.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(int(as_of.timestamp()), SLACK)
    except ClaimError as error:
        return Unproven(error.claim if error.claim in CodeIDToken.REGISTERED_CLAIMS else "claims")
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):
        return Unproven("signature")
    return _asked_anew(claims, expected, as_of)


def _asked_anew(claims: Mapping[str, Any], expected: Expected, as_of: datetime) -> str | Unproven:
    shown_at, subject = claims.get("auth_time"), claims["sub"]
    if shown_at is None:
        return NO_TIME
    first, last = expected.asked_at.timestamp() - SLACK, as_of.timestamp() + SLACK
    if not (isinstance(shown_at, int | float) and first <= shown_at <= last):
        return Unproven("auth_time")
    if not (isinstance(subject, str) and 0 < len(subject) <= _LONGEST_SUBJECT):
        return Unproven("sub")
    return subject if expected.second.is_in(claims) else ONE_FACTOR
