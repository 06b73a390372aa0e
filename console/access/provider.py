"""The hospital's own sign-in, spoken to by OpenID Connect: an authorization code with PKCE, and an ID token.

Nothing is remembered between two sign-ins: addresses and keys are asked for each time, so that a changed key
needs nobody. What came over the line reaches neither the log nor a message: words of ours say what failed.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from console.access.id_token import Expected, SecondFactor, Unproven, proven
from console.web.lines import is_private
from domain import Fault

_PATIENCE = 5.0
_DISCOVERY = "/.well-known/openid-configuration"


class Away(Fault):
    """The hospital's sign-in cannot be reached, or does not answer as one does. `at`: in which step."""

    def __init__(self, at: str) -> None:
        super().__init__("The hospital's sign-in cannot be reached.")
        self.at = at


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one sign-in is told from others by: made of the browser's cookie, which is never sent there."""

    state: str
    cookie: str = field(repr=False)

    @property
    def nonce(self) -> str:
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        return self._made("verifier")

    def _made(self, purpose: str) -> str:
        told = f"tmr-followup {purpose} {self.state}".encode()
        return urlsafe_b64encode(hmac.digest(self.cookie.encode(), told, hashlib.sha256)).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Back:
    """What a browser brought back. `issuer`: whose answer it says this is, if it does. `asked_at`: when it
    was sent there, by real time."""

    code: str = field(repr=False)
    issuer: str | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    """The provider's own description of itself."""

    authorization: str
    token: str
    keys: str
    says_issuer: bool
    posts_secret: bool


@dataclass(frozen=True, slots=True)
class Provider:
    """The hospital's sign-in, and us as it knows us. `back`: where it sends browsers back to."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    second: SecondFactor
    back: str

    async def address(self, secrets: Secrets) -> str:
        """Where to send a browser. It must ask anew who sits there: whoever finds a computer unlocked must
        not come in by somebody else's sign-in of this morning."""
        known = await self._known()
        asked = {"nonce": secrets.nonce, "prompt": "login", "max_age": "0"}
        if self.second.claim == "acr":
            asked["acr_values"] = " ".join(self.second.values)
        async with self._client(known) as client:
            address, _ = client.create_authorization_url(
                known.authorization, state=secrets.state, code_verifier=secrets.verifier, **asked
            )
        return str(address)

    async def subject(self, secrets: Secrets, back: Back, as_of: datetime) -> str | Unproven:
        """Its name for who signed in there, or what is not proven. `as_of`: real time."""
        known = await self._known()
        if back.issuer != self.issuer and (known.says_issuer or back.issuer is not None):
            return Unproven("answer-of-another")
        token = await self._token(known, secrets, back.code)
        if isinstance(token, Unproven):
            return token
        expected = Expected(self.issuer, self.client_id, secrets.nonce, self.second, back.asked_at)
        return proven(token, await _read(known.keys, "keys"), expected, as_of)

    async def _token(self, known: _Known, secrets: Secrets, code: str) -> Mapping[str, Any] | Unproven:
        told = {"code": code, "code_verifier": secrets.verifier, "redirect_uri": self.back}
        try:
            async with self._client(known) as client:
                got = await client.fetch_token(known.token, grant_type="authorization_code", **told)
        except OAuthError:
            return Unproven("code")
        except (httpx2.HTTPError, ValueError):
            raise Away("token") from None
        return dict(got)

    async def _known(self) -> _Known:
        """What it says of itself, if it is the one that was configured, and nobody listens on the way."""
        told = await _read(self.issuer.rstrip("/") + _DISCOVERY, "discovery")
        ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        needed = [told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if told.get("issuer") != self.issuer or not all(is_private(each) for each in needed):
            raise Away("discovery")
        authorization, token, keys = map(str, needed)
        return _Known(
            authorization,
            token,
            keys,
            says_issuer=told.get("authorization_response_iss_parameter_supported") is True,
            posts_secret="client_secret_basic" not in ways,
        )

    def _client(self, known: _Known) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.client_id,
            self.client_secret,
            token_endpoint_auth_method="client_secret_post" if known.posts_secret else "client_secret_basic",
            scope="openid",
            redirect_uri=self.back,
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )


async def _read(address: str, at: str) -> Mapping[str, Any]:
    """A JSON object of the provider's."""
    try:
        async with httpx2.AsyncClient(timeout=_PATIENCE) as client:
            got = await client.get(address)
            told = got.raise_for_status().json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        raise Away(at) from None
    if not isinstance(told, dict):
        raise Away(at)
    return told
