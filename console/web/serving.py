"""Serves one route: who comes, may they, is the form from our own page; then the handler, then the answer.

Nothing here knows a page. What goes wrong is told to the log by place and kind alone, never with its text,
which may hold an answer.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

import structlog
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console.access.hashing import Busy
from console.access.sessions import LONGEST, NOTED_EVERY, form_token, fresh_cookie, is_form_token, is_over
from console.pages.frame import links_of, said_of
from console.web.desk import Desk
from console.web.headers import policy
from console.web.rendering import Frame, html
from console.web.table import Route
from console.web.visit import Answer, File, Go, Page, Visit
from domain import Fault
from storage import accounts, sessions, sites, trail
from storage.access_words import Account, Session, Stage
from storage.database import Tx

_REFUSED = 400
MOST_BYTES, MOST_FIELDS, MOST_FILE = 64 * 1024, 400, 1024 * 1024
FOREIGN = Page("foreign.html.j2", status=403)
NOT_ALLOWED = Page("not_allowed.html.j2", status=403)
BROKEN = Page("broken.html.j2", status=500)
AWAY = Page("away.html.j2", status=503)

log = structlog.get_logger()


async def serve(desk: Desk, route: Route, request: Request) -> Response:
    """Whatever happens, an answer with a page."""
    try:
        visit = await _visit(desk, request)
        answer = await _answered(desk, route, request, visit)
        if isinstance(answer, Page) and answer.reads:
            await desk.database.within(lambda tx: _read(tx, visit, answer.reads))
        return await respond(desk, visit, answer, route.path)
    except Fault as fault:
        log.warning("console.away", kind=type(fault).__name__)
        return await respond(desk, stranger(desk, request), AWAY)
    except Busy:
        return await respond(desk, stranger(desk, request), AWAY)
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a page
        log.error("console.broken", route=route.path, kind=type(error).__name__, place=_place(error))
        return await respond(desk, stranger(desk, request), BROKEN)


def stranger(desk: Desk, request: Request) -> Visit:
    """A visit of somebody who is not known (yet)."""
    address = request.client.host if request.client else "?"
    cookie = request.cookies.get(desk.place.cookie, "")
    path, query = _whole(request.path_params), _whole(request.query_params)
    return Visit(desk.clock.now(), address, cookie, path=path, query=query)


def _whole(given: Mapping[str, str]) -> dict[str, str]:
    """Without the character that no text of a database may hold."""
    return {name: value.replace("\x00", "") for name, value in given.items()}


async def _visit(desk: Desk, request: Request) -> Visit:
    """Who comes: the account whose session the cookie names, if it is not over."""
    visit = stranger(desk, request)
    known = None
    if visit.cookie:
        known = await desk.database.seeing(lambda tx: _known(tx, visit.cookie, visit.as_of))
    if known is None:
        return visit
    account, session, zone = known
    if visit.as_of >= session.seen_at + NOTED_EVERY:
        await desk.database.within(lambda tx: sessions.seen(tx, session.id, visit.as_of))
    return replace(visit, account=account, session=session, zone=zone)


def _known(tx: Tx, cookie: str, as_of: datetime) -> tuple[Account, Session, str] | None:
    session = sessions.find(tx, cookie)
    if session is None or is_over(session, as_of):
        return None
    account = accounts.get(tx, session.account_id)
    if not accounts.may_sign_in(tx, account):
        return None
    return account, session, sites.get(tx, account.site_id).zone


async def _answered(desk: Desk, route: Route, request: Request, visit: Visit) -> Answer:
    if route.method == "POST":
        if not is_ours(desk, request.headers):
            return FOREIGN
        form = await (_parts(request) if route.takes_file else _form(request))
        if form is None or not is_form_token(visit.cookie, form.pop("token", "")):
            return FOREIGN
        visit = replace(visit, form=form)
    if route.stage is not None and not _has_come_far(visit, route.stage):
        return Go("/sign-in")
    if route.stage is Stage.SIGNED_IN and visit.who.post not in route.posts:
        await desk.database.within(lambda tx: _refuse(tx, visit, route))
        return NOT_ALLOWED
    return await route.handler(desk, visit)


def is_ours(desk: Desk, headers: Mapping[str, str]) -> bool:
    """Whether a form was sent from a page of ours, as the browser says; every browser says so of a POST."""
    return headers.get("origin") in desk.place.origins


def _has_come_far(visit: Visit, stage: Stage) -> bool:
    return visit.session is not None and visit.session.stage is stage


def _refuse(tx: Tx, visit: Visit, route: Route) -> None:
    told = {"method": route.method, "path": route.path}
    trail.record(tx, visit.act, "console.refuse", f"account:{visit.who.id}", told)


def _read(tx: Tx, visit: Visit, subjects: tuple[str, ...]) -> None:
    trail.record_all(tx, visit.act, [("console.read", subject, {}) for subject in subjects])


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form, the last of each name; none if there is too much, or it is no form."""
    if not _fits(request, MOST_BYTES):
        return None
    try:
        text = (await request.body()).decode()
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
        return _whole(dict(fields))
    except ValueError:
        return None


def _fits(request: Request, most: int) -> bool:
    length = request.headers.get("content-length", "")
    return length.isascii() and length.isdecimal() and int(length[:12]) <= most


async def _parts(request: Request) -> dict[str, str] | None:
    """The fields of a form that sends a file, and its file as text, with U+FFFD where it is none."""
    if not _fits(request, MOST_FILE):
        return None
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES) as form:
            return _whole({name: await _text_of(part) for name, part in form.items()})
    except HTTPException:
        return None


async def _text_of(part: str | UploadFile) -> str:
    return part if isinstance(part, str) else (await part.read()).decode(errors="replace")


async def respond(desk: Desk, visit: Visit, answer: Answer, here: str = "") -> Response:
    """The answer as the browser gets it."""
    if isinstance(answer, Go):
        return _with_cookie(desk, RedirectResponse(answer.to, 303), answer.cookie)
    if isinstance(answer, File):
        kept = {"Content-Disposition": f'attachment; filename="{answer.name}"'}
        return Response(answer.body, media_type=answer.media, headers=kept)
    cookie = visit.cookie if answer.cookie is None else answer.cookie
    given = answer.cookie
    if not cookie:  # every page may hold a form, and a form needs a browser that can be told from others
        cookie = fresh_cookie()
        # A form of a foreign site comes without the cookie there is: its refusal must not replace that one.
        given = cookie if answer.status < _REFUSED else None
    frame = Frame(
        nonce := secrets.token_urlsafe(16),
        form_token(cookie),
        visit.account if _has_come_far(visit, Stage.SIGNED_IN) else None,
        links_of(visit.account),
        here,
        visit.zone,
        said_of(visit.query),
    )
    text = await asyncio.to_thread(html, answer.template, answer.view, frame)
    headers = {"Content-Security-Policy": policy(nonce)}
    return _with_cookie(desk, HTMLResponse(text, answer.status, headers), given)


def _with_cookie(desk: Desk, response: Response, cookie: str | None) -> Response:
    kept = {"path": "/", "secure": desk.place.is_secure, "httponly": True, "samesite": "lax"}
    if cookie == "":
        response.delete_cookie(desk.place.cookie, **kept)  # type: ignore[arg-type]
    elif cookie is not None:
        most = int(LONGEST.total_seconds())
        response.set_cookie(desk.place.cookie, cookie, max_age=most, **kept)  # type: ignore[arg-type]
    return response


def _place(error: BaseException) -> str:
    """File and line where it was raised, as the log tells it."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return "?" if at is None else f"{at.tb_frame.f_code.co_name}:{at.tb_lineno}"
