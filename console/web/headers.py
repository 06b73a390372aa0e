"""Headers of every answer, errors and files too: nothing of another origin, nothing inline or kept."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.web.desk import Place

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers would then send forms with the origin "null", which is refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT = "public, max-age=3600"
_ONLY_OURS = "'self'"


def policy(nonce: str | None = None) -> str:
    """The content security policy of one answer; without a nonce no script runs."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'" if nonce else "script-src 'none'",
            f"connect-src {_ONLY_OURS}",
            f"style-src {_ONLY_OURS}",
            f"img-src {_ONLY_OURS}",
            f"form-action {_ONLY_OURS}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


class Headers:
    """Wraps the whole application, so that no answer goes without them."""

    def __init__(self, inner: ASGIApp, place: Place) -> None:
        self._inner, self._place = inner, place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message))
            await send(message)

        await self._inner(scope, receive, send_with)

    def _add(self, headers: MutableHeaders) -> None:
        for name, value in _ALWAYS.items():
            headers[name] = value
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Content-Security-Policy", policy())
        if self._place.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
