"""The report commands: the clinical audit of a period, as files or numbers, and its signature."""

import re
from datetime import date
from pathlib import Path

import typer

from app.opening import act_now, opened
from app.shelf import Shelf
from app.sites import named_site
from app.staffing import named_staff
from audit import reporting
from audit.report.wanted import Wanted, period
from domain import Act, Fault
from scheduler.instants import local_date
from storage import reviews
from storage.database import Database

_YEAR = re.compile(r"\d{4}")


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
    if external and surgeon is not None:
        raise Fault("The figures of one surgeon are for appraisal; they do not leave the organisation.")
    if external and not _YEAR.fullmatch(period_text):
        raise Fault("A report for outside is of whole years: two others could be taken from one another.")
    with opened() as database:
        act = act_now()
        made = _made(database, act, period_text, site, surgeon, external=external)
        if out is not None:
            done = reporting.write(database, made, out, act)
            if not as_json:
                for file in done.files:
                    typer.echo(f"Written: {file}")
        if as_json:
            typer.echo(reporting.tell(database, made, act))


def sign_report(period_text: str, site_code: str, by: str, actions: str) -> str:
    """Keep a signature under the report of a period as it stands today."""
    with opened() as database:
        act = act_now()
        made = _made(database, act, period_text, site_code, None, external=False)
        with database.write() as tx:
            site, member = named_site(tx, site_code), named_staff(tx, by)
            if not actions.strip():
                raise Fault('Say what was decided, even if it is "none".')
            reviews.sign(
                tx,
                act,
                site_id=site.id,
                period=made.report.period,
                report_checksum=reporting.checksum(made.report),
                signed_by_id=member.id,
                signed_on=local_date(act.at, site.zone),
                actions=actions.strip(),
            )
    return f"The report {period_text} of {site_code} is signed by {by}."


def _made(
    database: Database, act: Act, text: str, site: str | None, surgeon: str | None, *, external: bool
) -> reporting.Made:
    with database.read() as tx:
        library = Shelf().library(tx)
    wanted = Wanted(period(text), _today(act), site, surgeon)
    return reporting.make(database, library, wanted, external=external)


def _today(act: Act) -> date:
    return act.at.date()
