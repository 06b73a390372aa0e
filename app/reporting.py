"""The report commands: the clinical audit of a period, as files or numbers, and its signature."""

from pathlib import Path

import typer

from app.opening import act_now, opened
from app.shelf import Shelf
from app.sites import named_site
from app.staffing import named_staff
from audit import reporting
from audit.report.wanted import Wanted, fault_of, period
from audit.signing import sign, written
from domain import Fault, Site
from storage import sites
from storage.database import Tx


def report_to(
    period_text: str,
    out: Path | None,
    *,
    site: str | None,
    surgeon: str | None,
    external: bool,
    as_json: bool,
) -> None:
    """Write the report into `out`, or print its numbers; one of the two must be asked for."""
    if out is None and not as_json:
        raise Fault("Say where to write the report with --out FOLDER, or ask for the numbers with --json.")
    act = act_now()
    wanted = Wanted(period(period_text), act.at.date(), site, surgeon)
    objection = fault_of(wanted, external=external)
    if objection is not None:
        raise Fault(objection)
    with opened() as database:
        with database.read() as tx:
            library = Shelf().library(tx)
        made = reporting.make(database, library, wanted, external=external)
        if out is not None:
            done = reporting.write(database, made, out, act)
            if not as_json:
                for file in done.files:
                    typer.echo(f"Written: {file}")
        if as_json:
            typer.echo(reporting.tell(database, made, act))


def sign_report(file: Path, by: str, actions: str) -> str:
    """Keep a signature under a report that was written, read, and still says the same of its file."""
    if not actions.strip():
        raise Fault('Say what was decided, even if it is "none".')
    try:
        told = file.read_bytes()
    except OSError as error:
        raise Fault(f"{file} cannot be read: {error.strerror}.") from None
    with opened() as database, database.write() as tx:
        act, report = act_now(), written(tx, told)
        site, member = _signing_site(tx, report.site), named_staff(tx, by)
        sign(tx, act, report, site, member.id, actions.strip())
    return f"The report {report.period} of {site.code} is signed by {by}."


def _signing_site(tx: Tx, code: str | None) -> Site:
    """The hospital whose report it is; of all hospitals together only if there is one."""
    if code is not None:
        return named_site(tx, code)
    every = sites.every(tx)
    if len(every) > 1:
        raise Fault("This is the report of all hospitals; each signs its own: make it with --site CODE.")
    return every[0]
