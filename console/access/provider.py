"""The hospital's own sign-in, spoken to by OpenID Connect: an authorization code with PKCE, and an ID token.

Nothing is remembered between two sign-ins: addresses and keys are asked for each time, so that a changed key
needs nobody. What came over the line reaches neither the log nor a message: words of ours say what failed.
"""

import hashlib
import hmac
import json
import ssl
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import httpx2
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from console.access.id_token import Expected, SecondFactor, Unproven, proven
from console.web.lines import is_private
from domain import Fault

BACK, HOME = "/sign-in/hospital/back", "/sign-in"
"""Where it sends browsers back to; once they are signed out there, to HOME."""
UNKNOWN_HERE = Unproven("client")
"""It does not know us, or not by this secret, which may have run out."""
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
class Sight:
    """What can be seen of a provider without signing in. `told`: its description of itself; `refusal`: of a
    code that was made up, by us as we are set."""

    told: Mapping[str, Any]
    keys: Mapping[str, Any]
    refusal: Unproven | None


@dataclass(frozen=True, slots=True)
class _Known:
    """The provider's own description of itself."""

    told: Mapping[str, Any]

    authorization: str
    token: str
    keys: str
    says_issuer: bool
    posts_secret: bool
    takes_claims: bool
    out: str | None


@dataclass(frozen=True, slots=True)
class Provider:
    """The hospital's sign-in, and us as it knows us. `origin`: where browsers find us."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    second: SecondFactor
    origin: str

    async def address(self, secrets: Secrets) -> str:
        """Where to send a browser."""
        async with self._client() as web:
            known = await self._known(web)
            address, _ = web.create_authorization_url(
                known.authorization,
                state=secrets.state,
                code_verifier=secrets.verifier,
                nonce=secrets.nonce,
                **self._demands(known),
            )
        return str(address)

    async def subject(self, secrets: Secrets, back: Back, as_of: datetime) -> str | Unproven:
        """Its name for who signed in there, or what is not proven. `as_of`: real time."""
        async with self._client() as web:
            known = await self._known(web)
            if back.issuer != self.issuer and (known.says_issuer or back.issuer is not None):
                return Unproven("answer-of-another")
            token = await self._token(web, known, secrets, back.code)
            if isinstance(token, Unproven):
                return token
            keys = await _read(web, known.keys, "keys")
        expected = Expected(self.issuer, self.client_id, secrets.nonce, self.second, back.asked_at)
        return proven(token, keys, expected, as_of)

    async def sight(self) -> Sight:
        """For whoever sets it up."""
        async with self._client() as web:
            known = await self._known(web)
            token = await self._token(web, known, Secrets("made-up", "made-up"), "made-up")
            keys = await _read(web, known.keys, "keys")
        return Sight(known.told, keys, token if isinstance(token, Unproven) else None)

    async def way_out(self) -> str | None:
        """Where a browser is signed out there, and led back to our page; none if it has no such address."""
        async with self._client() as web:
            out = (await self._known(web)).out
        back = [("client_id", self.client_id), ("post_logout_redirect_uri", self.origin + HOME)]
        return None if out is None else str(add_params_to_uri(out, back))

    def _demands(self, known: _Known) -> dict[str, str]:
        """It must ask anew who sits there, and say when it did: whoever finds a computer unlocked must not
        come in by somebody else's sign-in of this morning. `acrs` is Entra's, asked for in no other way."""
        demands, values = {"prompt": "login", "max_age": "0"}, self.second.values
        claims: dict[str, dict[str, object]] = {"auth_time": {"essential": True}}
        if self.second.claim == "acr":
            demands["acr_values"] = " ".join(values)
        if self.second.claim == "acrs":
            claims["acrs"] = {"essential": True, "values": list(values)}
        if known.takes_claims or "acrs" in claims:
            demands["claims"] = json.dumps({"id_token": claims})
        return demands

    async def _token(
        self, web: AsyncOAuth2Client, known: _Known, secrets: Secrets, code: str
    ) -> Mapping[str, Any] | Unproven:
        told = {"code": code, "code_verifier": secrets.verifier, "redirect_uri": self.origin + BACK}
        by = web.client_auth("client_secret_post" if known.posts_secret else "client_secret_basic")
        try:
            return dict(await web.fetch_token(known.token, auth=by, grant_type="authorization_code", **told))
        except OAuthError as error:
            return UNKNOWN_HERE if error.error == "invalid_client" else Unproven("code")
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, TypeError, AttributeError):
            raise Away("token") from None

    async def _known(self, web: AsyncOAuth2Client) -> _Known:
        """What it says of itself, if it is the one that was configured, and nobody listens on the way."""
        told = await _read(web, self.issuer.rstrip("/") + _DISCOVERY, "discovery")
        ways = told.get("token_endpoint_auth_methods_supported")
        needed = [told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if told.get("issuer") != self.issuer:
            raise Away("issuer")
        if not all(is_private(each) for each in needed):
            raise Away("addresses")
        authorization, token, keys = map(str, needed)
        out = told.get("end_session_endpoint")
        return _Known(
            told,
            authorization,
            token,
            keys,
            says_issuer=told.get("authorization_response_iss_parameter_supported") is True,
            posts_secret=isinstance(ways, list) and bool(ways) and "client_secret_basic" not in ways,
            takes_claims=told.get("claims_parameter_supported") is True,
            out=str(out) if is_private(out) else None,
        )

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.client_id,
            self.client_secret,
            scope="openid",
            redirect_uri=self.origin + BACK,
            code_challenge_method="S256",
            timeout=_PATIENCE,
            verify=_trusted(),
        )


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; read once, for it takes longer than a word with the provider."""
    return httpx2.create_ssl_context()


async def _read(web: AsyncOAuth2Client, address: str, at: str) -> Mapping[str, Any]:
    """A JSON object of the provider's."""
    try:
        got = await web.request("GET", address, withhold_token=True)
        told = got.raise_for_status().json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        raise Away(at) from None
    if not isinstance(told, dict):
        raise Away(at)
    return told
