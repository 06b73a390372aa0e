"""The daily export into the hospital's own database."""

from collections.abc import Mapping
from datetime import datetime

from app.daily import Daily, daily_fault
from app.shelf import Shelf
from audit.database_export import Place, export_to_database
from clock import Clock
from domain import Act, Fault
from settings import Settings
from storage.database import Database, Tx

HEARTBEAT = "export"


def daily_export(database: Database, clock: Clock, place: Place | None, hour: int) -> Daily:
    """Filled every day, where there is such a database."""
    if place is None:
        return Daily(database, clock, HEARTBEAT, hour, None)

    def fill(as_of: datetime) -> Mapping[str, int]:
        with database.read() as tx:
            library = Shelf().library(tx)
        try:
            changes = export_to_database(database, library, place, Act("system:export", as_of))
        except Fault as fault:
            raise Fault(without(str(fault), place)) from None
        return {"written": sum(change.written for change in changes.values())}

    return Daily(database, clock, HEARTBEAT, hour, fill)


def without(text: str, place: Place) -> str:
    """A sentence without the password, should a driver ever say it."""
    secret = _password(place.url)
    return text.replace(secret, "***") if secret else text


def _password(url: str) -> str:
    rest = url.partition("://")[2].rpartition("@")[0]
    return rest.partition(":")[2]


def export_fault(tx: Tx, as_of: datetime) -> str | None:
    """What health says of it."""
    return daily_fault(tx, HEARTBEAT, "The daily export to the hospital's database", as_of)


def place_of(settings: Settings) -> Place | None:
    """The hospital's database of the settings, if there is one."""
    if settings.export_to is None or not settings.export_to.get_secret_value():
        return None
    return Place(settings.export_to.get_secret_value(), settings.export_schema, settings.export_reader)
