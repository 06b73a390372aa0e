"""The command `demo`: makes up a cohort, lets it live through the product, and says what came of it."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app.demo.checks import check
from app.demo.cohort import cohort
from app.demo.diary import Line, diary, pain_chart, subject
from app.demo.inline import InlineDatabase
from app.demo.life import live_through
from app.demo.look import Look, look_round
from app.demo.outcome import Row, summary
from app.demo.tables import print_tables
from app.demo.world import World
from app.logs import quiet_logs
from app.opening import read_settings
from app.output import show_json
from audit import reporting
from audit.export import export
from audit.report.wanted import Wanted, period
from clock import Stopwatch
from domain import Act
from questionnaires.library import Library
from storage import audit_rows
from storage.audit_words import Register
from storage.crypto import KeyRing, new_key
from storage.database import Database
from storage.key_check import require_key
from storage.migrate import upgrade

STARTS_AT = datetime(2024, 1, 8, 8, tzinfo=UTC)
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, where the system has one
_MONTH = 30.44
_LAST_ANSWERS = timedelta(days=14)
_BUSY_AFTER = 1 / 2


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it, one diary, and the moment at which the console is opened. `chats`: there ever were."""

    summary: Row
    patient: str | None
    lines: tuple[Line, ...]
    look: Look
    chats: tuple[int, ...]


def run_demo(
    *,
    patients: int,
    months: int,
    seed: int,
    out: Path | None,
    as_json: bool,
    no_serve: bool,
) -> None:
    """Run it and print: one JSON object, or tables and a diary; then leave the console open on it."""
    quiet_logs()
    watch = Stopwatch()
    folder = out or Path(tempfile.mkdtemp(prefix="tmr-followup-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    with _database() as database:
        told = asyncio.run(_demo(database, patients, months, seed, folder))
        result = told.summary | {"out": str(folder), "elapsed_seconds": round(watch.seconds, 1)}
        if as_json:
            show_json(result)
        else:
            print_tables(result, told.patient, told.lines)
        if not (as_json or no_serve):
            look_round(database.keys, told.look, told.chats, read_settings().console_port)


async def _demo(database: Database, patients: int, months: int, seed: int, out: Path) -> Told:
    members = cohort(seed, patients, STARTS_AT.date(), months)
    last = max(each.surgery.tmr_on for each in members)
    until = STARTS_AT + (last - STARTS_AT.date()) + timedelta(days=round(months * _MONTH)) + _LAST_ANSWERS
    look = Look(database, STARTS_AT + (until - STARTS_AT) * _BUSY_AFTER)
    with _progress(until) as bar:

        def progress(at: datetime) -> None:
            bar(at)
            look.watch(at)

        world = await live_through(
            database, members, seed=seed, starts_at=STARTS_AT, until=until, progress=progress
        )
    if look.taken is None:
        look.take(until)
    return _tell(world, until, {"seed": seed, "patients": patients, "months": months}, out, look)


def _tell(world: World, until: datetime, asked: Row, out: Path, look: Look) -> Told:
    """Read the tables once more, check, export, and write one diary."""
    with world.database.read() as tx:
        register = audit_rows.register(tx)
        checks = check(tx, register, world.journal, until)
    exported = export(world.database, Library.bundled(), "csv", out / "tables", Act("cli", until))
    report = _report(world.database, register, until, out / "report")
    numbers = summary(register, world.journal, checks)
    simulated: Row = {"from": f"{STARTS_AT:%Y-%m-%d}", "to": f"{until:%Y-%m-%d}"}
    patient, lines = _diary(register, world, out)
    told: Row = {"patient": patient, "lines": len(lines)}
    return Told(
        asked
        | {"simulated": simulated}
        | numbers
        | {"diary": told, "tables": dict(exported.counts), "report": report},
        patient,
        lines,
        look,
        tuple(world.people),
    )


def _report(database: Database, register: Register, until: datetime, out: Path) -> Row:
    """The audit's report of all who were operated on, as a page and as numbers; no PDF, which is slow."""
    operated_on = [each.operation.tmr_on for each in register.operations]
    name = f"{min(operated_on)}..{max(operated_on)}"
    made = reporting.make(database, Library.bundled(), Wanted(period(name), until.date()))
    done = reporting.write(database, made, out, Act("cli", until), with_pdf=False)
    secondary = made.report.cohorts["secondary"]
    answered = secondary.completeness["M12"].answered
    return {
        "period": name,
        "secondary": secondary.flow.operated.value,
        "answered_at_12_months": f"{answered.count} of {answered.n}",
        "files": [file.name for file in done.files],
    }


def _diary(register: Register, world: World, out: Path) -> tuple[str | None, tuple[Line, ...]]:
    """The diary of the patient with most to tell, also as a page with a chart; none if nobody joined."""
    patient = subject(register, world.chats)
    if patient is None:
        return None, ()
    chat_id = next(chat for chat, code in world.chats.items() if code == patient)
    lines = diary(register, world.journal, chat_id, patient)
    environment = Environment(
        loader=PackageLoader("app.demo", ""), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("diary.html.j2").render(
        patient=patient, lines=lines, chart=pain_chart(register, patient)
    )
    (out / "diary.html").write_text(page, encoding="utf-8")
    return patient, lines


@contextmanager
def _database() -> Iterator[Database]:
    """A database for the length of the demo, under a key of its own, in memory where that is possible."""
    where = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="tmr-followup-demo-", dir=where) as folder:
        url = f"sqlite:///{folder}/demo.sqlite3"
        upgrade(url)
        database = InlineDatabase(url, KeyRing.load(new_key()))
        try:
            require_key(database)
            yield database
        finally:
            database.close()


@contextmanager
def _progress(until: datetime) -> Iterator[Callable[[datetime], None]]:
    """A bar on stderr that follows the made-up time."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=4) as bar:
        task = bar.add_task("Living", total=(until - STARTS_AT).total_seconds())

        def to(at: datetime) -> None:
            bar.update(task, completed=(at - STARTS_AT).total_seconds(), description=f"{at:%b %Y}")

        yield to
