"""Somebody between the console and its provider: hands everything through but for what a test has changed.

Tokens are signed with the provider's own key unless another is given, so that a token is refused for what it
says and for nothing else.
"""

import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.console.provider import Hospital

Claims = dict[str, Any]


@dataclass(slots=True)
class Crooked:
    """`claims`, `discovery`, `keys`: change what a token, the provider of itself, and of its keys, says.
    `key`, `alg`: what tokens are signed with; "none": with nothing. `token`: what comes in place of a token.
    `asked`: every path that was asked for."""

    hospital: Hospital
    issuer: str = ""
    claims: Callable[[Claims], Claims] = dict
    discovery: Callable[[Claims], Claims] = dict
    keys: Callable[[Claims], Claims] = dict
    token: object = None
    key: RSAKey | OctKey | None = None
    alg: str = "RS256"
    asked: list[str] = field(default_factory=list)

    async def hand_through(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        headers = [(n, v) for n, v in request.headers.items() if n.lower() != "content-length"]
        async with httpx2.AsyncClient(base_url=self.hospital.issuer) as client:
            body = await request.read()
            got = await client.request(request.method, str(request.rel_url), content=body, headers=headers)
        if request.path.endswith("openid-configuration"):
            return web.json_response(self.discovery(got.json()))
        if request.path.endswith("jwks.json"):
            return web.json_response(self.keys(got.json()))
        if request.path == "/token" and self.token is not None:
            return web.json_response(self.token)
        if request.path == "/token" and got.status_code == 200:
            return web.json_response({**got.json(), "id_token": self._signed(got.json()["id_token"])})
        kept = {n: v for n, v in got.headers.items() if n in ("location", "content-type", "set-cookie")}
        return web.Response(body=got.content, status=got.status_code, headers=kept)

    def _signed(self, token: str) -> str:
        head, said = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
        kid = (self.key and self.key.kid) or head["kid"]
        claims, header = self.claims(said), {**head, "alg": self.alg, "kid": kid}
        if self.alg == "none":
            parts = (json.dumps(each).encode() for each in (header, claims))
            return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
        return jwt.encode(header, claims, self.key or self.hospital.key, algorithms=[self.alg])


@asynccontextmanager
async def between(hospital: Hospital) -> AsyncIterator[Crooked]:
    """At a port of its own, until the end."""
    made = Crooked(hospital)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.hand_through)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()
