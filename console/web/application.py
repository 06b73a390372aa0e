"""The web application: the table's routes, the files that go with pages, and a page for every error."""

import gzip
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from importlib.resources import files
from mimetypes import guess_type

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route as WebRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from console.web.desk import Desk
from console.web.headers import KEPT, Headers
from console.web.serving import respond, serve, stranger
from console.web.table import Route
from console.web.visit import NOT_THERE, Page

_STATIC = files("console").joinpath("static")
_BROUGHT = ("nhsuk", "htmx")
_STYLES = {".css", ".js", ".svg"}
WRONG_METHOD = Page("wrong_method.html.j2", status=405)


def application(desk: Desk, routes: Sequence[Route]) -> ASGIApp:
    """The application over these routes; whoever runs it closes the desk."""
    made = [WebRoute("/static/{path:path}", _file, methods=["GET"])]
    made += [WebRoute(each.path, _endpoint(desk, each), methods=[each.method]) for each in routes]
    web = Starlette(routes=made, exception_handlers={HTTPException: _told(desk)})
    return Headers(_OnlyOurHost(web, desk), desk.place)


def _endpoint(desk: Desk, route: Route) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await serve(desk, route, request)

    return endpoint


def _told(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def told(request: Request, error: Exception) -> Response:
        wrong_method = isinstance(error, HTTPException) and error.status_code == WRONG_METHOD.status
        return await respond(desk, stranger(desk, request), WRONG_METHOD if wrong_method else NOT_THERE)

    return told


class _OnlyOurHost:
    """Refuses what was asked of another name: a foreign page must not reach us under its own."""

    def __init__(self, inner: ASGIApp, desk: Desk) -> None:
        self._inner, self._desk = inner, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if asked in self._desk.place.hosts:
            await self._inner(scope, receive, send)
        else:
            await PlainTextResponse("This address is not served here.", 400)(scope, receive, send)


async def _file(request: Request) -> Response:
    """A file that goes with the pages, compressed where the browser takes that."""
    found = _static(request.path_params["path"])
    if found is None:
        raise HTTPException(404)
    kind, plain, packed = found
    headers = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(plain, media_type=kind, headers=headers)


@cache
def _all_static() -> dict[str, tuple[str, bytes, bytes]]:
    """Every file by its path, read once."""
    found: dict[str, tuple[str, bytes, bytes]] = {}
    for folder, prefix in ((_STATIC, ""), *((_STATIC.joinpath(each), f"{each}/") for each in _BROUGHT)):
        for file in folder.iterdir():
            ending = f".{file.name.rsplit('.', 1)[-1]}"
            if ending in _STYLES:
                body = file.read_bytes()
                kind = guess_type(file.name)[0] or "text/plain"
                found[f"{prefix}{file.name}"] = (kind, body, gzip.compress(body, mtime=0))
    return found


def _static(path: str) -> tuple[str, bytes, bytes] | None:
    return _all_static().get(path)
