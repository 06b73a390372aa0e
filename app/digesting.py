"""Digests from the command line: who gets one when, and what it would say now."""

import base64
from datetime import datetime, time
from pathlib import Path

import typer

from app.figures import figures
from app.rosters import DUTIES
from app.shelf import Shelf
from app.staffing import named_staff
from app.usual import usual_by
from bot.digest.gathering import digest_of
from bot.digest.telling import as_page, as_text
from bot.mail.charts import chart_of
from bot.mail.mail import Chart
from bot.speech import Speech
from bot.surroundings import Sight, Watch
from bot.texts.loading import load as load_texts
from charts.png import pain_png
from domain import Act, Cadence, DigestWish, Fault, Site, WhenEmpty
from scheduler.digest_slots import next_slot
from storage import digest_wishes, sites
from storage.database import Tx

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def wish_digest(
    tx: Tx, act: Act, code: str, *, daily: bool, weekly: str | None, at: str, when_empty: str
) -> str:
    """Give somebody the digest every day, or on one day a week; a sentence that says so."""
    if daily == (weekly is not None):
        raise Fault("Say either --daily or --weekly DAY.")
    if when_empty not in set(WhenEmpty):
        raise Fault(f"{when_empty!r} is not known; use {' or '.join(each.value for each in WhenEmpty)}.")
    person = named_staff(tx, code)
    if not person.active:
        raise Fault(f"{code} has left the hospital. Nothing was changed.")
    weekday = None if weekly is None else _weekday(weekly)
    cadence = Cadence.DAILY if weekday is None else Cadence.WEEKLY
    zone = sites.get(tx, person.site_id).zone
    wish = DigestWish(person.id, cadence, weekday, _hour(at), WhenEmpty(when_empty), act.at)
    first = next_slot(wish, zone, act.at)
    digest_wishes.put(tx, act, DigestWish(person.id, cadence, weekday, wish.at, wish.when_empty, first))
    return f"{code} gets the digest {cadence.value}; the next one comes at {first:%Y-%m-%d %H:%M} UTC."


def unwish_digest(tx: Tx, act: Act, code: str) -> str:
    """Send somebody no digest any more."""
    gone = digest_wishes.drop(tx, act, named_staff(tx, code).id)
    return f"{code} gets no digest any more." if gone else f"{code} got no digest. Nothing was changed."


def print_digest(tx: Tx, as_of: datetime, code: str, html: Path | None) -> None:
    """Show the digest of a member of staff as it would be now: as text, or as a page with its charts."""
    shelf = Shelf()
    speech = Speech(shelf.pinned, load_texts(), _nobody, figures, DUTIES, usual_by(shelf))
    told = digest_of(tx, speech.figuring, named_staff(tx, code), as_of)
    if html is None:
        typer.echo(as_text(speech.staff, told), nl=False)
        return
    found = (chart_of(tx, speech, told.site, one, as_of) for one in told.episodes)
    charts = [chart for chart in found if chart is not None]
    try:
        html.write_text(as_page(speech.staff, told, charts, source=_inside), "utf-8")
    except OSError as fault:
        raise Fault(f"{html} cannot be written: {fault.strerror}.") from None
    typer.echo(f"The digest of {code} is in {html}. It holds patients' codes.")


def _inside(chart: Chart) -> str:
    """The picture itself, so that the page is one file."""
    picture = chart.picture
    png = pain_png(picture.readings, picture.words, beside=picture.beside)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _nobody(_tx: Tx, _site: Site, as_of: datetime) -> Sight:
    """Nobody answers a patient here."""
    return Sight(Watch.NOBODY, as_of)


def _weekday(told: str) -> int:
    found = [number for number, day in enumerate(_DAYS) if len(told) > 1 and day.startswith(told.lower())]
    if len(found) != 1:
        raise Fault(f"{told!r} is not a day of the week; write Monday or Mon.")
    return found[0]


def _hour(told: str) -> time:
    try:
        return datetime.strptime(told, "%H:%M").time()  # noqa: DTZ007 - an hour of the clock, without a day
    except ValueError:
        raise Fault(f"{told!r} is not a time of day; write it like 08:00.") from None
