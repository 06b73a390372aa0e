"""The health page of the running service: JSON on a loopback port, red by itself when something stops."""

from http import HTTPStatus

from aiohttp import web

from app.output import as_json
from app.status import as_row, health
from clock import Clock
from domain import Fault
from storage.database import Database
from storage.keeping import Keeping


def health_page(database: Database, clock: Clock, keeping: Keeping) -> web.Application:
    """The web application with the one route: 200 when green, 503 when red."""

    async def look(_request: web.Request) -> web.Response:
        try:
            as_of = clock.now()
            row = as_row(await database.seeing(lambda tx: health(tx, as_of, keeping)))
        except Fault as fault:
            row = {"status": "red", "faults": [str(fault)]}
        status = HTTPStatus.OK if row["status"] == "green" else HTTPStatus.SERVICE_UNAVAILABLE
        return web.Response(status=status, text=as_json(row), content_type="application/json")

    application = web.Application()
    application.router.add_get("/health", look)
    return application
