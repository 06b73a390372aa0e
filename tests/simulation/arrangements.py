"""What the clinic arranges in an ordeal beside its people: the lead's weekly digest, a new protocol, mail."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.digesting import wish_digest
from app.protocol_changes import planned_change, set_protocol
from app.staffing import named_staff
from domain import Act
from scheduler.protocol import default_text
from storage import mailboxes
from storage.database import Database
from tests.simulation.dying import Death

READER = "LEAD"
_CLINIC = ZoneInfo("Europe/London")
NEW = (
    default_text()
    .replace("version: 1.0.0", "version: 2.0.0")
    .replace("reminders: [P2D, P4D]", "reminders: [P1D, P3D, P4D]")
    .replace("closes: P20D", "closes: P18D")
    .replace("target: P3M", "target: P10W")
)
"""W02 ends earlier and is reminded of on other days; M03 is asked earlier."""


def slots(since: datetime, until: datetime) -> Iterator[datetime]:
    """The Mondays at eight at which the digest is due, after the one instant and before the other."""
    at = since.astimezone(_CLINIC).replace(hour=8, minute=0, second=0, microsecond=0)
    at += timedelta(days=-at.weekday())
    while at < until:
        if at > since:
            yield at
        at += timedelta(weeks=1)  # by the clocks of the clinic


def wish(database: Database, at: datetime, *, mail: bool) -> None:
    """The lead wants a digest each Monday, in a line if there is nothing to say."""
    act = Act("cli", at)
    with database.write() as tx:
        wish_digest(tx, act, READER, daily=False, weekly="monday", at="08:00", when_empty="one-line")
        if mail:
            mailboxes.set_address(tx, act, named_staff(tx, READER).id, "lead@north.example")


def publish(databases: tuple[Database, ...], folder: Path, at: datetime) -> None:
    """The new version, accepted as planned at this moment; tried again where the process dies over it."""
    act, file = Act("cli", at), folder / "new.yaml"
    file.write_text(NEW, "utf-8")
    for database in databases:
        with suppress(Death), database.write() as tx:
            set_protocol(tx, act, file, planned_change(tx, act, NEW).hash)
