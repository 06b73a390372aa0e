"""Plays an instrument in the terminal: the bot's own conversation, with nothing stored."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from app.opening import opened, read_settings
from app.resources import resource_in
from app.shelf import Shelf
from clock import SystemClock
from domain import Entry, Fault
from questionnaires.adopting.adopt import adopt
from questionnaires.context import GIVEN
from questionnaires.conversation import Ended, Refusal, RefusalReason, accept, answers, standing
from questionnaires.definitions import beside, read_beside
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from questionnaires.play import move_of, page, refused
from questionnaires.scores import scores_of


def play_in_terminal(name: str, context: dict[str, str], language: str = "") -> None:
    """Ask until Send or end of input, in this language if one is given, then print the scores."""
    for key, value in context.items():
        if value not in GIVEN[key]:
            raise Fault(f"{value!r} cannot be used; choose one of {', '.join(GIVEN[key])}.")
    instrument = _instrument(name, language)
    log = converse(instrument, context)
    for score in scores_of(instrument.id, answers(instrument, context, log)):
        typer.echo(
            f"{score.name}: {score.value if score.value is not None else f'missing ({score.missing})'}"
        )


def converse(instrument: Instrument, context: Mapping[str, str], begun: Sequence[Entry] = ()) -> list[Entry]:
    """Ask until Send or end of input, after what was answered before; the whole log. Nothing is stored."""
    clock = SystemClock()
    log: list[Entry] = list(begun)
    while True:
        now = standing(instrument, context, log)
        for line in page(now, instrument.languages[0]):
            typer.echo(line)
        if isinstance(now.step, Ended):
            return log
        try:
            typed = typer.prompt(">", prompt_suffix=" ")
        except typer.Abort:
            return log
        move = move_of(now, typed)
        taken = accept(instrument, context, log, move, seq=None, as_of=clock.now()) if move else None
        if isinstance(taken, Entry):
            log.append(taken)
        else:
            typer.echo(refused(taken.reason if isinstance(taken, Refusal) else RefusalReason.NOT_AN_ANSWER))


def _instrument(name: str, language: str) -> Instrument:
    """One at hand by its name, or the form in a file, if it can be asked."""
    library = Library.bundled()
    file = Path(name)
    if name not in library.ids and not file.is_file():
        library = _of_the_site(name)
    if name in library.ids:
        return _speaking(library.get(name, library.current(name).version, language), language)
    return read_beside(file, language) if beside(file, language).is_file() else _adopted(file, language)


def _of_the_site(name: str) -> Library:
    """The bundled instruments and the site's own; only for the last a database is opened."""
    library, settings = Library.bundled(), read_settings()
    if settings.key is not None:
        with opened(settings) as database, database.read() as tx:
            library = Shelf().library(tx)
    if name not in library.ids:
        raise Fault(f"{name!r} is neither an instrument ({', '.join(library.ids)}) nor a file.")
    return library


def _adopted(file: Path, language: str) -> Instrument:
    found = adopt(resource_in(file), "", language)
    for remark in found.remarks:
        typer.echo(f"{remark.level}: {remark.where}: {remark.reason}", err=True)
    if found.instrument is None:
        raise Fault(f"{file} cannot be asked, for the reasons above.")
    return _speaking(found.instrument, language)


def _speaking(instrument: Instrument, language: str) -> Instrument:
    if language not in ("", instrument.languages[0]):
        raise Fault(f"{instrument.id} is not translated into {language!r}.")
    return instrument
